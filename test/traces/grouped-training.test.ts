/** Training with scales of groups of elements: captured, lowered, on one thread and two. */
import { afterAll, describe, expect, it } from 'vitest';
import { ipu21 } from '../../models/machines/tiles/ipu21.js';
import type { Recipe, Scaling } from '../../records/trace/recipe.js';
import { readTrace } from '../../records/trace/trace-folder.js';
import { unitSource } from '../../records/unit-named.js';
import { createEngine } from '../../sim/arithmetic/kernels/engine.js';
import { layOut } from '../../sim/array/layout.js';
import { unitsOf } from '../../traces/capture/trace-record.js';
import { lowerStep } from '../../traces/lowering/lower.js';
import { engineArithmetic } from '../../traces/ops/engine-arithmetic.js';
import { referenceCheck } from '../../traces/replay/reference.js';
import { verifyTrace } from '../../traces/replay/verify.js';
import { checkComputed } from '../../traces/training/computed.js';
import { recipe } from '../../traces/training/recipes.js';
import { smallTrace } from './small-trace.js';
import { SMALL_CNN, SMALL_MLP, SMALL_TOKENS, trainSmall } from './small-training.js';

const engine = createEngine({ threads: 1 });
const arithmetic = engineArithmetic(engine);
afterAll(() => engine.close());

/** Of operands of the roles; the gradient of weights stays in float16. */
function grouped(scalings: Readonly<Record<'activation' | 'weight' | 'dx', Scaling>>, format: string): Recipe {
  const base = recipe('fp16', {}, 'test');
  const rule = (scaling: Scaling) => ({ format, scaling, rounding: 'nearest-even', overflow: 'saturate' }) as const;
  const { activation, weight, dx } = scalings;
  const roles = { ...base.roles, activation: rule(activation), weight: rule(weight), dx: rule(dx) };
  return { ...base, name: 'grouped', roles };
}

const all = (scaling: Scaling) => ({ activation: scaling, weight: scaling, dx: scaling });
const DEEPSEEK = {
  activation: { kind: 'float32', group: '1x128' },
  weight: { kind: 'float32', group: '128x128' },
  dx: { kind: 'float32', group: '1x128' },
} as const;

const RECIPES: readonly (readonly [string, string, Recipe])[] = [
  ['a tensor', 'hopper', grouped(all({ kind: 'float32', group: 'tensor' }), 'float8_e4m3fn')],
  ['a channel', 'hopper', grouped(all({ kind: 'float32', group: 'channel' }), 'float8_e4m3fn')],
  ['1 × 128, weights 128 × 128', 'hopper', grouped(DEEPSEEK, 'float8_e4m3fn')],
  ['mx', 'blackwell-mx', grouped(all({ kind: 'mx', rule: 'floor' }), 'float8_e4m3fn')],
  ['nvfp4', 'blackwell-nvfp4', grouped(all({ kind: 'nvfp4' }), 'float4_e2m1fn')],
];

const unitFor = (unit: string) => unitsOf(unitSource(unit, 'test')).unitFor;

describe.each(RECIPES)('scales of %s on %s', (_, unit, chosen) => {
  const networks = _.includes('×') || _ === 'mx' ? [SMALL_CNN, SMALL_TOKENS] : [SMALL_CNN];
  it('every op of a step is replayed from its files, and moved on a machine', () => {
    for (const network of networks) {
      const folder = smallTrace({ images: 16, batch: 8, network, recipe: chosen }, unit);
      const trace = readTrace(folder);
      const reference = referenceCheck(5);
      const kinds = verifyTrace(trace, arithmetic, reference.beside);
      for (const kind of reference.kinds()) expect(kind).toEqual({ ...kind, different: 0 });
      const scaled = trace.ops.filter(({ kind, attributes }) => kind === 'gemm' && 'scales' in attributes);
      const judged = reference.kinds().find(({ kind }) => kind === 'gemm')?.outputs ?? 0;
      if (scaled.length > 0) expect(judged).toBeGreaterThanOrEqual(5 * scaled.length);
      for (const kind of kinds) expect(kind).toEqual({ ...kind, equal: kind.ops, different: 0, left: {} });
      if (unit === 'blackwell-nvfp4') {
        expect(() => layOut(trace, ipu21)).toThrow('expected a format of 8 to 32 bits, got "float4_e2m1fn"');
        continue;
      }
      const register = layOut(trace, ipu21).ops.flatMap(({ stages }) =>
        stages.flatMap(({ work }) => work.filter(({ task }) => 'operation' in task && task.operation === 'dequantise')),
      );
      expect(register.length > 0).toBe(unit === 'hopper');
    }
  });

  it.each(networks)('$name: captured ops are lowered ones', (network) => {
    const { capture } = trainSmall({ recipe: chosen, network, images: 16, batch: 8, unitFor: unitFor(unit) });
    const update = capture.ops.find((op) => op.kind === 'update' && op.output.endsWith('/w.next'));
    if (update?.kind !== 'update') throw new Error('no update of weights');
    const lowered = lowerStep({
      ...{ pass: 'training', network, recipe: chosen, unitFor: unitFor(unit), batch: 8 },
      ...{ optimiser: update.attributes.optimiser, blocks: 'unrolled', seed: 5, step: update.step },
    });
    expect(lowered.ops).toEqual(capture.ops);
    const shapes = capture.tensors.map(({ file: _file, key: _key, statistics: _statistics, ...rest }) => rest);
    expect(lowered.tensors).toEqual(shapes);
  });

  it('learns, the same bytes on two threads', () => {
    const run = { recipe: chosen, network: SMALL_MLP, images: 512, epochs: 3, unitFor: unitFor(unit) };
    const { record, capture } = trainSmall(run);
    expect(record.evaluation.correct / record.evaluation.total).toBeGreaterThan(0.5);
    const again = trainSmall({ ...run, threads: 2 });
    expect(again.record).toEqual(record);
    const bytes = ({ files }: typeof capture) => [...files()].map(([, file]) => Buffer.from(file).toString('base64'));
    expect(bytes(again.capture)).toEqual(bytes(capture));
  });
});

describe('refused with a sentence', () => {
  it('scales of blocks on a unit that reads none', () => {
    const [, , mx] = RECIPES[3] as (typeof RECIPES)[number];
    expect(() => trainSmall({ recipe: mx, unitFor: unitFor('hopper') })).toThrow(
      'test: expected a unit that reads float8_e8m0fnu scales of blocks of 32, got hopper',
    );
  });

  it.each<[Recipe, string]>([
    [
      grouped({ ...all({ kind: 'mx', rule: 'up' }), dx: { kind: 'fixed', exponent: 0 } }, 'float8_e4m3fn'),
      'got fixed for dx',
    ],
    [grouped(all({ kind: 'nvfp4' }), 'float8_e4m3fn'), 'expected float4_e2m1fn, got float8_e4m3fn'],
    [grouped(all({ kind: 'mx', rule: 'up' }), 'float8_e4m3fnuz'), 'roles.activation.format: expected float8_e4m3fn'],
  ])('%#', (chosen, sentence) => {
    expect(() => checkComputed(chosen)).toThrow(sentence);
  });

  it('groups of channels', () => {
    const [, unit, deepseek] = RECIPES[2] as (typeof RECIPES)[number];
    const network = {
      ...SMALL_CNN,
      nodes: SMALL_CNN.nodes.map((node) => (node.id === '4-conv' ? { ...node, groups: 2 } : node)),
    };
    expect(() =>
      trainSmall({ recipe: deepseek, network: network as typeof SMALL_CNN, unitFor: unitFor(unit) }),
    ).toThrow('layer 4-conv groups: expected one group of channels');
  });
});
