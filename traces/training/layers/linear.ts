/**
 * Fully connected layer: x [R × I] (images are flattened, tokens are rows) to y [R × O]. Weights are [I × O], or the table
 * [O × I] of an embedding, turned.
 */
import { elementsOf } from '../../../models/shape.js';
import type { StepContext } from '../../ops/emit.js';
import { gemm } from '../../ops/gemm.js';
import { ALONG_ROWS, DOWN_COLUMNS } from '../../ops/grouping.js';
import { asMatrix, type Tensor } from '../../ops/tensor.js';
import { transpose } from '../../ops/transpose.js';
import type { Parameter } from '../../ops/update.js';
import {
  type DenseDepths,
  type DenseSaved,
  denseGradient,
  denseInput,
  denseWeight,
  weightGradient,
  withBias,
} from './dense.js';
import { type BackwardResult, type ForwardResult, type Layer, onlyInput, parameterOf, placesOf } from './layer.js';

export function linearForward(context: StepContext, layer: Layer<'linear'>, inputs: readonly Tensor[]): ForwardResult {
  const { forward } = placesOf(layer);
  const parameter = (parameterOf(layer, 'w') ?? layer.borrowed) as Parameter;
  const features = elementsOf(parameter.shape) / layer.node.outputs;
  const depths = depthsOf(layer);
  const x = denseInput(context, layer, asMatrix(onlyInput(layer, inputs), features), depths);
  const weight = denseWeight(context, layer, parameter, depths);
  const turned = isShared(layer) ? transpose(context, forward, 'w.transposed', weight.rows) : weight.columns;
  const output = withBias(context, layer, gemm(context, forward, 'xw', 'activation', x.rows, turned));
  return { output, backward: (dy) => linearBackward(context, layer, { x, weight }, asMatrix(dy, layer.node.outputs)) };
}

/** A table is turned forward, weights backward. */
function depthsOf(layer: Layer<'linear'>): DenseDepths {
  const forward = isShared(layer) ? 'rows' : 'columns';
  return { x: DOWN_COLUMNS, weight: { rows: ALONG_ROWS, columns: DOWN_COLUMNS, forward } };
}

function isShared({ node }: Layer<'linear'>): boolean {
  return node.weights !== undefined;
}

function linearBackward(context: StepContext, layer: Layer<'linear'>, saved: DenseSaved, dy: Tensor): BackwardResult {
  const { dgrad, wgrad } = placesOf(layer);
  const { operand, bias } = denseGradient(context, layer, dy);
  if (isShared(layer)) {
    const table = gemm(
      context,
      wgrad,
      'dw',
      'dw',
      transpose(context, wgrad, 'dy.transposed', operand.columns),
      saved.x.columns,
    );
    const dx = gemm(context, dgrad, 'dx', 'dx', operand.rows, saved.weight.columns);
    return { inputs: [dx], parameters: bias, table };
  }
  const turned = transpose(context, wgrad, 'x.transposed', saved.x.columns);
  const weight = weightGradient(context, layer, gemm(context, wgrad, 'dw', 'dw', turned, operand.columns));
  const parameters = [weight, ...bias];
  if (layer.inputGradients === 'not-needed') return { inputs: [undefined], parameters };
  const back = transpose(context, dgrad, 'w.transposed', saved.weight.rows);
  return { inputs: [gemm(context, dgrad, 'dx', 'dx', operand.rows, back)], parameters };
}
