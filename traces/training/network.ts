/**
 * From a network record to layers with shapes and initial weights.
 * Weights: uniform in ±√(6 / inputs) (He et al. 2015), from the seed; biases zero.
 */
import { InputError } from '../../models/input-error.js';
import type { LayerRecord, NetworkRecord } from '../../models/networks/network.js';
import { randomUnit, streamOf } from '../../runtime/random.js';
import { elementsOf } from '../ops/tensor.js';
import type { Parameter } from '../ops/update.js';
import type { DenseParameters } from './layers/dense.js';
import type { ImageShape, Layer } from './layers/layer.js';

/** Whether the first layer with weights follows the recipe or stays in the storage format. */
export type FirstLayerRule = 'storage' | 'cast';

export interface TrainedNetwork {
  readonly record: NetworkRecord;
  readonly layers: readonly Layer[];
  readonly classes: number;
  /** Number of trained values. */
  readonly parameters: number;
}

/** @throws InputError where a layer does not fit the shape before it */
export function buildNetwork(record: NetworkRecord, seed: number, firstLayer: FirstLayerRule): TrainedNetwork {
  let shape: ImageShape = [record.input.height, record.input.width, record.input.channels];
  let dense = 0;
  const layers = record.layers.map((layerRecord, index): Layer => {
    const outputShape = outputShapeOf(layerRecord, shape, `${record.name} layer ${index + 1}`);
    const id = `${index + 1}-${layerRecord.kind}`;
    const first = dense === 0;
    const weights = weightShape(layerRecord, shape);
    if (weights !== undefined) dense += 1;
    const layer: Layer = {
      id,
      record: layerRecord,
      inputShape: shape,
      outputShape,
      operands: first && firstLayer === 'storage' ? 'storage' : 'recipe',
      position: first ? 'first' : 'inner',
      ...(weights === undefined ? {} : { parameters: initialParameters(id, weights, seed) }),
    };
    shape = outputShape;
    return layer;
  });
  const parameters = layers.reduce((sum, layer) => sum + parameterCount(layer), 0);
  return { record, layers, classes: elementsOf(shape), parameters };
}

/** [inputs, outputs] of a layer with weights. */
function weightShape(record: LayerRecord, input: ImageShape): readonly [number, number] | undefined {
  if (record.kind === 'linear') return [elementsOf(input), record.outputs];
  if (record.kind === 'conv') return [record.kernel * record.kernel * input[2], record.channels];
  return undefined;
}

function outputShapeOf(record: LayerRecord, [height, width, channels]: ImageShape, where: string): ImageShape {
  switch (record.kind) {
    case 'linear':
      return [1, 1, record.outputs];
    case 'conv':
      if (record.kernel % 2 === 0) throw new InputError(where, 'an odd kernel', String(record.kernel));
      return [height, width, record.channels];
    case 'relu':
      return [height, width, channels];
    case 'max-pool':
      if (height % record.size !== 0 || width % record.size !== 0) {
        throw new InputError(where, `a height and width that ${record.size} divides`, `${height} × ${width}`);
      }
      return [height / record.size, width / record.size, channels];
  }
}

function initialParameters(layer: string, shape: readonly [number, number], seed: number): DenseParameters {
  const limit = Math.sqrt(6 / shape[0]);
  const stream = streamOf('initial', layer);
  const weight = parameter(layer, 'w', shape);
  weight.master.forEach((_, i) => {
    weight.master[i] = limit * (2 * randomUnit(seed, stream, i) - 1);
  });
  return { weight, bias: parameter(layer, 'b', [shape[1]]) };
}

function parameter(layer: string, name: string, shape: readonly number[]): Parameter {
  const elements = elementsOf(shape);
  return { layer, name, shape, master: new Float32Array(elements), momentum: new Float32Array(elements) };
}

function parameterCount(layer: Layer): number {
  if (layer.parameters === undefined) return 0;
  return layer.parameters.weight.master.length + layer.parameters.bias.master.length;
}
