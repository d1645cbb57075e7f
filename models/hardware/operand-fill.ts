/**
 * How matrices are filled with made up values: what is drawn, how it is ordered, what is cut away, in this order.
 * Left out: real operands, which are read from a trace.
 */

/** As drawn; sorted over the whole matrix and laid out row by row, or column by column; or each row sorted by itself. */
export const FILL_ORDERS = ['drawn', 'rows', 'columns', 'in-rows'] as const;
export type FillOrder = (typeof FILL_ORDERS)[number];

export interface OperandFill {
  /** `normal`: spread is the standard deviation; `uniform`: half the width. */
  readonly distribution: 'normal' | 'uniform';
  readonly mean: number;
  readonly spread: number;
  /** `one`: a single draw fills the matrix. */
  readonly values: 'each' | 'one';
  readonly order: FillOrder;
  /** `zeroed`: max(x, 0), as ReLU leaves them. */
  readonly negatives: 'kept' | 'zeroed';
  /** Share of elements set to zero, drawn one by one. */
  readonly zeroShare: number;
  /** Bits of each code that are set to zero, from the lowest and from the highest. */
  readonly lowBitsZeroed: number;
  readonly highBitsZeroed: number;
}

/** N(0, 1), nothing done to it: what a kind says only where it differs. */
export const NORMAL_FILL: OperandFill = {
  distribution: 'normal',
  mean: 0,
  spread: 1,
  values: 'each',
  order: 'drawn',
  negatives: 'kept',
  zeroShare: 0,
  lowBitsZeroed: 0,
  highBitsZeroed: 0,
};
