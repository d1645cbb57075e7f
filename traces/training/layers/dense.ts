/**
 * The matrix part that linear and convolution layers share, on matrices:
 *   forward   y [R × O] = x [R × I] · w [I × O] + b
 *   backward  dw = xᵀ · dy, db = Σ dy, dx = dy · wᵀ
 * and the paper's casts (Noune et al. 2022, figure 1): every operand of a product is cast to the format
 * of its role; the first layer's input and the gradient at its output are not.
 */
import { castOperand, castToStorage } from '../../ops/cast.js';
import { columnSum } from '../../ops/column-sum.js';
import { elementWise } from '../../ops/element-wise.js';
import type { Place, StepContext } from '../../ops/emit.js';
import { gemm } from '../../ops/gemm.js';
import type { Tensor } from '../../ops/tensor.js';
import { transpose } from '../../ops/transpose.js';
import { masterTensor, type Parameter } from '../../ops/update.js';
import type { Layer, OperandRule } from './layer.js';

type DenseLayer = Layer<'linear' | 'convolution'>;

/** What the backward pass needs of the forward pass. */
export interface DenseSaved {
  readonly x: Tensor;
  readonly weight: Tensor;
}

export interface DenseGradients {
  readonly weight: Tensor;
  readonly bias: Tensor;
  /** Absent where nothing before the layer is trained. */
  readonly dx: Tensor | undefined;
}

/** [inputs × outputs]. */
export function weightOf({ id, parameters }: DenseLayer): Parameter {
  return parameterNamed(id, parameters, 'w');
}

/** The left operand: the layer's input in the format of activations. */
export function denseInput(context: StepContext, place: Place, rule: OperandRule, x: Tensor): Tensor {
  return rule === 'recipe' ? castOperand(context, place, 'x.cast', x, 'activation') : x;
}

/** @param x matrix [R × I], already cast by `denseInput` */
export function denseForward(context: StepContext, layer: DenseLayer, x: Tensor) {
  const place: Place = { layer: layer.id, phase: 'forward' };
  const half = castToStorage(context, place, 'w.stored', masterTensor(context, weightOf(layer)));
  const weight = layer.operands === 'recipe' ? castOperand(context, place, 'w.cast', half, 'weight') : half;
  const product = gemm(context, place, 'xw', 'activation', x, { ...weight, role: 'weight' });
  const bias = masterTensor(context, parameterNamed(layer.id, layer.parameters, 'b'));
  const added = { name: 'y', role: 'activation', function: 'bias-add' } as const;
  const output = elementWise(context, place, added, [product, bias]);
  const saved: DenseSaved = { x, weight };
  return { output, saved };
}

/** @param dy matrix [R × O] in the storage format */
export function denseBackward(context: StepContext, layer: DenseLayer, saved: DenseSaved, dy: Tensor): DenseGradients {
  const dgrad: Place = { layer: layer.id, phase: 'dgrad' };
  const wgrad: Place = { layer: layer.id, phase: 'wgrad' };
  const operand = layer.operands === 'recipe' ? castOperand(context, dgrad, 'dy.cast', dy, 'dx') : dy;
  const bias = columnSum(context, wgrad, 'db', 'dw', dy);
  const product = gemm(context, wgrad, 'dw', 'dw', transpose(context, wgrad, 'x.transposed', saved.x), operand);
  const weight = layer.operands === 'recipe' ? castOperand(context, wgrad, 'dw.cast', product, 'dw') : product;
  if (layer.inputGradients === 'not-needed') return { weight, bias, dx: undefined };
  const dx = gemm(context, dgrad, 'dx', 'dx', operand, transpose(context, dgrad, 'w.transposed', saved.weight));
  return { weight, bias, dx };
}

function parameterNamed(layer: string, parameters: readonly Parameter[], name: string): Parameter {
  const found = parameters.find((parameter) => parameter.name === name);
  if (found === undefined) throw new Error(`layer ${layer} has no parameter ${name}`);
  return found;
}
