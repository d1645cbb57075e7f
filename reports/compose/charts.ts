/** The charts of a report, as data; exporters draw them. */
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { COMPONENTS } from '../../records/energy.js';
import type { Chart } from '../../records/report.js';
import { ROLES } from '../../records/trace/tensor.js';
import { unitFactor } from '../units/si.js';
import { breakdown, CYCLE_PARTS } from './breakdown.js';
import { baselineIndex, labelsOf, type ReportInput } from './input.js';
import { speedups } from './scaling.js';

const JOULES = unitFactor('pJ', 'J');

export function charts(inputs: readonly ReportInput[]): Chart[] {
  const trained = inputs.some(({ training }) => training !== undefined);
  return [
    cycleChart(inputs),
    ...scalingChart(inputs),
    energyChart(inputs),
    powerChart(inputs),
    ...(trained ? [lossChart(inputs)] : []),
    layerChart(inputs),
    ...powerOverTime(inputs),
    ...inputs.flatMap((input, i) => exponentChart(input, labelsOf(inputs)[i] as string)),
    ...(trained ? castChart(inputs) : []),
  ];
}

function cycleChart(inputs: readonly ReportInput[]): Chart {
  const parts = inputs.map(({ run }) => ({ run, parts: breakdown(run) }));
  return {
    id: 'cycles-by-part',
    title: 'Where the cycles of a training step go',
    kind: 'stacked-bar',
    caption: 'Cycles of one step by what they are spent on; the parts add up to the step.',
    xAxis: { label: 'Recipe', unit: '', scale: 'linear' },
    yAxis: { label: 'Cycles a step', unit: 'cycles', scale: 'linear' },
    categories: labelsOf(inputs),
    series: CYCLE_PARTS.map((part) => ({ name: part, y: parts.map((entry) => entry.parts[part] / entry.run.steps) })),
  };
}

/** How many times as fast as the baseline each other run is, on fewer tiles. */
function scalingChart(inputs: readonly ReportInput[]): Chart[] {
  const base = inputs[baselineIndex(inputs)];
  if (base?.scaling === undefined) return [];
  const series = inputs.flatMap((input, i) => {
    if (input === base || input.scaling === undefined) return [];
    const points = speedups(input, base);
    return [
      {
        name: `${labelsOf(inputs)[i]} against ${labelsOf(inputs)[baselineIndex(inputs)]}`,
        x: points.map(({ tiles }) => tiles),
        y: points.map(({ speedup }) => speedup),
      },
    ];
  });
  if (series.length === 0) return [];
  return [
    {
      id: 'speed-against-tiles',
      title: 'Speed of a training step against the number of tiles',
      kind: 'line',
      caption:
        'The same step planned for fewer tiles: the more work a tile has, the more the products weigh. From shapes alone.',
      xAxis: { label: 'Tiles', unit: 'tiles', scale: 'log' },
      yAxis: { label: 'Speed against the baseline', unit: '×', scale: 'linear' },
      series,
    },
  ];
}

function energyChart(inputs: readonly ReportInput[]): Chart {
  return {
    id: 'energy-by-component',
    title: 'Energy of a training step by component',
    kind: 'stacked-bar',
    caption: `Central values; ${basisNote(inputs)}.`,
    xAxis: { label: 'Recipe', unit: '', scale: 'linear' },
    yAxis: { label: 'Energy a step', unit: 'J', scale: 'linear' },
    categories: labelsOf(inputs),
    series: COMPONENTS.map((component) => ({
      name: component,
      y: inputs.map(({ energy, run }) => (energy.byComponent[component].value * JOULES) / run.steps),
    })),
  };
}

function powerChart(inputs: readonly ReportInput[]): Chart {
  const watts = (input: ReportInput, key: 'low' | 'value' | 'high') =>
    COMPONENTS.map((component) => (input.energy.byComponent[component][key] * JOULES) / input.run.totals.timeS);
  return {
    id: 'power-by-component',
    title: 'Average power by component, low to high',
    kind: 'bar',
    caption: `Bars are central values, whiskers the range of the energy table; ${basisNote(inputs)}.`,
    xAxis: { label: 'Component', unit: '', scale: 'linear' },
    yAxis: { label: 'Average power', unit: 'W', scale: 'linear' },
    categories: [...COMPONENTS],
    series: inputs.map((input, i) => ({
      name: labelsOf(inputs)[i] as string,
      y: watts(input, 'value'),
      low: watts(input, 'low'),
      high: watts(input, 'high'),
    })),
  };
}

const SMOOTHED_POINTS = 120;

function lossChart(inputs: readonly ReportInput[]): Chart {
  return {
    id: 'training-loss',
    title: 'Training loss',
    kind: 'line',
    caption: `Means of consecutive steps, at most ${SMOOTHED_POINTS} points a run.`,
    xAxis: { label: 'Step', unit: 'steps', scale: 'linear' },
    yAxis: { label: 'Cross-entropy', unit: 'nat', scale: 'log' },
    series: inputs.flatMap(({ training }, i) => {
      if (training === undefined) return [];
      const window = Math.max(1, Math.ceil(training.steps.length / SMOOTHED_POINTS));
      const groups = Array.from({ length: Math.ceil(training.steps.length / window) }, (_, g) =>
        training.steps.slice(g * window, (g + 1) * window),
      );
      return [
        {
          name: labelsOf(inputs)[i] as string,
          x: groups.map((group) => group[0]?.step ?? 0),
          y: groups.map((group) => meanLoss(group)),
        },
      ];
    }),
  };
}

function meanLoss(steps: readonly { loss: number | null }[]): number | null {
  const losses = steps.flatMap(({ loss }) => (loss === null ? [] : [loss]));
  return losses.length === 0 ? null : losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

function layerChart(inputs: readonly ReportInput[]): Chart {
  const layers = [...new Set(inputs.flatMap(({ run }) => run.ops.map(({ layer }) => layer)))];
  return {
    id: 'cycles-by-layer',
    title: 'Cycles of a step by layer',
    kind: 'bar',
    caption: 'All phases of a layer: forward, dgrad, wgrad, update, with their exchange and sync.',
    xAxis: { label: 'Layer', unit: '', scale: 'linear' },
    yAxis: { label: 'Cycles a step', unit: 'cycles', scale: 'linear' },
    categories: layers,
    series: inputs.map(({ run }, i) => ({
      name: labelsOf(inputs)[i] as string,
      y: layers.map((layer) => run.ops.reduce((sum, op) => sum + (op.layer === layer ? op.cycles : 0), 0) / run.steps),
    })),
  };
}

/** Average power of each op over the first captured step. */
function powerOverTime(inputs: readonly ReportInput[]): Chart[] {
  const series = inputs.flatMap(({ run, energy }, i) => {
    const first = run.ops[0]?.step;
    const points = run.ops.flatMap((op, index) => {
      const seconds = op.cycles / run.machine.clockHz;
      const start = op.startCycle / run.machine.clockHz;
      const watts = ((energy.perOp[index]?.energyPj.value ?? 0) * JOULES) / seconds;
      return op.step === first && op.cycles > 0 ? [[start, watts] as const, [start + seconds, watts] as const] : [];
    });
    return points.length === 0
      ? []
      : [{ name: labelsOf(inputs)[i] as string, x: points.map(([t]) => t), y: points.map(([, w]) => w) }];
  });
  if (series.length === 0) return [];
  return [
    {
      id: 'power-over-time',
      title: 'Power over one training step',
      kind: 'line',
      caption: `Mean power of each op, in the order of the step; ${basisNote(inputs)}.`,
      xAxis: { label: 'Time', unit: 's', scale: 'linear' },
      yAxis: { label: 'Power', unit: 'W', scale: 'linear' },
      series,
    },
  ];
}

/** Share of elements by power of two, for the operands that a recipe casts. */
function exponentChart(input: ReportInput, label: string): Chart[] {
  const cast = input.tensors.filter(
    ({ format, statistics }) => statistics !== undefined && format.startsWith('float8'),
  );
  const roles = ROLES.filter((role) => cast.some((tensor) => tensor.role === role));
  if (roles.length === 0) return [];
  const histograms = roles.map((role) => roleHistogram(cast.filter((tensor) => tensor.role === role)));
  const exponents = [...new Set(histograms.flatMap((histogram) => [...histogram.keys()]))].sort((a, b) => a - b);
  return [
    {
      id: `exponents-${label.replace(/[^a-z0-9]+/g, '-')}`,
      title: `Exponents of the 8-bit operands, ${label}`,
      kind: 'histogram',
      caption:
        'Share of the elements that are not zero by power of two, scales applied; the lowest of each role holds its subnormals.',
      xAxis: { label: 'Exponent', unit: 'log2', scale: 'linear' },
      yAxis: { label: 'Share of elements', unit: '%', scale: 'linear' },
      categories: exponents.map(String),
      series: roles.map((role, i) => ({
        name: role,
        y: exponents.map((exponent) => 100 * (histograms[i]?.get(exponent) ?? 0)),
      })),
    },
  ];
}

/** Exponent → share of the non-zero elements, over the tensors of a role. */
function roleHistogram(tensors: ReportInput['tensors']): Map<number, number> {
  const counts = new Map<number, number>();
  let total = 0;
  for (const { statistics, format, scaleExponent } of tensors) {
    const { bias } = resolveFloatFormat(format, 'tensors.jsonl format');
    statistics?.exponentHistogram.forEach((all, field) => {
      const elements = field === 0 ? all - statistics.zeros : all;
      const exponent = field - bias + scaleExponent;
      counts.set(exponent, (counts.get(exponent) ?? 0) + elements);
      total += elements;
    });
  }
  return new Map([...counts].map(([exponent, elements]) => [exponent, elements / total]));
}

function castChart(inputs: readonly ReportInput[]): Chart[] {
  const rows = inputs.flatMap(({ training }, i) =>
    (training?.casts ?? [])
      .filter(({ format }) => format !== 'float16')
      .map((cast) => ({ ...cast, label: labelsOf(inputs)[i] as string })),
  );
  if (rows.length === 0) return [];
  const share = (part: number, elements: number) => (elements === 0 ? 0 : (100 * part) / elements);
  return [
    {
      id: 'underflow-and-saturation',
      title: 'Values lost in casts over the whole run',
      kind: 'bar',
      caption: 'Underflow: a non-zero value that became zero. Saturation: a value clipped to the largest.',
      xAxis: { label: 'Layer and role', unit: '', scale: 'linear' },
      yAxis: { label: 'Share of cast elements', unit: '%', scale: 'linear' },
      categories: rows.map(({ layer, role }) => `${layer} ${role}`),
      series: [
        { name: 'underflow', y: rows.map(({ underflow, elements }) => share(underflow, elements)) },
        { name: 'saturation', y: rows.map(({ saturated, elements }) => share(saturated, elements)) },
      ],
    },
  ];
}

function basisNote(inputs: readonly ReportInput[]): string {
  const bases = [...new Set(inputs.map(({ energy }) => `${energy.technology.name}, ${energy.headlineBasis}`))];
  return `energy table ${bases.join('; ')}`;
}
