/**
 * The records that the engine writes into shared memory for a job; fields in the order of records.ts's twin,
 * the lists in ../job-records.ts. Pointers are byte addresses, 0 for "not there".
 */

/**
 * One operand of a GEMM. A line is a row of A or a column of B; `width` lines make a panel, and
 * `chunkLength` products along the depth a chunk. Panels are padded with zero lines, chunks with zeros.
 */
// @ts-ignore: decorator
@unmanaged
export class Operand {
  codes: usize;
  codeBytes: i32;
  lines: i32;
  depth: i32;
  /** Elements from one line to the next, and along the depth. */
  lineStride: i32;
  depthStride: i32;
  width: i32;
  panels: i32;
  chunks: i32;
  chunkLength: i32;
  /** 8-bit codes: 256 values as i64 multiples of 2^tableExponent (NaN: 0), and 256 marks. */
  table: usize;
  marks: usize;
  tableExponent: i32;
  /** 8-bit codes: the format's, for the tables of pack-singles.ts. */
  mantissaBits: i32;
  maxCode: i32;
  /** 1 where the code of −0 is NaN. */
  negativeZeroNan: i32;
  /** Power of two that every value is multiplied by (the whole scale stands in A). */
  scaleExponent: i32;
  /** 16-bit integers, pairs along the depth side by side: in one limb, or in two and their union. */
  singles: usize;
  lows: usize;
  highs: usize;
  unions: usize;
  /** float64 values. */
  values: usize;
  /** float64 unit of each line of each chunk. */
  units: usize;
  /** CHUNK_FACTS float64 of each chunk: see facts.ts. */
  facts: usize;
  /** One byte a line: LINE_NAN, LINE_INFINITE. */
  lineMarks: usize;
  scratch: usize;
}

/** One GEMM through a dot-product unit. */
// @ts-ignore: decorator
@unmanaged
export class Gemm {
  a: usize;
  b: usize;
  /** Codes of the accumulator's format, row-major; initial partials or 0. */
  output: usize;
  initial: usize;
  m: i32;
  n: i32;
  /** 2 for float16 partials, 4 for float32. */
  accumulatorBytes: i32;
  rule: i32;
  overflow: i32;
  randomBits: i32;
  seed: u32;
  stream: u32;
  scratch: usize;
}

/** One operand of a GEMM through an aligned unit: values and exponents, depth by depth, `width` lines side by side. */
// @ts-ignore: decorator
@unmanaged
export class AlignedOperand {
  codes: usize;
  codeBytes: i32;
  lines: i32;
  depth: i32;
  lineStride: i32;
  depthStride: i32;
  width: i32;
  panels: i32;
  /** Whole chunks; zeros beyond `depth`. */
  paddedDepth: i32;
  /** float32 value of every code, or 0 where a code shifted left by codeShift is the value's bits. */
  table: usize;
  /** i8 exponent of every 8-bit code, and its marks; values in the table are then scaled. 0: exponents from values. */
  exponentTable: usize;
  markTable: usize;
  codeShift: i32;
  /** Exponent of the format's subnormals. */
  leastExponent: i32;
  /** Power of two that values, not exponents, are multiplied by. */
  scaleExponent: i32;
  /** 0: float32 values, i8 exponents. 1: float64 values, i16 exponents. */
  wide: i32;
  values: usize;
  exponents: usize;
  /** One byte a line: LINE_NAN, LINE_INFINITE. */
  lineMarks: usize;
}

/** One GEMM through an aligned or two-stage unit. */
// @ts-ignore: decorator
@unmanaged
export class AlignedGemm {
  a: usize;
  b: usize;
  output: usize;
  initial: usize;
  m: i32;
  n: i32;
  /** Steps of the unit, and products a step. */
  chunks: i32;
  chunkLength: i32;
  /** Bits kept below the largest exponent (of products, in two stages). */
  fractionBits: i32;
  /** Bits of a float32 that a truncated result keeps. */
  keptMask: u32;
  finish: i32;
  accumulatorBytes: i32;
  /** Exponent of the accumulator's subnormals. */
  leastExponent: i32;
  /** Power of two in the product exponents. */
  scaleExponent: i32;
  /** Canonical NaN. */
  nan: u32;
  /** Two stages only: 2 where even and odd products are summed apart; bits below the largest exponent that the
   * sum and the accumulator keep; how far below it the accumulator counts. */
  halves: i32;
  sumBits: i32;
  accumulatorBits: i32;
  accumulatorReach: i32;
  /** Chains only: products a promotion, or 0; constants of the roundings (chain.ts). */
  promotion: i32;
  constants: usize;
  scratch: usize;
}

/** One plain float32 GEMM. */
// @ts-ignore: decorator
@unmanaged
export class GemmFloat32 {
  a: usize;
  b: usize;
  output: usize;
  m: i32;
  n: i32;
  k: i32;
  aLineStride: i32;
  aDepthStride: i32;
  bLineStride: i32;
  bDepthStride: i32;
  packedA: usize;
  packedB: usize;
}

/** One conversion of values to codes or back. */
// @ts-ignore: decorator
@unmanaged
export class Conversion {
  source: usize;
  output: usize;
  count: i32;
  /** 2 where the source is float16 codes, 4 where it is float32. */
  sourceBytes: i32;
  codeBytes: i32;
  mantissaBits: i32;
  leastNormal: i32;
  signCode: i32;
  negativeZero: i32;
  subnormals: i32;
  zero: i32;
  fixed: i32;
  maxCode: i32;
  /** Codes of Inf and NaN by sign; −1 where there is none. */
  infinityCode: i32;
  nanCode: i32;
  negativeNanCode: i32;
  rule: i32;
  /** 1 for `saturate`. */
  saturate: i32;
  randomBits: i32;
  seed: u32;
  stream: u32;
  firstIndex: u32;
  /** 1 where the vector path covers the format: nearest-even, all constants normal in float32. */
  vector: i32;
  /** float32 bits of the largest finite value as a float32, rounded down. */
  limitBits: u32;
  /** Decoding: float32 bits of the scale where `vector` is 1, else 256 or 65,536 float32 values. */
  scaleBits: u32;
  table: usize;
  /** Per work unit: 6 × i32 {zeros, underflow, saturated, nan, uncoded, amax bits}. */
  statistics: usize;
}
