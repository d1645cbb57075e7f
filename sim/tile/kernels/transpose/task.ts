/** A transpose within a tile, as a record. */

export interface TransposeTask {
  readonly kind: 'transpose';
  readonly rows: number;
  readonly columns: number;
  readonly bytesPerElement: number;
}
