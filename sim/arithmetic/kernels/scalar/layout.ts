/** What the scalar path and its host agree on; plain numbers only, as in layout.ts. */

/** Exponent of an operand that takes no part in the alignment, and a bound below every sum of two that do. */
export const NO_EXPONENT = -8000;
export const LEAST_EXPONENT = -4000;
/** Kinds of sums. */
export const SUM_EXACT = 0;
export const SUM_FLOAT32 = 1;
export const SUM_ALIGNED = 2;
export const SUM_TWO_STAGE = 3;
export const SUM_GROUPED = 4;
export const SUM_PAIRWISE = 5;
/** Cuts of an aligned sum. */
export const CUT_TRUNCATE = 0;
export const CUT_FLOOR = 1;
export const CUT_NEAREST_EVEN = 2;
/** Signs of zeros: ScalarRounding.zeros. */
export const ZERO_POSITIVE = 0;
export const ZERO_SIGNED_UNDERFLOW = 1;
export const ZERO_IEEE = 2;
/** Rows of a work unit. */
export const SCALAR_ROWS = 4;
/** Wide numbers that a thread needs at a time. */
export const WIDE_NUMBERS = 5;
/** Bytes that outputs computed at once need of a thread's scratch, beside wide numbers. */
export const SHORT_SCRATCH_BYTES = 640;
