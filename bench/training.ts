/** Speed of an emulated training step of the shipped network, against the same step in plain float32. */
import { network } from '../models/networks/networks.js';
import { unitFamily } from '../models/units/families.js';
import type { ArithmeticEngine } from '../sim/arithmetic/kernels/engine.js';
import { imageDataset } from '../traces/data/images.js';
import { strokesDataset } from '../traces/data/strokes.js';
import { engineArithmetic } from '../traces/ops/engine-arithmetic.js';
import { lossScaleOf } from '../traces/training/loss-scaling/all.js';
import { drawnNetwork } from '../traces/training/network.js';
import { type RecipeName, recipe } from '../traces/training/recipes.js';
import { type BaseContext, trainStep } from '../traces/training/step.js';
import type { Benchmark } from './benchmark.js';
import { float32Step } from './float32-step.js';

const BATCH = 128;

/** Neurons of the shipped MLP. */
const INPUTS = 784;
const SIZES = [INPUTS, 512, 512, 512, 10];

export function trainingBenchmarks(engine: ArithmeticEngine): Benchmark[] {
  return (['fp8', 'fp16'] as const).map((name) => ({
    name: `training step of mlp, ${name}, batch ${BATCH}`,
    operation: 'step',
    clock: 'cpu',
    operations: 1,
    referenceOperations: 1,
    referenceName: 'the same step in float32',
    run: stepOf(name, engine),
    reference: referenceStep(engine),
    ...(name === 'fp8' ? { floor: 1 / 3, aim: 2 / 3 } : {}),
  }));
}

function stepOf(name: RecipeName, engine: ArithmeticEngine): () => void {
  const chosen = recipe(name, {}, 'bench');
  const rule = { kind: 'sgd-momentum', learningRate: 0.01, momentum: 0.9, weightDecay: 0 } as const;
  const options = { firstLayer: chosen.firstLayer, optimiser: rule.kind };
  const trained = drawnNetwork(network('mlp', 'bench'), options, 1);
  const examples = Uint32Array.from({ length: BATCH }, (_, i) => i);
  const batch = imageDataset(strokesDataset(BATCH, 10, 1)).batch('train', examples, {
    storage: chosen.storage,
    epoch: 0,
  });
  const family = unitFamily('ipu21-amp', 'bench');
  const context: BaseContext = {
    pass: 'training',
    step: 0,
    seed: 1,
    recipe: chosen,
    updates: 0,
    lossScaleExponent: lossScaleOf(chosen).exponent,
    unitFor: (a, b) => family.resolve(a, b, {}, 'bench'),
    arithmetic: engineArithmetic(engine),
  };
  return () => void trainStep(context, trained, batch, rule);
}

function referenceStep(engine: ArithmeticEngine): () => void {
  const { train } = strokesDataset(BATCH, 10, 1);
  const images = Float32Array.from(train.pixels.subarray(0, BATCH * INPUTS), (pixel) => pixel / 255);
  return float32Step(engine, SIZES, images, train.labels.slice(0, BATCH));
}
