/**
 * Rows of a table [V, W]: numbers [B, S] that the network reads to [B, S, W], or one learned token to [B, 1, W];
 * backward the rows' gradients added up in [V, W]. The table may be another embedding's; gradients of all that share it
 * are added up before its one update.
 */
import { castOperand, castToStorage } from '../../ops/cast.js';
import { elementWise } from '../../ops/element-wise.js';
import { lookup, lookupBackward } from '../../ops/embedding.js';
import { newTensor, type StepContext } from '../../ops/emit.js';
import type { Tensor } from '../../ops/tensor.js';
import type { Parameter } from '../../ops/update.js';
import { rowParameter } from './dense.js';
import { type BackwardResult, type ForwardResult, type Layer, onlyInput, parameterOf, placesOf } from './layer.js';

type TableLayer = Layer<'embedding' | 'token'>;

export function embeddingForward(
  context: StepContext,
  layer: Layer<'embedding'>,
  inputs: readonly Tensor[],
): ForwardResult {
  return rowsForward(context, layer, onlyInput(layer, inputs));
}

export function tokenForward(context: StepContext, layer: Layer<'token'>): ForwardResult {
  const { examples } = context;
  const parts = { name: 'numbers', role: 'state', shape: [examples], format: 'float32' } as const;
  const zeros = context.arithmetic === undefined ? undefined : new Float32Array(examples);
  return rowsForward(context, layer, newTensor(context, placesOf(layer).forward, parts, zeros));
}

function rowsForward(context: StepContext, layer: TableLayer, numbers: Tensor): ForwardResult {
  const { forward } = placesOf(layer);
  const parameter = (parameterOf(layer, 'table') ?? layer.borrowed) as Parameter;
  const rows = lookup(context, forward, 'y', rowParameter(context, parameter), numbers);
  const output = castToStorage(context, forward, 'y.stored', rows);
  const shape = parameter.shape as readonly [number, number];
  return { output, backward: (dy, table) => rowsBackward(context, layer, { numbers, shape }, dy, table) };
}

function rowsBackward(
  context: StepContext,
  layer: TableLayer,
  { numbers, shape }: { readonly numbers: Tensor; readonly shape: readonly [number, number] },
  dy: Tensor,
  table: Tensor | undefined,
): BackwardResult {
  const { wgrad } = placesOf(layer);
  const own = lookupBackward(context, wgrad, 'dtable', [numbers, dy], shape);
  if (parameterOf(layer, 'table') === undefined) return { inputs: [undefined], parameters: [], table: own };
  if (table === undefined) return { inputs: [undefined], parameters: [own] };
  const sum = elementWise(context, wgrad, { name: 'dtable.sum', role: 'dw', function: 'add' }, [table, own]);
  return { inputs: [undefined], parameters: [castOperand(context, wgrad, 'dtable.cast', sum, 'dw')] };
}
