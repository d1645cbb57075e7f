/** Loss scales as states. Expected values are counted by hand from the rules of Noune et al. 2022. */
import { describe, expect, it } from 'vitest';
import type { LossScaling, Recipe } from '../../../records/trace/recipe.js';
import { lowerStep } from '../../../traces/lowering/lower.js';
import { lossScaleOf } from '../../../traces/training/loss-scaling/all.js';
import type { LossScale, StepOutcome } from '../../../traces/training/loss-scaling/loss-scale.js';
import { recipe } from '../../../traces/training/recipes.js';
import { ampFor, SMALL_MLP, trainSmall } from '../small-training.js';

const FP8 = recipe('fp8', {}, 'test');
const scaled = (lossScaling: LossScaling, of: Recipe = FP8): Recipe => ({ ...of, lossScaling });
const clean = (...maxDw: number[]): StepOutcome => ({ overflow: 'clean', maxDw });
const NAN: StepOutcome = { overflow: 'nan', maxDw: [] };

/** The exponent before each outcome, and after the last. */
function exponents(first: LossScale, outcomes: readonly StepOutcome[]): number[] {
  const scales = [first];
  for (const [i, seen] of outcomes.entries()) scales.push((scales[i] as LossScale).next(seen));
  return scales.map(({ exponent }) => exponent);
}

describe('none and fixed', () => {
  it.each<[LossScaling, number]>([
    [{ kind: 'none' }, 0],
    [{ kind: 'fixed', exponent: 10 }, 10],
  ])('%o stays, whatever is seen', (rule, exponent) => {
    expect(exponents(lossScaleOf(scaled(rule)), [clean(2), NAN])).toEqual([exponent, exponent, exponent]);
  });
});

describe('Backoff', () => {
  const rule = { kind: 'backoff', exponent: 10, cleanSteps: 3 } as const;

  it('halves on NaN, doubles after so many clean steps in a row', () => {
    const seen = [NAN, clean(), clean(), NAN, clean(), clean(), clean(), clean()];
    expect(exponents(lossScaleOf(scaled(rule)), seen)).toEqual([10, 9, 9, 9, 8, 8, 8, 9, 9]);
  });

  it('waits 2,000 clean steps where the paper’s number is written', () => {
    const scale = lossScaleOf(scaled({ ...rule, cleanSteps: 2000 }));
    const after = exponents(
      scale,
      Array.from({ length: 2001 }, () => clean()),
    );
    expect([after[1999], after[2000], after[2001]]).toEqual([10, 11, 11]);
  });

  it('stays within 2^±64', () => {
    expect(exponents(lossScaleOf(scaled({ ...rule, exponent: -64 })), [NAN, NAN])).toEqual([-64, -64, -64]);
    expect(exponents(lossScaleOf(scaled({ ...rule, exponent: 64, cleanSteps: 1 })), [clean()])).toEqual([64, 64]);
  });

  it('goes on from its state as if it had not stopped', () => {
    const left = lossScaleOf(scaled(rule)).next(NAN).next(clean()).next(clean());
    const again = lossScaleOf(scaled(rule), JSON.parse(JSON.stringify(left.state)));
    expect(exponents(again, [clean(), NAN])).toEqual([9, 10, 9]);
  });
});

describe('LogMax', () => {
  const rule = { kind: 'logmax', exponent: 4, deviations: 2 } as const;

  it.each([
    // µ = −8, σ = 2; log2 of 57,344, the largest of F152, is 15.807: 15.807 + 8 − 2c, rounded down.
    [1, [2 ** -10, 2 ** -6], 21],
    [2, [2 ** -10, 2 ** -6], 19],
    [3, [2 ** -10, 2 ** -6], 17],
    // One value: no deviation. log2 3 = 1.585: 15.807 − 1.585 = 14.2.
    [2, [3], 14],
    // Zeros do not count.
    [2, [0, 2 ** -10, 0, 2 ** -6], 19],
    // µ = −11, σ = √((2² + 1² + 3²) ÷ 3) = 2.160: 15.807 + 11 − 4.320 = 22.49.
    [2, [2 ** -13, 2 ** -12, 2 ** -8], 22],
  ])('%i deviations, max|dw| %o: 2^%i', (deviations, maxDw, exponent) => {
    const scale = lossScaleOf(scaled({ ...rule, deviations })).next(clean(...maxDw));
    expect(scale.exponent).toBe(exponent);
  });

  it('takes the largest value of dw’s format and scale', () => {
    // F143 × 2^3: 240 · 8 = 1,920, log2 10.9: 10.9 + 8 − 4 = 14.9.
    const dw = { ...FP8.roles.dw, format: 'float8_e4m3fnuz', scaling: { kind: 'fixed', exponent: 3 } } as const;
    const narrow: Recipe = { ...FP8, roles: { ...FP8.roles, dw } };
    expect(lossScaleOf(scaled(rule, narrow)).next(clean(2 ** -10, 2 ** -6)).exponent).toBe(14);
  });

  it('halves on NaN, stays where every gradient is zero, and goes no further than 2^±64', () => {
    const scale = lossScaleOf(scaled(rule));
    expect(exponents(scale, [NAN, clean(0, 0), clean(2 ** -100), clean(2 ** 100)])).toEqual([4, 3, 3, 64, -64]);
  });

  it('goes on from its state', () => {
    const left = lossScaleOf(scaled(rule)).next(clean(2 ** -10, 2 ** -6));
    expect(lossScaleOf(scaled(rule), left.state).exponent).toBe(19);
  });
});

/** The paper's Backoff lets what is too large become NaN. */
function notClipped(lossScaling: LossScaling): Recipe {
  const { activation, weight, dx, dw } = FP8.roles;
  const special = { overflow: 'special' } as const;
  return { ...FP8, lossScaling, roles: { activation, weight, dx: { ...dx, ...special }, dw: { ...dw, ...special } } };
}

describe('a training', () => {
  it('with Backoff from 2^40 halves until a step is clean, and changes nothing before', () => {
    const chosen = notClipped({ kind: 'backoff', exponent: 40, cleanSteps: 2000 });
    const { record } = trainSmall({ recipe: chosen, images: 1600, epochs: 1 });
    const skipped = record.steps.filter((step) => step.skipped === true).length;
    expect(record.steps.slice(0, skipped).map(({ skipped }) => skipped)).toEqual(Array(skipped).fill(true));
    expect(record.steps.slice(0, skipped + 1).map(({ lossScaleExponent }) => lossScaleExponent)).toEqual(
      Array.from({ length: skipped + 1 }, (_, i) => 40 - i),
    );
    expect(skipped).toBeGreaterThan(10);
    expect(record.steps.length).toBeGreaterThan(skipped + 5);
    expect(record.divergedAtStep).toBeNull();
  });

  it.each(['backoff', 'logmax'] as const)('whose every step is skipped with %s leaves the network as drawn', (kind) => {
    const lossScaling =
      kind === 'backoff'
        ? ({ kind, exponent: 64, cleanSteps: 2000 } as const)
        : ({ kind, exponent: 64, deviations: 1 } as const);
    const chosen = notClipped(lossScaling);
    const after = trainSmall({ recipe: chosen, images: 96, epochs: 1 });
    const drawn = trainSmall({ recipe: chosen, images: 96, epochs: 1, learningRate: 0 });
    expect(after.record.steps.map(({ skipped }) => skipped)).toEqual([true, true, true]);
    const masters = ({ network }: typeof after) =>
      network.layers.flatMap(({ parameters }) => parameters.map((p) => p.master));
    expect(masters(after)).toEqual(masters(drawn));
    const states = after.network.layers.flatMap(({ parameters }) => parameters.flatMap((p) => Object.values(p.states)));
    expect(states.every((values) => values?.every((value) => value === 0))).toBe(true);
  });

  it('with LogMax settles', () => {
    const { record } = trainSmall({
      recipe: scaled({ kind: 'logmax', exponent: 0, deviations: 3 }),
      images: 1600,
      epochs: 2,
    });
    const last = record.steps.slice(-20).map(({ lossScaleExponent }) => lossScaleExponent);
    expect(last[0]).toBeGreaterThan(10);
    expect(Math.max(...last) - Math.min(...last)).toBeLessThanOrEqual(4);
    expect(record.steps.some((step) => step.skipped === true)).toBe(false);
  });

  it.each<LossScaling>([
    { kind: 'backoff', exponent: 40, cleanSteps: 5 },
    { kind: 'logmax', exponent: 20, deviations: 2 },
  ])('with $kind gives the same bytes on one and two threads', (lossScaling) => {
    const [one, two] = [1, 2].map((threads) => trainSmall({ recipe: notClipped(lossScaling), images: 640, threads }));
    expect(two?.record).toEqual(one?.record);
    expect(two?.capture.files()).toEqual(one?.capture.files());
  });
});

describe('the ops of a step whose gradients are looked at', () => {
  it('find the largest of each parameter, then update', () => {
    const { capture } = trainSmall({ recipe: scaled({ kind: 'backoff', exponent: 2, cleanSteps: 9 }), images: 64 });
    const kinds = capture.ops.slice(-12).map(({ kind }) => kind);
    expect(kinds).toEqual([...Array(6).fill('amax'), ...Array(6).fill('update')]);
    const [first] = capture.ops.filter(({ kind }) => kind === 'amax');
    expect(first).toMatchObject({ attributes: { gives: { kind: 'amax-or-nan' } }, phase: 'wgrad', layer: '5-linear' });
  });

  it('are those of a lowered step', () => {
    const chosen = scaled({ kind: 'logmax', exponent: 2, deviations: 3 });
    const { capture } = trainSmall({ recipe: chosen, images: 64, learningRate: 0 });
    const given = { pass: 'training', network: SMALL_MLP, recipe: chosen, unitFor: ampFor, batch: 32 } as const;
    const optimiser = { kind: 'sgd-momentum', learningRate: 0, momentum: 0.9, weightDecay: 0 } as const;
    const lowered = lowerStep({ ...given, optimiser, blocks: 'unrolled', seed: 5, step: 1 });
    // The second step's scale follows from the first.
    const without = (ops: typeof capture.ops) => ops.map(({ attributes: _, ...op }) => op);
    expect(without(lowered.ops)).toEqual(without(capture.ops));
  });

  it('cost no op where the scale is fixed', () => {
    const { capture } = trainSmall({ recipe: FP8, images: 64 });
    expect(capture.ops.some(({ kind }) => kind === 'amax')).toBe(false);
  });
});
