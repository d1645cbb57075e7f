/**
 * The training step of an MLP in float32 written out by hand on the same engine: every array made once, no op, no record, no
 * kernel but the product. The stricter of the two references of an emulated step.
 */
import type { ArithmeticEngine } from '../sim/arithmetic/kernels/engine.js';

interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: Float32Array;
  readonly weightMomentum: Float32Array;
  readonly bias: Float32Array;
  readonly biasMomentum: Float32Array;
}

/**
 * @param sizes neurons layer by layer, inputs first
 * @param images batch × inputs; @param labels a class each
 */
export function float32Step(
  engine: ArithmeticEngine,
  sizes: readonly number[],
  images: Float32Array,
  labels: Uint8Array,
): () => void {
  const batch = labels.length;
  const layers = sizes.slice(1).map((outputs, index) => denseLayer(sizes[index] as number, outputs));
  return () => {
    const activations = [images];
    for (const [index, layer] of layers.entries()) {
      const sums = engine.gemmFloat32({
        ...{ m: batch, k: layer.inputs, n: layer.outputs },
        a: activations[index] as Float32Array,
        b: layer.weight,
      });
      addBias(sums, layer.bias);
      if (index < layers.length - 1) rectify(sums);
      activations.push(sums);
    }
    let gradient = lossGradient(activations.at(-1) as Float32Array, labels);
    for (let index = layers.length - 1; index >= 0; index--) {
      const layer = layers[index] as DenseLayer;
      const input = activations[index] as Float32Array;
      gradient = backward(engine, layer, input, gradient, index === 0 ? 'first' : 'inner');
    }
  };
}

function denseLayer(inputs: number, outputs: number): DenseLayer {
  const weight = Float32Array.from({ length: inputs * outputs }, (_, index) => ((index % 17) - 8) / 256);
  return {
    inputs,
    outputs,
    weight,
    weightMomentum: new Float32Array(weight.length),
    bias: new Float32Array(outputs),
    biasMomentum: new Float32Array(outputs),
  };
}

/** Updates the layer; the gradient of its input, masked by the ReLU that it came from. */
function backward(
  engine: ArithmeticEngine,
  layer: DenseLayer,
  input: Float32Array,
  gradient: Float32Array,
  place: 'first' | 'inner',
): Float32Array {
  const { inputs, outputs, weight } = layer;
  const batch = input.length / inputs;
  const weightGradient = engine.gemmFloat32({
    ...{ m: inputs, k: batch, n: outputs },
    a: input,
    aLayout: 'column-major',
    b: gradient,
  });
  const biasGradient = columnSums(gradient, outputs);
  let passed = gradient;
  if (place === 'inner') {
    passed = engine.gemmFloat32({ m: batch, k: outputs, n: inputs, a: gradient, b: weight, bLayout: 'column-major' });
    for (let i = 0; i < passed.length; i++) if ((input[i] as number) <= 0) passed[i] = 0;
  }
  update(weight, layer.weightMomentum, weightGradient);
  update(layer.bias, layer.biasMomentum, biasGradient);
  return passed;
}

function addBias(sums: Float32Array, bias: Float32Array): void {
  for (let row = 0; row < sums.length; row += bias.length) {
    for (let c = 0; c < bias.length; c++) sums[row + c] = (sums[row + c] as number) + (bias[c] as number);
  }
}

function rectify(values: Float32Array): void {
  for (let i = 0; i < values.length; i++) if ((values[i] as number) < 0) values[i] = 0;
}

/** Softmax less the label, over the batch. */
function lossGradient(outputs: Float32Array, labels: Uint8Array): Float32Array {
  const classes = outputs.length / labels.length;
  const gradient = new Float32Array(outputs.length);
  for (let row = 0; row < labels.length; row++) {
    const logits = outputs.subarray(row * classes, (row + 1) * classes);
    const largest = logits.reduce((most, value) => Math.max(most, value));
    const powers = logits.map((value) => Math.exp(value - largest));
    const sum = powers.reduce((total, value) => total + value);
    for (let c = 0; c < classes; c++) {
      gradient[row * classes + c] = ((powers[c] as number) / sum - (c === labels[row] ? 1 : 0)) / labels.length;
    }
  }
  return gradient;
}

function columnSums(gradient: Float32Array, columns: number): Float32Array {
  const sums = new Float32Array(columns);
  for (let row = 0; row < gradient.length; row += columns) {
    for (let c = 0; c < columns; c++) sums[c] = (sums[c] as number) + (gradient[row + c] as number);
  }
  return sums;
}

/** SGD with momentum. */
function update(master: Float32Array, momentum: Float32Array, gradient: Float32Array): void {
  for (let i = 0; i < master.length; i++) {
    const velocity = Math.fround(0.9 * (momentum[i] as number) + (gradient[i] as number));
    momentum[i] = velocity;
    master[i] = (master[i] as number) - 0.01 * velocity;
  }
}
