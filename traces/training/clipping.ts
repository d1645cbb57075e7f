/**
 * The sum of the squares of all gradients, by which they are clipped to a norm: each parameter's in float32 in the order
 * of its elements, then those of parameters in the order in which gradients came. The factor is applied in the update.
 * Source: PyTorch, clip_grad_norm_. Left out: a program that squares and adds in one.
 */
import { castToStorage } from '../ops/cast.js';
import { columnSum } from '../ops/column-sum.js';
import { elementWise } from '../ops/element-wise.js';
import type { Place } from '../ops/emit.js';
import { asMatrix, type Tensor } from '../ops/tensor.js';
import { inFloat32 } from './micro-batches.js';
import type { ParameterGradient } from './outcome.js';

/** One float32, of gradients as they stand, loss scale and all. */
export function squaresOf(gradients: readonly ParameterGradient[]): Tensor {
  const [first, ...others] = gradients.map(parameterSquares) as [Tensor, ...Tensor[]];
  return others.reduce((sum, squares, i) => {
    const { context, parameter } = gradients[i + 1] as ParameterGradient;
    const parts = { name: `d${parameter.name}.squares.sum`, role: 'dw', function: 'add' } as const;
    return elementWise(inFloat32(context), placeOf(parameter.layer), parts, [sum, squares]);
  }, first);
}

function parameterSquares({ context, parameter: { layer, name }, gradient }: ParameterGradient): Tensor {
  const wide = inFloat32(context);
  const values = castToStorage(wide, placeOf(layer), `d${name}.float`, gradient);
  const parts = { name: `d${name}.squared`, role: 'dw', function: 'multiply' } as const;
  const squared = elementWise(wide, placeOf(layer), parts, [values, values]);
  return columnSum(context, placeOf(layer), `d${name}.squares`, 'dw', asMatrix(squared, 1));
}

function placeOf(layer: string): Place {
  return { layer, phase: 'wgrad' };
}
