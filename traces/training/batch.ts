/** What a step reads. */
import type { Elements } from '../ops/tensor.js';

/** Examples in the storage format, of the network's input shape, and their classes; none in steps of shapes alone. */
export interface Batch {
  readonly size: number;
  readonly inputs?: Elements;
  readonly labels?: Uint8Array;
}
