/** Sentences on trainings, with made-up results that make each true and false. */
import { describe, expect, it } from 'vitest';
import type { SweepResult } from '../../../records/sweep-results.js';
import { PAPER_SIZES, type TrainedExperiment } from '../../../sweeps/paper/experiment.js';
import { blockScale } from '../../../sweeps/paper/experiments/block-scale.js';
import { gradientGrid } from '../../../sweeps/paper/experiments/gradient-grid.js';
import { lossScaling } from '../../../sweeps/paper/experiments/loss-scaling.js';
import { recipes } from '../../../sweeps/paper/experiments/recipes.js';
import { resnet } from '../../../sweeps/paper/experiments/resnet.js';
import { roleBiases } from '../../../sweeps/paper/experiments/role-biases.js';
import { transformer } from '../../../sweeps/paper/experiments/transformer.js';
import { pointsOf } from '../../../sweeps/plan/points.js';
import { madePoint, madeResults } from './made-results.js';

const seeds = (keys: Readonly<Record<string, string>>, accuracies: readonly number[]): SweepResult[] =>
  accuracies.map((correct, i) => madePoint(keys, { correct, seed: i + 1 }));

const found = (experiment: TrainedExperiment, points: readonly SweepResult[]) =>
  experiment.read(madeResults(points)).findings;

describe('recipes beside float32', () => {
  const base = seeds({ setting: 'fp32' }, [90, 91, 90, 91]);
  const others = (accuracies: readonly number[], further: readonly SweepResult[] = []) =>
    found(recipes, [...base, ...seeds({ setting: 'paper-f143' }, accuracies), ...further]);

  it('of equal accuracies equal it within half a point', () => {
    expect(others([90, 91, 90, 91])).toEqual([
      'paper-f143 equals fp32 within half a point (0.00 ± 0.00 points over 4 pairs).',
    ]);
  });

  // All of four below all of four: 1 of 70 splits.
  it('all below it are significantly below', () => {
    expect(others([87, 88, 87, 89])).toEqual([
      'paper-f143 is significantly below fp32 (−2.75 ± 0.80 points over 4 pairs), one-sided p = 0.0143, 0.0143 after Holm’s correction for 1 setting.',
    ]);
  });

  // Four settings: 4/70 is above 5 %.
  it('below it beside other settings are not after the correction for their number', () => {
    const further = ['a', 'b', 'c'].flatMap((setting) => seeds({ setting }, [90, 92, 88, 92]));
    expect(others([87, 88, 87, 89], further)).toEqual([
      'paper-f143 is below fp32 (−2.75 ± 0.80 points over 4 pairs) by the paper’s test, one-sided p = 0.0143, but not after Holm’s correction for 4 settings (0.0571).',
      expect.stringMatching(/^Not told from fp32 by 4 seeds: a \(0\.00 ± 2\.25 points\), b .*, c .*\.$/),
    ]);
  });

  it('more than five points below it fail, whatever the seeds', () => {
    expect(others([80])).toEqual(['paper-f143 fails: 10.5 points below fp32 over 1 seed.']);
  });

  it('that scatter are not told from it', () => {
    expect(others([90, 92, 88, 92])).toEqual([
      expect.stringMatching(/^Not told from fp32 by 4 seeds: paper-f143 \(0\.00 ± 2\.25 points\)\.$/),
    ]);
  });

  it('that diverge are said to', () => {
    const diverged = madePoint({ setting: 'paper-f143' }, { correct: 10, divergedAtStep: 4 });
    expect(found(recipes, [...base, diverged])).toEqual([
      'paper-f143 diverges in 1 of 1 seed: its loss is no finite number.',
    ]);
  });

  it('are held against no baseline that has not trained, and none that was refused', () => {
    expect(found(recipes, [...seeds({ setting: 'fp32' }, [11, 12]), ...seeds({ setting: 'fp16' }, [10, 12])])).toEqual(
      [],
    );
    expect(found(recipes, [madePoint({ setting: 'fp32' }, { reason: 'no unit' }), ...base.slice(0, 0)])).toEqual([]);
  });

  it('stand in a table beside the paper’s numbers, a refused one with its reason', () => {
    const points = [...base, madePoint({ setting: 'paper-f152' }, { reason: 'no unit' })];
    const [table] = recipes.read(madeResults(points)).tables;
    expect(table?.rows).toEqual([
      ['fp32', '70.26 ± 0.24', '90.50 ± 0.58', 4, 0, null, null, null],
      ['paper-f152', '70.02 ± 0.40', null, 0, 0, 'no unit', null, null],
    ]);
  });
});

describe('one role by its bias', () => {
  const baseline = madePoint({}, { correct: 88 }, 'float32');
  const curve = (accuracies: readonly number[]) =>
    found(roleBiases, [
      baseline,
      ...accuracies.map((correct, i) => madePoint({ bias: String(8 * i) }, { correct }, 'dx f152')),
    ]);

  it('works between its edges', () => {
    expect(curve([10, 86, 88, 12])).toEqual(['dx in 1.5.2: works from bias 8 to 16; beyond either end it fails.']);
  });

  it('without an edge is said to show none', () => {
    expect(curve([86, 88, 12])).toEqual([
      'dx in 1.5.2: works from bias 0 to 8; above it fails, and no edge is shown below.',
    ]);
    expect(curve([86, 88])).toEqual(['dx in 1.5.2: works from bias 0 to 8; no edge is shown at either end.']);
  });

  it('that works nowhere is said to', () => {
    expect(curve([10, 12])).toEqual(['dx in 1.5.2: no bias that was tried comes within 5 points of the baseline.']);
  });

  it('has no sentence without a baseline', () => {
    expect(found(roleBiases, [madePoint({ bias: '8' }, { correct: 80 }, 'dx f152')])).toEqual([]);
  });
});

describe('the grid of gradient biases', () => {
  const baseline = madePoint({}, { correct: 88 }, 'float32');
  const grid = (rows: readonly (readonly number[])[]) =>
    found(gradientGrid, [
      baseline,
      ...rows.flatMap((row, dx) =>
        row.map((correct, dw) => madePoint({ 'dx bias': String(dx), 'dw bias': String(dw) }, { correct }, 'grid')),
      ),
    ]);

  it('is a product where every good dx works beside every good dw', () => {
    expect(
      grid([
        [10, 10, 10],
        [10, 86, 87],
        [10, 85, 88],
      ]),
    ).toEqual([
      'dx works with biases 1, 2 and dw with 1, 2, in every combination: neither bias asks anything of the other.',
    ]);
  });

  it('is none where one of them does not', () => {
    expect(
      grid([
        [10, 10, 10],
        [10, 86, 20],
        [10, 85, 88],
      ]),
    ).toEqual(['Some biases of dx work beside some biases of dw only.']);
  });

  it('without an edge says so', () => {
    expect(
      grid([
        [86, 86],
        [86, 86],
      ]),
    ).toEqual(['The grid shows no edge of dx or none of dw.']);
  });
});

it('loss scales that find their own way are said to end where they end', () => {
  const points = [
    ...seeds({ setting: 'fixed 2^10' }, [88, 88]),
    madePoint({ setting: 'Backoff' }, { correct: 88, seed: 1, skippedSteps: 3 }),
    madePoint({ setting: 'Backoff' }, { correct: 88, seed: 2, skippedSteps: 4 }),
  ];
  expect(found(lossScaling, points)).toContain('Backoff ends at 2^10 from 2^24; 7 of 20 steps are skipped.');
  expect(found(lossScaling, points).some((sentence) => sentence.startsWith('LogMax'))).toBe(false);
});

it('a decoder that trains with gradients in 1.4.3 or 1.0.7 is said to differ from the paper’s', () => {
  const points = (at20: number, at28: number, integer: number) => [
    ...seeds({ setting: 'fp32' }, [30, 31]),
    ...seeds({ setting: '1.4.3, bias 20' }, [at20, at20]),
    ...seeds({ setting: '1.4.3, bias 28' }, [at28, at28]),
    ...seeds({ setting: '1.0.7, step 2^-14' }, [integer, integer]),
  ];
  const unlike = (...accuracies: [number, number, number]) =>
    found(transformer, points(...accuracies)).filter((sentence) => sentence.startsWith('Unlike in the paper'));
  expect(unlike(30, 12, 12)).toEqual([
    expect.stringMatching(/^Unlike in the paper, gradients do not fail in 1\.4\.3, bias 20: /),
  ]);
  expect(unlike(30, 12, 29)).toEqual([
    expect.stringMatching(/^Unlike in the paper, gradients do not fail in 1\.4\.3, bias 20; 1\.0\.7, step 2\^-14: /),
  ]);
  expect(unlike(12, 12, 12)).toEqual([]);
});

describe('plans', () => {
  const asTheyAre = (settings: object) => ({ settings, identity: settings }) as never;

  it.each(
    [blockScale, recipes, resnet, roleBiases, gradientGrid, lossScaling, transformer].map(
      (each) => [each.name, each] as const,
    ),
  )('%s has more points in full than quick, and every axis each value once', (_, experiment) => {
    const [quick = 0, full = 0] = PAPER_SIZES.map((size) => {
      return pointsOf(experiment.plan(size, 'somewhere'), asTheyAre, experiment.name).length;
    });
    expect(quick).toBeGreaterThan(0);
    expect(full).toBeGreaterThan(quick);
  });
});
