/**
 * y = a · b, of one shape (gates) or an image [B, H, W, C] and factors [B, C] (squeeze-and-excite); backward da = dy ·
 * b, db = dy · a, summed over each image for factors.
 */
import { castToStorage } from '../../ops/cast.js';
import { columnSum } from '../../ops/column-sum.js';
import { elementWise } from '../../ops/element-wise.js';
import type { StepContext } from '../../ops/emit.js';
import type { Tensor } from '../../ops/tensor.js';
import { type BackwardResult, type ForwardResult, type Layer, placesOf } from './layer.js';

export function multiplyForward(
  context: StepContext,
  layer: Layer<'multiply'>,
  inputs: readonly Tensor[],
): ForwardResult {
  const [a, b] = inputs as readonly [Tensor, Tensor];
  const images = a.shape.length === b.shape.length ? undefined : (a.shape[0] as number);
  const parts = { name: 'y', role: 'activation', ...functionOf(images) } as const;
  const output = elementWise(context, placesOf(layer).forward, parts, [a, b]);
  return { output, backward: (dy) => multiplyBackward(context, layer, { a, b, images }, dy) };
}

/** @param images where the second operand is a row for each of so many */
function functionOf(images: number | undefined) {
  return images === undefined
    ? ({ function: 'multiply' } as const)
    : ({ function: 'row-multiply', groups: images } as const);
}

function multiplyBackward(
  context: StepContext,
  layer: Layer<'multiply'>,
  { a, b, images }: { readonly a: Tensor; readonly b: Tensor; readonly images: number | undefined },
  dy: Tensor,
): BackwardResult {
  const { dgrad } = placesOf(layer);
  const da = elementWise(context, dgrad, { name: 'da', role: 'dx', ...functionOf(images) }, [dy, b]);
  const db = elementWise(context, dgrad, { name: 'db', role: 'dx', function: 'multiply' }, [dy, a]);
  if (images === undefined) return { inputs: [da, db], parameters: [] };
  const sum = columnSum(context, dgrad, 'db.sum', 'dx', db, images);
  return { inputs: [da, castToStorage(context, dgrad, 'db.stored', sum)], parameters: [] };
}
