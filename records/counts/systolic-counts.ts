/** The closed lists of what a run of a systolic array counts. */

/** Why a cycle was spent; the causes of an op add up to its length. */
export const SYSTOLIC_CAUSES = [
  /** Every column or row has operands. */
  'compute',
  /** Operands on their way into the array, and results out of it. */
  'fill',
  'drain',
  /** Stationary operands loaded. */
  'loads',
  /** Buffers wait for memory. */
  'memory',
] as const;

export const SYSTOLIC_COUNTS = [
  /** Multiply-accumulates of the product itself, whatever the operands' values. */
  'usefulMacs',
  /** Multiply-accumulates on padding of rows or columns. */
  'paddingMacs',
  /** Bytes passed from one element to the next: moving operands, and partial sums. */
  'operandShiftBytes',
  'partialShiftBytes',
  /** Bytes of stationary operands. */
  'loadedBytes',
  'bufferReadBytes',
  'bufferWriteBytes',
  'memoryReadBytes',
  'memoryWriteBytes',
] as const;

export const SYSTOLIC_ACTIVITY_COUNTS = [
  /** Useful MACs with a zero among their two operands. */
  'zeroMacs',
] as const;
