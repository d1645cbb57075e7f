/**
 * Speed of emulated training steps of networks that train here, in examples, against the same step in plain float32; and
 * of captured ones (captures.ts), one after another, against the same step that nobody records.
 */
import { network } from '../models/networks/networks.js';
import { unitFamily } from '../models/units/families.js';
import type { Recipe } from '../records/trace/recipe.js';
import { randomWord } from '../runtime/random.js';
import type { ArithmeticEngine } from '../sim/arithmetic/kernels/engine.js';
import { type ImageSet, type ImageShape, imageDataset } from '../traces/data/images.js';
import type { Arithmetic } from '../traces/ops/arithmetic.js';
import type { OpRecorder } from '../traces/ops/emit.js';
import { engineArithmetic } from '../traces/ops/engine-arithmetic.js';
import { lossScaleOf } from '../traces/training/loss-scaling/all.js';
import { drawnNetwork } from '../traces/training/network.js';
import { recipe } from '../traces/training/recipes.js';
import { type BaseContext, trainStep } from '../traces/training/step.js';
import type { Benchmark } from './benchmark.js';
import { CAPTURES } from './captures.js';
import { FLOAT32_RECIPE, float32Arithmetic } from './float32-step.js';
import { float32Step } from './written-step.js';

const BATCH = 128;
const CLASSES = 10;
const RECIPES = ['fp8', 'fp16'] as const;

interface Trained {
  readonly network: string;
  readonly images: ImageShape;
  /** Of its step in fp8. */
  readonly floor: number;
  readonly aim: number;
}

const TRAINED: readonly Trained[] = [
  { network: 'mlp', images: { height: 28, width: 28, channels: 1 }, floor: 1 / 2, aim: 2 / 3 },
  { network: 'cnn', images: { height: 28, width: 28, channels: 1 }, floor: 1 / 2, aim: 2 / 3 },
  { network: 'resnet8-16', images: { height: 16, width: 16, channels: 3 }, floor: 0.45, aim: 1 / 2 },
];

/** Neurons of the shipped MLP, inputs first. */
const MLP_SIZES = [784, 512, 512, 512, 10];

export function trainingBenchmarks(engine: ArithmeticEngine): Benchmark[] {
  const [mlp] = TRAINED as readonly [Trained];
  const written = {
    ...benchmarkOf(engine, mlp, 'fp8'),
    referenceName: 'its step in float32, written out',
    reference: writtenStep(engine),
  };
  return [
    written,
    ...TRAINED.flatMap((trained) => RECIPES.map((name) => benchmarkOf(engine, trained, name))),
    ...TRAINED.flatMap((trained) => CAPTURES.map((capture) => capturedBenchmark(engine, trained, capture))),
  ];
}

function capturedBenchmark(
  engine: ArithmeticEngine,
  trained: Trained,
  { what, recorder, ...rest }: (typeof CAPTURES)[number],
): Benchmark {
  const [fp8, arithmetic] = [recipe('fp8', {}, 'bench'), engineArithmetic(engine)];
  return {
    name: `captured step of ${trained.network}, fp8, batch ${BATCH}, ${what}`,
    operation: 'example',
    clock: 'cpu',
    operations: BATCH,
    referenceOperations: BATCH,
    referenceName: 'the same step, not captured',
    run: stepOf(trained, fp8, arithmetic, 'ipu21-amp', recorder()),
    reference: stepOf(trained, fp8, arithmetic, 'ipu21-amp'),
    ...rest,
  };
}

function benchmarkOf(engine: ArithmeticEngine, trained: Trained, name: (typeof RECIPES)[number]): Benchmark {
  return {
    name: `training step of ${trained.network}, ${name}, batch ${BATCH}`,
    operation: 'example',
    clock: 'cpu',
    operations: BATCH,
    referenceOperations: BATCH,
    referenceName: 'the same step in float32',
    run: stepOf(trained, recipe(name, {}, 'bench'), engineArithmetic(engine), 'ipu21-amp'),
    reference: stepOf(trained, FLOAT32_RECIPE, float32Arithmetic(engine), 'fma'),
    ...(name === 'fp8' ? { floor: trained.floor, aim: trained.aim } : {}),
  };
}

function writtenStep(engine: ArithmeticEngine): () => void {
  const [inputs] = MLP_SIZES as [number];
  const images = Float32Array.from({ length: BATCH * inputs }, (_, i) => (randomWord(1, 1, i) % 256) / 255);
  const labels = Uint8Array.from({ length: BATCH }, (_, i) => i % CLASSES);
  return float32Step(engine, MLP_SIZES, images, labels);
}

/**
 * @param unit which, of the float32 step, says in what format products are
 * @param recorder of every step, where they are captured
 */
function stepOf(
  { network: name, images }: Trained,
  chosen: Recipe,
  arithmetic: Arithmetic,
  unit: string,
  recorder?: OpRecorder,
): () => void {
  const rule = { kind: 'sgd-momentum', learningRate: 0.01, momentum: 0.9, weightDecay: 0 } as const;
  const trained = drawnNetwork(network(name, 'bench'), { recipe: chosen, optimiser: rule.kind }, 1);
  const examples = Uint32Array.from({ length: BATCH }, (_, i) => i);
  const reading = { storage: chosen.storage, epoch: 0 };
  const batch = imageDataset(drawnImages(images)).batch('train', examples, reading);
  const family = unitFamily(unit, 'bench');
  const context: Omit<BaseContext, 'step'> = {
    pass: 'training',
    seed: 1,
    recipe: chosen,
    updates: 0,
    lossScaleExponent: lossScaleOf(chosen).exponent,
    unitFor: (a, b) => family.resolve(a, b, {}, 'bench'),
    arithmetic,
    recorder,
  };
  let step = 0;
  return () => void trainStep({ ...context, step: step++ }, trained, batch, { optimiser: rule });
}

/** Pixels of any value. */
function drawnImages(shape: ImageShape) {
  const bytes = shape.height * shape.width * shape.channels;
  const set: ImageSet = {
    pixels: Uint8Array.from({ length: BATCH * bytes }, (_, i) => randomWord(1, 1, i)),
    labels: Uint8Array.from({ length: BATCH }, (_, i) => i % CLASSES),
    size: BATCH,
  };
  return { name: 'drawn', shape, classes: CLASSES, train: set, test: set };
}
