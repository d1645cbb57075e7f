/** Powers of two by name: AssemblyScript has no constant powers. */

/** Above any product of two values of 26 bits: sums below it are exact in float64. */
export const TWO_53: f64 = 9007199254740992.0;
export const TWO_47: f64 = 140737488355328.0;
export const TWO_62: f64 = 4611686018427387904.0;
/** 1.5 · 2^42: added and taken away again, it rounds a float64 to 11 bits of its binade (52 − 42 + 1). */
export const ROUNDS_TO_11: f64 = 6597069766656.0;
