/** Training with a Hadamard transform of what weight gradients read: replayed, lowered, on two threads, priced. */
import { afterAll, describe, expect, it } from 'vitest';
import { ipu21 } from '../../models/machines/tiles/ipu21.js';
import type { Recipe } from '../../records/trace/recipe.js';
import { readTrace } from '../../records/trace/trace-folder.js';
import { unitSource } from '../../records/unit-named.js';
import { createEngine } from '../../sim/arithmetic/kernels/engine.js';
import { simulateTrace } from '../../sim/array/simulate.js';
import { unitsOf } from '../../traces/capture/trace-record.js';
import { lowerStep } from '../../traces/lowering/lower.js';
import { engineArithmetic } from '../../traces/ops/engine-arithmetic.js';
import { referenceCheck } from '../../traces/replay/reference.js';
import { verifyTrace } from '../../traces/replay/verify.js';
import { recipe } from '../../traces/training/recipes.js';
import { smallTrace } from './small-trace.js';
import { SMALL_CNN, SMALL_MLP, SMALL_TOKENS, trainSmall } from './small-training.js';

const engine = createEngine({ threads: 1 });
const arithmetic = engineArithmetic(engine);
afterAll(() => engine.close());

const NVFP4 = recipe('nvfp4', {}, 'test');
const { unitFor } = unitsOf(unitSource('blackwell-nvfp4', 'test'));
const FP8: Recipe = {
  ...recipe('fp8', {}, 'test'),
  transform: { wgrad: { kind: 'hadamard', size: 4, signs: 'step' } },
};

it.each([SMALL_CNN, SMALL_TOKENS])('every op of a step of $name in NVFP4 is replayed from its files', (network) => {
  const folder = smallTrace({ images: 32, batch: 16, network, recipe: NVFP4 }, 'blackwell-nvfp4');
  const kinds = verifyTrace(readTrace(folder), arithmetic, referenceCheck(5).beside);
  for (const kind of kinds) expect(kind).toEqual({ ...kind, equal: kind.ops, different: 0, left: {} });
  expect(kinds.find(({ kind }) => kind === 'hadamard')?.ops).toBeGreaterThan(3);
});

it('a captured step is the lowered one, signs of the step too', () => {
  const { capture } = trainSmall({ recipe: FP8, network: SMALL_CNN, images: 32, batch: 8 });
  const weights = capture.ops.find((op) => op.kind === 'update' && op.output.endsWith('/w.next'));
  if (weights?.kind !== 'update') throw new Error('no update of weights');
  const lowered = lowerStep({
    ...{ pass: 'training', network: SMALL_CNN, recipe: FP8, unitFor: unitsOf(unitSource('ipu21-amp', 'test')).unitFor },
    ...{ batch: 8, optimiser: weights.attributes.optimiser, blocks: 'unrolled', seed: 5, step: weights.step },
  });
  expect(lowered.ops).toEqual(capture.ops);
});

it('learns in NVFP4, the same bytes on two threads', () => {
  const run = { recipe: NVFP4, network: SMALL_MLP, images: 512, epochs: 3, unitFor };
  const { record, capture } = trainSmall(run);
  expect(record.evaluation.correct / record.evaluation.total).toBeGreaterThan(0.5);
  const again = trainSmall({ ...run, threads: 2 });
  expect(again.record).toEqual(record);
  const bytes = ({ files }: typeof capture) => [...files()].map(([, file]) => Buffer.from(file).toString('base64'));
  expect(bytes(again.capture)).toEqual(bytes(capture));
});

describe('on a machine', () => {
  it('takes cycles, as many counted as stepped', () => {
    const trace = readTrace(smallTrace({ images: 16, batch: 8, network: SMALL_MLP, recipe: FP8 }));
    const [counted, stepped] = (['closed-form', 'stepped'] as const).map((name) =>
      simulateTrace(trace, { ...ipu21, tiles: 16 }, { engine: name, activity: 'none' }),
    );
    const hadamards = counted?.ops.filter(({ kind }) => kind === 'hadamard') ?? [];
    expect(hadamards).toHaveLength(4);
    for (const { cycles } of hadamards) expect(cycles).toBeGreaterThan(0);
    expect(stepped?.totals).toEqual(counted?.totals);
  });
});
