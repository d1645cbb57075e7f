/** Figure 4: the biases of dx and dw together, every other role as the mixed recipe has it. */
import type { Table } from '../../../records/report.js';
import { SCHEMAS } from '../../../records/schema.js';
import type { SweepResult } from '../../../records/sweep-results.js';
import { percentNumber } from '../../../reports/units/number.js';
import { FAILING_POINTS, meanAccuracy, samplesBy } from '../../statistics/seeds.js';
import { curveChart, curveOf } from '../curves.js';
import { finding, type TrainedExperiment } from '../experiment.js';
import { FLOAT32_SUMS, imageTraining } from '../images.js';

const [DX, DW] = ['dx bias', 'dw bias'];
const SEEDS = { quick: 1, full: 2 } as const;
/** From all underflow to as much clipped as the unit’s scales allow beside the weights’ (their sum is −32 to 31). */
const BIASES = {
  quick: [-6, 8, 20, 32, 42],
  full: [-6, 2, 10, 18, 26, 32, 37, 42],
} as const;
const BASELINE = 'float32';
const GRID = 'grid';

export const gradientGrid: TrainedExperiment = {
  kind: 'trained',
  name: 'gradient-grid',
  title: 'The biases of dx and dw together',
  question:
    'Do the two gradients constrain each other? Activations and weights in 1.4.3, dx and dw in 1.5.2, each bias of dx with each of dw.',
  place: 'figure 4',
  plan: (size) => ({
    schema: SCHEMAS.sweep,
    name: 'gradient-grid',
    base: { ...imageTraining(size), unit: FLOAT32_SUMS },
    seeds: SEEDS[size],
    parts: [
      { name: BASELINE, base: { recipe: 'fp32' } },
      {
        name: GRID,
        base: { recipe: { extends: 'paper-mixed' } },
        axes: [
          { field: 'recipe.roles.dx.bias', name: DX as string, values: [...BIASES[size]] },
          { field: 'recipe.roles.dw.bias', name: DW as string, values: [...BIASES[size]] },
        ],
      },
    ],
  }),
  read: ({ points }) => {
    const baseline = samplesBy(points, ({ part }) => (part === BASELINE ? part : undefined))[0];
    const own = points.filter(({ part }) => part === GRID);
    if (baseline === undefined || baseline.seeds.length === 0 || own.length === 0)
      return { findings: [], tables: [], charts: [] };
    const accuracy = meanAccuracy(baseline);
    const rows = valuesOf(own, DW as string);
    const curves = rows.map((dw) =>
      curveOf(
        `dw ${dw}`,
        own.filter(({ keys }) => keys[DW as string] === dw),
        DX as string,
      ),
    );
    return {
      findings: independence(own, accuracy),
      tables: [gridTable(own)],
      charts: [
        curveChart(curves, {
          id: 'gradient-grid',
          title: 'Accuracy by the bias of dx, a line a bias of dw',
          caption: 'Activations and weights in 1.4.3, gradients in 1.5.2.',
          xLabel: 'Bias of dx',
          baseline: { label: BASELINE, accuracy },
        }),
      ],
    };
  },
};

function valuesOf(points: readonly SweepResult[], axis: string): string[] {
  const values = points.flatMap(({ keys }) => keys[axis] ?? []);
  return [...new Set(values)].sort((a, b) => Number(a) - Number(b));
}

function accuracyAt(points: readonly SweepResult[], dx: string, dw: string): number | undefined {
  const [sample] = samplesBy(points, ({ keys }) =>
    keys[DX as string] === dx && keys[DW as string] === dw ? 'here' : undefined,
  );
  return sample === undefined || sample.seeds.length === 0 ? undefined : meanAccuracy(sample);
}

function gridTable(points: readonly SweepResult[]): Table {
  const [dxs, dws] = [valuesOf(points, DX as string), valuesOf(points, DW as string)];
  return {
    id: 'gradient-grid',
    title: 'Accuracy (%) by the bias of dx (down) and of dw (across)',
    columns: [{ name: 'dx', unit: '' }, ...dws.map((dw) => ({ name: `dw ${dw}`, unit: '' }))],
    rows: dxs.map((dx) => [
      dx,
      ...dws.map((dw) => {
        const accuracy = accuracyAt(points, dx, dw);
        return accuracy === undefined ? null : percentNumber(accuracy / 100, 1);
      }),
    ]),
  };
}

/** Where the biases that work are those of dx times those of dw, neither asks anything of the other. */
function independence(points: readonly SweepResult[], baseline: number): string[] {
  const [dxs, dws] = [valuesOf(points, DX as string), valuesOf(points, DW as string)];
  const works = (dx: string, dw: string) => (accuracyAt(points, dx, dw) ?? 0) >= baseline - FAILING_POINTS;
  const goodDx = dxs.filter((dx) => dws.some((dw) => works(dx, dw)));
  const goodDw = dws.filter((dw) => dxs.some((dx) => works(dx, dw)));
  const isProduct = goodDx.every((dx) => goodDw.every((dw) => works(dx, dw)));
  const some = goodDx.length > 0 && goodDx.length < dxs.length && goodDw.length > 0 && goodDw.length < dws.length;
  return [
    ...finding(
      some && isProduct,
      `dx works with biases ${goodDx.join(', ')} and dw with ${goodDw.join(', ')}, in every combination: neither bias asks anything of the other.`,
    ),
    ...finding(some && !isProduct, 'Some biases of dx work beside some biases of dw only.'),
    ...finding(!some && goodDx.length > 0, 'The grid shows no edge of dx or none of dw.'),
  ];
}
