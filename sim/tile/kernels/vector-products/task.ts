/** Sums of products of vectors, as a record. */

import type { OperandWidth } from '../../../../models/machines/operand-width.js';

/**
 * output[e] = Σ over `products` of left · right, element by element: a depthwise convolution, whose products are
 * those of its kernel's positions, or its weights' gradient, whose products are those of the images' positions.
 */
export interface VectorProductsTask {
  readonly kind: 'vector-products';
  readonly outputs: number;
  readonly products: number;
  readonly operands: OperandWidth;
}
