/** Training loss of each run: whether a format learns as the baseline does. */
import type { Chart } from '../../../records/report.js';
import { labelsOf, type ReportInput } from '../input.js';

type Training = NonNullable<ReportInput['training']>;

/** What a line can show: points between are means of consecutive steps. */
const SMOOTHED_POINTS = 120;

/** No chart where no run was trained. */
export function lossChart(inputs: readonly ReportInput[]): Chart[] {
  const labels = labelsOf(inputs);
  const series = inputs.flatMap(({ training }, i) =>
    training === undefined ? [] : [{ name: labels[i] as string, ...smoothed(training.steps) }],
  );
  if (series.length === 0) return [];
  return [
    {
      id: 'training-loss',
      title: 'Training loss',
      kind: 'line',
      caption: `Means of consecutive steps, at most ${SMOOTHED_POINTS} points a run.`,
      xAxis: { label: 'Step', unit: 'steps', scale: 'linear' },
      yAxis: { label: 'Cross-entropy', unit: 'nat', scale: 'log' },
      missing: 'the loss is not finite',
      series,
    },
  ];
}

function smoothed(steps: Training['steps']): { readonly x: number[]; readonly y: (number | null)[] } {
  const window = Math.max(1, Math.ceil(steps.length / SMOOTHED_POINTS));
  const groups = Array.from({ length: Math.ceil(steps.length / window) }, (_, g) =>
    steps.slice(g * window, (g + 1) * window),
  );
  return { x: groups.map((group) => group[0]?.step ?? 0), y: groups.map(meanLoss) };
}

/** Null where no loss is finite. */
function meanLoss(steps: Training['steps']): number | null {
  const losses = steps.flatMap(({ loss }) => (loss === null ? [] : [loss]));
  return losses.length === 0 ? null : losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
