/**
 * Speed of an emulated training step of the shipped network. The reference does less than the same step in
 * float32 would: its products alone, without casts, element-wise ops and updates.
 */
import { network } from '../models/networks/networks.js';
import { unitFamily } from '../models/units/families.js';
import type { ArithmeticEngine } from '../sim/arithmetic/kernels/engine.js';
import { strokesDataset } from '../traces/data/strokes.js';
import type { StepContext } from '../traces/ops/context.js';
import { engineArithmetic } from '../traces/ops/engine-arithmetic.js';
import { batchMaker } from '../traces/training/batches.js';
import { buildNetwork } from '../traces/training/network.js';
import { lossScaleExponent, type RecipeName, recipe } from '../traces/training/recipes.js';
import { trainStep } from '../traces/training/step.js';
import type { Benchmark } from './benchmark.js';

const BATCH = 128;

export function trainingBenchmarks(engine: ArithmeticEngine): Benchmark[] {
  return (['fp8', 'fp16'] as const).map((name) => ({
    name: `training step of mlp, ${name}, batch ${BATCH}`,
    operation: 'step',
    clock: 'cpu',
    operations: 1,
    referenceOperations: 1,
    referenceName: 'its products alone in float32',
    run: stepOf(name, engine),
    reference: productsOf(engine),
    ...(name === 'fp8' ? { floor: 1 / 3, aim: 2 / 3 } : {}),
  }));
}

function stepOf(name: RecipeName, engine: ArithmeticEngine): () => void {
  const chosen = recipe(name, {}, 'bench');
  const trained = buildNetwork(network('mlp', 'bench'), 1, chosen.firstLayer);
  const dataset = strokesDataset(BATCH, 10, 1);
  const batch = batchMaker(dataset).make(
    dataset.train,
    Uint32Array.from({ length: BATCH }, (_, i) => i),
  );
  const family = unitFamily('ipu21-amp', 'bench');
  const context: StepContext = {
    step: 0,
    seed: 1,
    recipe: chosen,
    lossScaleExponent: lossScaleExponent(chosen),
    unitFor: (a, b) => family.resolve(a, b, {}, 'bench'),
    arithmetic: engineArithmetic(engine),
  };
  return () => void trainStep(context, trained, batch, { learningRate: 0.01, momentum: 0.9, weightDecay: 0 });
}

/** Forward, dgrad and wgrad of every layer (no dgrad of the first) as plain float32 products. */
function productsOf(engine: ArithmeticEngine): () => void {
  const sizes = [784, 512, 512, 512, 10];
  const shapes = sizes.slice(1).flatMap((outputs, i) => {
    const inputs = sizes[i] as number;
    const [forward, dgrad, wgrad] = [
      [BATCH, inputs, outputs],
      [BATCH, outputs, inputs],
      [inputs, BATCH, outputs],
    ] as const;
    return i === 0 ? [forward, wgrad] : [forward, dgrad, wgrad];
  });
  const products = shapes.map(([m, k, n]) => ({
    m,
    k,
    n,
    a: new Float32Array(m * k).fill(1),
    b: new Float32Array(k * n).fill(1),
  }));
  return () => {
    for (const product of products) engine.gemmFloat32(product);
  };
}
