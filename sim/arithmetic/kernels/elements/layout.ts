/** Numbers that the element kernels and their host agree on, read by both compilers. */

/** Storage formats of elements, in the order of STORAGE_FORMATS. */
export const STORED_FLOAT16 = 0;
export const STORED_BFLOAT16 = 1;
export const STORED_FLOAT32 = 2;

/** Elements of one work unit of ops without rows, and at least of those with rows. */
export const UNIT_ELEMENTS = 32768;
/** Columns of one work unit of sums over rows. */
export const UNIT_COLUMNS = 16;

/** Bytes of rows of one work unit of a turned matrix: a vector. */
export const TURNED_BYTES = 16;

/** Functions of one to three elements; ROUND gives x itself. */
export const ADD = 0;
export const MULTIPLY = 1;
export const GELU = 2;
export const GELU_BACKWARD = 3;
export const BIAS_GELU = 4;
export const BIAS_GELU_BACKWARD = 5;
export const SILU = 6;
export const SILU_BACKWARD = 7;
export const SIGMOID = 8;
export const SIGMOID_BACKWARD = 9;
export const TANH = 10;
export const TANH_BACKWARD = 11;
export const ROUND = 12;

/** What a kernel of windows does with each, in the order of POOL_FUNCTIONS. */
export const POOL_MAX = 0;
export const POOL_MAX_BACKWARD = 1;
export const POOL_AVERAGE = 2;
export const POOL_AVERAGE_BACKWARD = 3;

/** Norms. */
export const BATCH_STATISTICS = 0;
export const BATCH_APPLY = 1;
export const BATCH_PARAMETERS = 2;
export const BATCH_BACKWARD = 3;
export const LAYER_STATISTICS = 4;
export const LAYER_APPLY = 5;
export const LAYER_PARAMETERS = 6;
export const LAYER_BACKWARD = 7;
/** Bytes of scratch of each thread that sums columns: two float64 a column of a work unit. */
export const SUMS_BYTES = 256;

/** Counts of 32 bits by exponent field. */
export const TALLY_FIELDS = 256;
export const TALLY_TABLE_BYTES = 1024;
/** Of each thread that tallies: a table; zeros, NaN and the largest code; tables that neighbours are counted in. */
export const TALLY_TABLES = 8;
export const TALLY_BYTES = 9232;
