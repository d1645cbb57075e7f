/** Which points a plan has, in which order, and what is refused before anything starts. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseSweep, type SweepPlan } from '../../records/sweep.js';
import { pointsOf } from '../../sweeps/plan/points.js';

const WHERE = 'plan.yaml';

/** Settings that are what they are. */
const asTheyAre = (settings: object) => ({ settings, identity: settings }) as never;

function planOf(fields: object): SweepPlan {
  return parseSweep({ schema: 'octile.sweep/1.0', name: 'trial', ...fields }, WHERE);
}

function pointsIn(fields: object) {
  return pointsOf(planOf(fields), asTheyAre, WHERE);
}

describe('the points of a plan', () => {
  it('are the product of the axes: the last fastest, seeds fastest of all', () => {
    const points = pointsIn({
      base: { network: 'mlp' },
      axes: [
        { field: 'batch', values: [16, 32] },
        {
          name: 'recipe',
          points: [
            { label: 'a', set: { recipe: 'fp8' } },
            { label: 'b', set: { recipe: 'fp16', unit: 'hopper' } },
          ],
        },
      ],
      seeds: 2,
    });
    expect(points.map(({ keys, seed }) => [keys.batch, keys.recipe, seed])).toEqual([
      ['16', 'a', 1],
      ['16', 'a', 2],
      ['16', 'b', 1],
      ['16', 'b', 2],
      ['32', 'a', 1],
      ['32', 'a', 2],
      ['32', 'b', 1],
      ['32', 'b', 2],
    ]);
    expect(points[2]?.settings).toEqual({ network: 'mlp', batch: 16, recipe: 'fp16', unit: 'hopper', seed: 1 });
  });

  it('of blocks follow one another; a block adds axes, and its base and seeds go before the plan’s', () => {
    const points = pointsIn({
      base: { batch: 16, optimiser: { kind: 'adamw', beta1: 0.9 } },
      axes: [{ field: 'epochs', values: [1, 2] }],
      seeds: [7],
      parts: [
        { name: 'small', base: { optimiser: { beta1: 0.5 } } },
        { name: 'large', axes: [{ field: 'batch', name: 'size', values: [64] }], seeds: [8, 9] },
      ],
    });
    expect(points.map(({ part, keys, seed }) => [part, keys, seed])).toEqual([
      ['small', { epochs: '1' }, 7],
      ['small', { epochs: '2' }, 7],
      ['large', { epochs: '1', size: '64' }, 8],
      ['large', { epochs: '1', size: '64' }, 9],
      ['large', { epochs: '2', size: '64' }, 8],
      ['large', { epochs: '2', size: '64' }, 9],
    ]);
    expect(points[0]?.settings).toEqual({ batch: 16, optimiser: { kind: 'adamw', beta1: 0.5 }, epochs: 1, seed: 7 });
    expect(points[2]?.settings).toMatchObject({ batch: 64, optimiser: { beta1: 0.9 } });
  });

  it('set a field inside others, and make those that are not there', () => {
    const axes = [{ field: 'recipe.roles.dx.format', values: ['f143'] }];
    const [point] = pointsIn({ base: { recipe: { name: 'own', roles: { dw: { format: 'f152' } } } }, axes });
    expect(point?.settings).toEqual({
      recipe: { name: 'own', roles: { dw: { format: 'f152' }, dx: { format: 'f143' } } },
    });
  });

  it('without axes and seeds is one, with the seed that its settings have', () => {
    expect(pointsIn({ base: { seed: 5 } })).toMatchObject([{ part: '', keys: {}, seed: 5 }]);
  });

  it('have the SHA-256 of their settings as canonical JSON: keys in order, whatever order they were written in', () => {
    const written = '{"batch":16,"recipe":{"name":"x","storage":"float32"},"seed":1}';
    const hash = createHash('sha256').update(written).digest('hex');
    const one = pointsIn({ base: { recipe: { storage: 'float32', name: 'x' }, batch: 16 }, seeds: [1] });
    const other = pointsIn({ base: { batch: 16 }, axes: [{ field: 'recipe', name: 'r', values: ['-'] }], seeds: [1] });
    expect(one.map((point) => point.hash)).toEqual([hash]);
    expect(other[0]?.hash).not.toBe(hash);
  });

  it('of equal settings in two blocks have one hash', () => {
    const parts = [{ name: 'a' }, { name: 'b' }];
    const [a, b] = pointsIn({ base: { batch: 16 }, seeds: 1, parts });
    expect(a?.hash).toBe(b?.hash);
  });
});

const schema = 'octile.sweep/1.0';

describe('a plan is refused', () => {
  const axis = { field: 'batch', values: [1] };
  it.each<[string, object, string]>([
    [
      'of another kind',
      { schema: 'octile.run/1.0', name: 'x' },
      'plan.yaml schema: expected octile.sweep/1.0, got "octile.run/1.0"',
    ],
    ['of a newer version', { schema: 'octile.sweep/2.0', name: 'x' }, 'plan.yaml schema: expected octile.sweep/1.0'],
    ['without a name', { schema }, 'plan.yaml name: expected a text, got nothing'],
    [
      'with an unknown field',
      { schema, name: 'x', runs: 3 },
      'plan.yaml runs: expected a known field, got an unknown one',
    ],
    ['with an axis of nothing', { schema, name: 'x', axes: [{ field: 'batch', values: [] }] }, 'plan.yaml axes.0'],
    ['with an axis of both kinds', { schema, name: 'x', axes: [{ ...axis, points: [] }] }, 'plan.yaml axes.0'],
    ['with a field that is no name', { schema, name: 'x', axes: [{ field: 'a..b', values: [1] }] }, 'plan.yaml axes.0'],
    ['with no seed', { schema, name: 'x', seeds: 0 }, 'plan.yaml seeds: expected a whole number from 1 to 1000'],
    ['with a seed below zero', { schema, name: 'x', seeds: [-1] }, 'plan.yaml seeds'],
    ['with no block', { schema, name: 'x', parts: [] }, 'plan.yaml parts: expected a list of at least 1 value'],
    [
      'with a point without a label',
      { schema, name: 'x', axes: [{ name: 'a', points: [{ set: {} }] }] },
      'plan.yaml axes.0.points.0.label',
    ],
  ])('%s', (_, plan, sentence) => {
    expect(() => parseSweep(plan, WHERE)).toThrow(sentence);
  });

  it.each<[string, object, string]>([
    ['with an axis twice', { axes: [axis, axis] }, 'plan.yaml axes: expected each once, got "batch" twice'],
    [
      'with a value twice',
      { axes: [{ field: 'batch', values: [1, 1] }] },
      'plan.yaml axis "batch": expected each once, got "1" twice',
    ],
    ['with a seed twice', { seeds: [3, 3] }, 'plan.yaml seeds: expected each once, got "3" twice'],
    [
      'with a block twice',
      { parts: [{ name: 'a' }, { name: 'a' }] },
      'plan.yaml parts: expected each once, got "a" twice',
    ],
    [
      'with an axis of a block that the plan has',
      { axes: [axis], parts: [{ name: 'a', axes: [axis] }] },
      'plan.yaml part a axes: expected each once',
    ],
    [
      'with a seed beside seeds',
      { base: { seed: 1 }, seeds: 2 },
      'plan.yaml base.seed: expected no seed beside seeds, got 1',
    ],
    [
      'with a field of a name',
      { base: { recipe: 'fp8' }, axes: [{ field: 'recipe.storage', values: ['float32'] }] },
      'plan.yaml axis "recipe.storage" "float32": expected recipe with fields, to set recipe.storage, got "fp8"; write out recipe in base, or set all of it',
    ],
    [
      'with too many points',
      { axes: ['a', 'b', 'c'].map((field) => ({ field, values: Array.from({ length: 47 }, (_v, i) => i) })) },
      'plan.yaml: expected at most 100000 points, got 103823',
    ],
  ])('%s', (_, fields, sentence) => {
    expect(() => pointsIn(fields)).toThrow(sentence);
  });

  it('names the point whose settings are refused', () => {
    const refuse = (_: object, where: string): never => {
      throw new Error(where);
    };
    const plan = planOf({ parts: [{ name: 'p', axes: [{ field: 'batch', values: [0] }], seeds: [4] }] });
    expect(() => pointsOf(plan, refuse, WHERE)).toThrow('plan.yaml part p, batch 0, seed 4');
  });
});
