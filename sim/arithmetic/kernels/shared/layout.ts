/**
 * What the kernels and the engine agree on: the fields of the records that a job passes through shared
 * memory, in order, and the shapes of blocks. Read by tsc and by the AssemblyScript compiler alike, so it
 * holds plain numbers only. The records themselves are in <family>/records.ts.
 */

/** Rows and columns of one block of outputs. */
export const BLOCK_ROWS = 4;
export const BLOCK_COLUMNS = 8;
/** Row panels and column panels of one work unit of a GEMM. */
export const UNIT_ROW_PANELS = 8;
export const UNIT_COLUMN_PANELS = 16;
/** Values of one work unit of encode and decode. */
export const UNIT_VALUES = 65536;
/** Bytes of scratch that each thread owns. */
export const SCRATCH_BYTES = 8192;
/** float64 numbers that describe one chunk of a panel: see records.ts. */
export const CHUNK_FACTS = 4;
/** Kinds of codes in an operand. */
export const CODES_8 = 1;
export const CODES_16 = 2;
export const CODES_32 = 4;
/** Marks on a line of an operand. */
export const LINE_NAN = 1;
export const LINE_INFINITE = 2;
/** What becomes of a partial beyond the largest finite value, in the order of ACCUMULATOR_OVERFLOW_RULES. */
export const OVERFLOW_NAN = 0;
export const OVERFLOW_CLIP = 1;
export const OVERFLOW_INFINITY = 2;
/** What the sum of a step of exact products is rounded to: float16, float32, or float32 and then float16. */
export const ROUNDS_HALF = 0;
export const ROUNDS_SINGLE = 1;
export const ROUNDS_TWICE = 2;
/** Rows and columns of one block of the aligned kernels, and row panels of one of their work units. */
export const ALIGNED_ROWS = 4;
export const ALIGNED_COLUMNS = 16;
export const ALIGNED_UNIT_PANELS = 16;
/** Bytes of scratch that each thread of the aligned kernels owns. */
export const ALIGNED_SCRATCH_BYTES = 32768;
/** Where the registers stand there that chains are promoted into. */
export const ALIGNED_REGISTERS = 20480;
/** Exponents that stand for a zero operand, in 8 and in 16 bits, below every sum of two exponents. */
export const ZERO_EXPONENT_8 = -60;
/** That of a code that is no finite value. */
export const SPECIAL_EXPONENT_8 = -61;
export const ZERO_EXPONENT_16 = -4000;
/** Bits of a line's chunk as 16-bit integers, of two lines whose 32 products stay below 2^31, and of one that does not fit. */
export const SHORT_BITS = 15;
export const SHORT_SUM_BITS = 26;
export const NOT_SHORT = 1000;
/** Exponents of a chunk's unit: from two of the least on sums are no subnormals of float32, up to the largest finite. */
export const SHORT_LEAST_UNIT = -63;
export const SHORT_LARGEST_UNIT = 40;
/** What an aligned sum is rounded into. */
export const FINISH_TRUNCATED_32 = 0;
export const FINISH_NEAREST_16 = 1;
export const FINISH_NEAREST_32 = 2;
