/**
 * What linear layers and convolutions share: operands in the formats of their roles, a bias, gradients.
 *   forward   y = x · w + b;   backward  dw = xᵀ · dy, db = Σ dy, dx = dy · wᵀ
 * and the paper's casts (Noune et al. 2022, figure 1): every operand of a product is cast to the format
 * of its role, as far as the rule of the layer says (operands.ts). In inference weights are given as
 * products read them.
 */
import { castToStorage } from '../../ops/cast.js';
import { columnSum } from '../../ops/column-sum.js';
import { elementWise } from '../../ops/element-wise.js';
import { newTensor, type Place, type StepContext } from '../../ops/emit.js';
import { ALONG_ROWS, type Depth, DOWN_COLUMNS } from '../../ops/grouping.js';
import { givenEncoding } from '../../ops/scale.js';
import type { Tensor } from '../../ops/tensor.js';
import { masterTensor, type Parameter } from '../../ops/update.js';
import { bothWays, type Directed, directedOperand } from './directed.js';
import { type Layer, parameterOf, placesOf } from './layer.js';
import { isCast, operandOf } from './operands.js';

type DenseLayer = Layer<'linear' | 'convolution'>;

/** What the backward pass needs of the forward pass. */
export interface DenseSaved {
  readonly x: Directed;
  readonly weight: Directed;
}

/** How a layer's operands are read along k: of linear layers, and of convolutions. */
export interface DenseDepths {
  /** By the product of the weights' gradient. */
  readonly x: Depth;
  /** Forward and, of a table that is turned, the other way round. */
  readonly weight: { readonly rows: Depth; readonly columns: Depth; readonly forward: 'rows' | 'columns' };
}

/** The left operand: the layer's input in the format of activations. */
export function denseInput(context: StepContext, layer: DenseLayer, x: Tensor, depths: DenseDepths): Directed {
  const read = context.pass === 'training' ? 'both' : 'rows';
  return directedOperand(context, layer, placesOf(layer).forward, {
    ...{ name: 'x.cast', input: x, role: 'activation', rows: ALONG_ROWS, columns: depths.x, read },
    columnsIn: 'wgrad',
  });
}

/** The right operand: weights in their format, of the shape that they are kept in. */
export function denseWeight(
  context: StepContext,
  layer: DenseLayer,
  parameter: Parameter,
  { weight: { rows, columns, forward } }: DenseDepths,
): Directed {
  const place = placesOf(layer).forward;
  const depth = forward === 'rows' ? rows : columns;
  if (context.pass === 'inference') return bothWays(givenWeight(context, place, parameter, layer.operands, depth));
  const half = castToStorage(context, place, 'w.stored', masterTensor(context, parameter));
  const read = context.pass === 'training' && layer.inputGradients === 'needed' ? 'both' : forward;
  const cast = directedOperand(context, layer, place, {
    ...{ name: 'w.cast', input: half, role: 'weight', rows, columns, read, columnsIn: 'other' },
  });
  const asWeight = (tensor: Tensor): Tensor => ({ ...tensor, role: 'weight' });
  return { rows: asWeight(cast.rows), columns: asWeight(cast.columns) };
}

function givenWeight(
  context: StepContext,
  place: Place,
  { shape }: Parameter,
  operands: DenseLayer['operands'],
  depth: Depth,
): Tensor {
  const { storage, roles } = context.recipe;
  const encoding = isCast(operands, 'weight')
    ? givenEncoding(context, place, { name: 'w', shape, rule: roles.weight, depth })
    : { format: storage };
  return newTensor(context, place, { name: 'w', role: 'weight', shape, ...encoding });
}

/** A row, or two, that element-wise ops and norms read: master values, in inference in the storage format. */
export function rowParameter(context: StepContext, parameter: Parameter): Tensor {
  if (context.pass !== 'inference') return masterTensor(context, parameter);
  const { layer, name, shape } = parameter;
  const parts = { name, role: 'weight', shape, format: context.recipe.storage } as const;
  return newTensor(context, { layer, phase: 'forward' }, parts);
}

/** The product with the bias, where the layer has one and does not leave it to the next. */
export function withBias(context: StepContext, layer: DenseLayer, product: Tensor): Tensor {
  const bias = parameterOf(layer, 'b');
  if (bias === undefined || layer.fusion === 'leaves-bias') return product;
  const added = { name: 'y', role: 'activation', function: 'bias-add' } as const;
  return elementWise(context, placesOf(layer).forward, added, [product, rowParameter(context, bias)]);
}

/** The gradient at the output in the format of its role, and the bias's. */
export function denseGradient(context: StepContext, layer: DenseLayer, dy: Tensor) {
  const { dgrad, wgrad } = placesOf(layer);
  const read = layer.inputGradients === 'needed' ? 'both' : 'columns';
  const operand = directedOperand(context, layer, dgrad, {
    ...{ name: 'dy.cast', input: dy, role: 'dx', rows: ALONG_ROWS, columns: DOWN_COLUMNS, read },
    columnsIn: 'wgrad',
  });
  const bias = parameterOf(layer, 'b') === undefined ? [] : [columnSum(context, wgrad, 'db', 'dw', dy)];
  return { operand, bias };
}

/** The gradient of weights in the format of its role. */
export function weightGradient(context: StepContext, layer: DenseLayer, product: Tensor): Tensor {
  return operandOf(context, layer, placesOf(layer).wgrad, 'dw.cast', product, 'dw');
}
