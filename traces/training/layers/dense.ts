/**
 * The matrix part that linear and convolution layers share, on matrices:
 *   forward   y [R × O] = x [R × I] · w [I × O] + b
 *   backward  dw = xᵀ · dy, db = Σ dy, dx = dy · wᵀ
 * and the paper's casts (Noune et al. 2022, figure 1): every operand of a product is cast to the format
 * of its role; the first layer's input and the gradient at its output are not.
 */
import { castOperand, castToStorage } from '../../ops/cast.js';
import type { Place, StepContext } from '../../ops/context.js';
import { biasAdd, biasGradient } from '../../ops/elementwise.js';
import { gemm, transpose } from '../../ops/gemm.js';
import type { Tensor } from '../../ops/tensor.js';
import { masterTensor, type Parameter } from '../../ops/update.js';

/** Whether a layer's operands follow the recipe or stay in the storage format. */
export const OPERAND_RULES = ['recipe', 'storage'] as const;
export type OperandRule = (typeof OPERAND_RULES)[number];

export interface DenseParameters {
  readonly weight: Parameter;
  readonly bias: Parameter;
}

/** What the backward pass needs of the forward pass. */
export interface DenseSaved {
  readonly x: Tensor;
  readonly weight: Tensor;
}

export interface DenseGradients {
  readonly weight: Tensor;
  readonly bias: Tensor;
  /** Absent for the layer that nothing lies before. */
  readonly dx: Tensor | undefined;
}

/** The left operand: the layer's input in the format of activations. */
export function denseInput(context: StepContext, place: Place, rule: OperandRule, x: Tensor): Tensor {
  return rule === 'recipe' ? castOperand(context, place, 'x.cast', x, 'activation') : x;
}

/** @param x matrix [R × I], already cast by `denseInput` */
export function denseForward(
  context: StepContext,
  layer: string,
  rule: OperandRule,
  parameters: DenseParameters,
  x: Tensor,
) {
  const place: Place = { layer, phase: 'forward' };
  const half = castToStorage(context, place, 'w.half', masterTensor(context, parameters.weight));
  const weight = rule === 'recipe' ? castOperand(context, place, 'w.cast', half, 'weight') : half;
  const product = gemm(context, place, 'xw', 'activation', x, { ...weight, role: 'weight' });
  const output = biasAdd(context, place, 'y', product, masterTensor(context, parameters.bias));
  const saved: DenseSaved = { x, weight };
  return { output, saved };
}

/** @param dy matrix [R × O], float16 */
export function denseBackward(
  context: StepContext,
  layer: string,
  rule: OperandRule,
  saved: DenseSaved,
  dy: Tensor,
  inputGradient: 'needed' | 'not-needed',
): DenseGradients {
  const dgrad: Place = { layer, phase: 'dgrad' };
  const wgrad: Place = { layer, phase: 'wgrad' };
  const operand = rule === 'recipe' ? castOperand(context, dgrad, 'dy.cast', dy, 'dx') : dy;
  const bias = biasGradient(context, wgrad, 'db', dy);
  const product = gemm(context, wgrad, 'dw', 'dw', transpose(context, wgrad, 'x.transposed', saved.x), operand);
  const weight = rule === 'recipe' ? castOperand(context, wgrad, 'dw.cast', product, 'dw') : product;
  if (inputGradient === 'not-needed') return { weight, bias, dx: undefined };
  const dx = gemm(context, dgrad, 'dx', 'dx', operand, transpose(context, dgrad, 'w.transposed', saved.weight));
  return { weight, bias, dx };
}
