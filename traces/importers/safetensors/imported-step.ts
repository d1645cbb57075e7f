/**
 * A dump as one step of training: each layer forward and backward by the code that trains, so that its ops are those of
 * a captured step. Values of 16 bits and more are cast by the recipe; tensors of fewer bits are operands already and go
 * as they are. Weights come as master values. Left out: what stands between layers, biases, updates.
 */
import { bitsOf } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { matchesId } from '../../../models/id-pattern.js';
import { STORAGE_FORMATS, type StorageFormat } from '../../../models/recipes/storage.js';
import type { Recipe, RoleRule } from '../../../records/trace/recipe.js';
import { decode } from '../../../sim/arithmetic/reference/convert.js';
import { castToStorage } from '../../ops/cast.js';
import { newTensor, type Place, type StepContext } from '../../ops/emit.js';
import type { Tensor } from '../../ops/tensor.js';
import type { Parameter } from '../../ops/update.js';
import { convolutionForward } from '../../training/layers/convolution.js';
import type { ForwardResult, Layer } from '../../training/layers/layer.js';
import { linearForward } from '../../training/layers/linear.js';
import type { DumpedLayer } from './dumped-layers.js';
import type { DumpedTensor } from './dumped-tensor.js';

/** The storage format that a dump has: that of its first activation of 16 bits or more, else float16. */
export function storageOf(layers: readonly DumpedLayer[]): StorageFormat {
  const formats = layers.map(({ x }) => STORAGE_FORMATS.find((format) => format === x.format));
  return formats.find((format) => format !== undefined) ?? 'float16';
}

/** All layers forward in their order, then those with a gradient backward in the reverse order. */
export function importStep(context: StepContext, layers: readonly DumpedLayer[]): void {
  const passes = layers.map((layer) => ({ layer, ...forwardOf(context, layer) }));
  for (const { layer, result, own } of passes.toReversed()) {
    if (layer.dy === undefined) continue;
    const place: Place = { layer: layer.id, phase: 'dgrad' };
    result.backward(inStorage(own, place, 'dy', layer.dy));
  }
}

interface Forward {
  readonly result: ForwardResult;
  /** The context with the layer's own formats. */
  readonly own: StepContext;
}

function forwardOf(context: StepContext, layer: DumpedLayer): Forward {
  const own = { ...context, recipe: recipeOf(context.recipe, layer) };
  const x = inStorage(own, { layer: layer.id, phase: 'forward' }, 'x', layer.x);
  return {
    own,
    result:
      layer.window === undefined
        ? linearForward(own, linearLayer(layer, own.recipe), [x])
        : convolutionForward(own, convolutionLayer(layer, layer.window, own.recipe), [x]),
  };
}

/** Of a layer whose tensors are operands already: their formats, which a cast leaves as they are. */
function recipeOf(recipe: Recipe, { x, w, dy }: DumpedLayer): Recipe {
  const given = (rule: RoleRule, tensor: DumpedTensor | undefined): RoleRule =>
    tensor === undefined || !isNarrow(tensor)
      ? rule
      : { ...rule, format: tensor.format, scaling: { kind: 'fixed', exponent: tensor.scaleExponent } };
  const { activation, weight, dx } = recipe.roles;
  return {
    ...recipe,
    roles: { ...recipe.roles, activation: given(activation, x), weight: given(weight, w), dx: given(dx, dy) },
  };
}

function isNarrow({ format }: DumpedTensor): boolean {
  return bitsOf(resolveFloatFormat(format, 'dump')) <= 8;
}

/** As it was dumped; of 16 bits and more in the storage format. */
function inStorage(context: StepContext, place: Place, name: 'x' | 'dy', tensor: DumpedTensor): Tensor {
  const { shape, format, scaleExponent, codes } = tensor;
  const role = name === 'x' ? 'activation' : 'dx';
  const given = newTensor(context, place, { name, role, shape, format, scaleExponent }, codes);
  return isNarrow(tensor) ? given : castToStorage(context, place, `${name}.stored`, given);
}

function linearLayer(layer: DumpedLayer, recipe: Recipe): Layer<'linear'> {
  const outputs = layer.w.shape[1] as number;
  return { ...common(layer, recipe), node: { id: layer.id, kind: 'linear', outputs, axes: 'last', bias: false } };
}

function convolutionLayer(
  layer: DumpedLayer,
  window: NonNullable<DumpedLayer['window']>,
  recipe: Recipe,
): Layer<'convolution'> {
  const channels = layer.w.shape[1] as number;
  return { ...common(layer, recipe), node: { id: layer.id, kind: 'convolution', channels, ...window, bias: false } };
}

function common({ id, w }: DumpedLayer, { highLayers }: Recipe) {
  const parameter: Parameter = {
    layer: id,
    name: 'w',
    shape: w.shape,
    decay: 'decayed',
    master: valuesOf(w),
    states: {},
  };
  const operands = highLayers.some((pattern) => matchesId(pattern, id)) ? 'storage' : 'recipe';
  const how = { fusion: 'none', operands, inputGradients: 'needed', repeat: 1 } as const;
  return { id, inputs: [`${id}.x`], output: [], parameters: [parameter], ...how };
}

/** float32 holds every value of these formats. */
function valuesOf({ codes, format, scaleExponent }: DumpedTensor): Float32Array {
  const scale = 2 ** scaleExponent;
  if (codes instanceof Float32Array) return codes.map((value) => value * scale);
  const own = resolveFloatFormat(format, 'dump');
  const table = Float32Array.from({ length: 2 ** bitsOf(own) }, (_, code) => decode(own, code) * scale);
  const values = new Float32Array(codes.length);
  for (let i = 0; i < values.length; i++) values[i] = table[codes[i] as number] as number;
  return values;
}
