/** Sums of partials and of columns, as records. */
import type { PartialWidth } from '../../amp-shape.js';

/** output[e] = Σ over `partials` inputs; all lie in the tile. */
export interface ReduceTask {
  readonly kind: 'reduce';
  readonly elements: number;
  readonly partials: number;
  readonly format: PartialWidth;
}

/** output[c] = Σ over rows. */
export interface ColumnSumTask {
  readonly kind: 'column-sum';
  readonly rows: number;
  readonly columns: number;
  readonly format: PartialWidth;
}
