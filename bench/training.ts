/**
 * Speed of emulated training steps of networks that train here, in examples, against the same step in plain float32; and
 * of captured ones, against the same step that nobody records. A captured step is one whose every tensor has its
 * statistics, and whose operands, all or none, are copied out of the step: what the default of `octile train` keeps, and
 * the least; or one whose products' errors are judged. Left out: writing them to disk.
 */
import { network } from '../models/networks/networks.js';
import { unitFamily } from '../models/units/families.js';
import type { Recipe } from '../records/trace/recipe.js';
import { randomWord } from '../runtime/random.js';
import type { ArithmeticEngine } from '../sim/arithmetic/kernels/engine.js';
import { createCapture } from '../traces/capture/capture.js';
import { type ImageSet, type ImageShape, imageDataset } from '../traces/data/images.js';
import { createErrors } from '../traces/errors/error-recorder.js';
import type { Arithmetic } from '../traces/ops/arithmetic.js';
import type { OpRecorder } from '../traces/ops/emit.js';
import { engineArithmetic } from '../traces/ops/engine-arithmetic.js';
import { lossScaleOf } from '../traces/training/loss-scaling/all.js';
import { drawnNetwork } from '../traces/training/network.js';
import { recipe } from '../traces/training/recipes.js';
import { type BaseContext, trainStep } from '../traces/training/step.js';
import type { Benchmark } from './benchmark.js';
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
    ...TRAINED.flatMap((trained) => RECORDED.map((what) => recordedBenchmark(engine, trained, what))),
  ];
}

/** A tenth of a step. */
const CAPTURED_FLOOR = 0.9;

interface Recorded {
  readonly what: string;
  readonly recorder: () => OpRecorder;
  readonly floor?: number;
}

const RECORDED: readonly Recorded[] = [
  { what: 'statistics and all operands', recorder: () => createCapture(() => true), floor: CAPTURED_FLOOR },
  { what: 'statistics and no operands', recorder: () => createCapture(() => false), floor: CAPTURED_FLOOR },
  { what: 'errors of products', recorder: () => createErrors('float16') },
];

function recordedBenchmark(
  engine: ArithmeticEngine,
  trained: Trained,
  { what, recorder, ...rest }: Recorded,
): Benchmark {
  const [fp8, arithmetic] = [recipe('fp8', {}, 'bench'), engineArithmetic(engine)];
  return {
    name: `captured step of ${trained.network}, fp8, batch ${BATCH}, ${what}`,
    operation: 'example',
    clock: 'cpu',
    operations: BATCH,
    referenceOperations: BATCH,
    referenceName: 'the same step, not captured',
    run: stepOf(trained, fp8, arithmetic, 'ipu21-amp', recorder),
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
 * @param recorder of each step that is captured
 */
function stepOf(
  { network: name, images }: Trained,
  chosen: Recipe,
  arithmetic: Arithmetic,
  unit: string,
  recorder?: () => OpRecorder,
): () => void {
  const rule = { kind: 'sgd-momentum', learningRate: 0.01, momentum: 0.9, weightDecay: 0 } as const;
  const trained = drawnNetwork(network(name, 'bench'), { recipe: chosen, optimiser: rule.kind }, 1);
  const examples = Uint32Array.from({ length: BATCH }, (_, i) => i);
  const reading = { storage: chosen.storage, epoch: 0 };
  const batch = imageDataset(drawnImages(images)).batch('train', examples, reading);
  const family = unitFamily(unit, 'bench');
  const context: BaseContext = {
    pass: 'training',
    step: 0,
    seed: 1,
    recipe: chosen,
    updates: 0,
    lossScaleExponent: lossScaleOf(chosen).exponent,
    unitFor: (a, b) => family.resolve(a, b, {}, 'bench'),
    arithmetic,
  };
  return () => void trainStep({ ...context, recorder: recorder?.() }, trained, batch, { optimiser: rule });
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
