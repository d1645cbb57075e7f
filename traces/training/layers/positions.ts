/**
 * A row of a table for each place: y = x [B, S, W] + table [S, W]; backward dx = dy, dtable = Σ dy. A learned table may
 * have more places.
 */
import { columnSum } from '../../ops/column-sum.js';
import { elementWise } from '../../ops/element-wise.js';
import { newTensor, type StepContext } from '../../ops/emit.js';
import { rearrange } from '../../ops/rearrange.js';
import { asMatrix, type Tensor } from '../../ops/tensor.js';
import { masterTensor, type Parameter } from '../../ops/update.js';
import { type BackwardResult, type ForwardResult, type Layer, onlyInput, parameterOf, placesOf } from './layer.js';

type Positions = Layer<'positions'>;

export function positionsForward(context: StepContext, layer: Positions, inputs: readonly Tensor[]): ForwardResult {
  const x = onlyInput(layer, inputs);
  const [, tokens, width] = x.shape as [number, number, number];
  const table = tableOf(context, layer, [tokens, width]);
  const parts = { name: 'y', role: 'activation', function: 'bias-add' } as const;
  const output = elementWise(context, placesOf(layer).forward, parts, [asMatrix(x, tokens * width), table]);
  return { output, backward: (dy) => positionsBackward(context, layer, asMatrix(dy, tokens * width)) };
}

/** Rows of the places that there are; constants, and those of inference, are given so. */
function tableOf(context: StepContext, layer: Positions, [tokens, width]: readonly [number, number]): Tensor {
  const { forward } = placesOf(layer);
  const parameter = parameterOf(layer, 'table');
  if (parameter === undefined || context.pass === 'inference') {
    const role = parameter === undefined ? 'state' : 'weight';
    const parts = { name: 'table', role, shape: [tokens, width], format: context.recipe.storage } as const;
    return newTensor(context, forward, parts);
  }
  const whole = masterTensor(context, parameter);
  if (parameter.shape[0] === tokens) return whole;
  const piece = tokens * width;
  const parts = { name: 'table.used', role: 'state', function: 'slice', shape: [tokens, width], piece } as const;
  return rearrange(context, forward, { ...parts, source: () => 0 }, [whole]);
}

function positionsBackward(context: StepContext, layer: Positions, dy: Tensor): BackwardResult {
  const { wgrad } = placesOf(layer);
  const { shape } = (parameterOf(layer, 'table') as Parameter | undefined) ?? { shape: undefined };
  if (shape === undefined) return { inputs: [dy], parameters: [] };
  const used = columnSum(context, wgrad, 'dtable.used', 'dw', dy);
  const piece = dy.shape.at(-1) as number;
  if (shape[0] === piece / (shape[1] as number)) return { inputs: [dy], parameters: [used] };
  const parts = { name: 'dtable', role: 'dw', function: 'pad', shape, piece } as const;
  const source = (place: number) => (place === 0 ? 0 : -1);
  return { inputs: [dy], parameters: [rearrange(context, wgrad, { ...parts, source }, [used])] };
}
