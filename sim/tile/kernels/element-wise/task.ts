/** An element-wise operation, as a record. */
import type { ElementWiseOperation } from '../shared/vector-operations.js';

export interface ElementWiseTask {
  readonly kind: 'element-wise';
  readonly operation: ElementWiseOperation;
  readonly elements: number;
}
