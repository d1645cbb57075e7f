/** The records of units that align their terms or chain fused multiply-adds, as host/records.ts describes them. */

/** One operand of a GEMM through an aligned unit: values and exponents, depth by depth, `width` lines side by side. */
export class AlignedOperand {
  codes!: usize;
  codeBytes!: i32;
  lines!: i32;
  depth!: i32;
  lineStride!: i32;
  depthStride!: i32;
  width!: i32;
  panels!: i32;
  /** Whole chunks; zeros beyond `depth`. */
  paddedDepth!: i32;
  /** float32 value of every code, or 0 for codes of float16, and where a code shifted left by codeShift is its bits. */
  table!: usize;
  /**
   * i8 exponent of every 8-bit code, and its marks; values in the table are then scaled, and float64 in wide operands.
   * 0: exponents from values.
   */
  exponentTable!: usize;
  markTable!: usize;
  codeShift!: i32;
  /** Exponent of the format's subnormals. */
  leastExponent!: i32;
  /** Power of two that values, not exponents, are multiplied by. */
  scaleExponent!: i32;
  /** 1 where values and exponents are those of groups' scales, and shorts every code in one unit. */
  grouped!: i32;
  /** 0: float32 values, i8 exponents. 1: float64 values, i16 exponents. */
  wide!: i32;
  values!: usize;
  exponents!: usize;
  /** One byte a line: LINE_NAN, LINE_INFINITE. */
  lineMarks!: usize;
  /** Products a step, and the i16 exponent of every line's block scale in every step, or 0. */
  chunkLength!: i32;
  blockExponents!: usize;
  /**
   * 16-bit integers of short sums, or 0: pairs of depths; for every chunk of a panel the largest power of two of each
   * line and then its unit, float64, and the bits that its widest line takes, i32.
   */
  shorts!: usize;
  shortFacts!: usize;
  shortBits!: usize;
  /** i8 exponent of every code's lowest set bit, and its value as an odd i16 times 2^exponent. */
  leastTable!: usize;
  oddTable!: usize;
  /** Least exponent of a chunk's unit. */
  leastUnit!: i32;
}

/** One GEMM through an aligned or two-stage unit. */
export class AlignedGemm {
  a!: usize;
  b!: usize;
  output!: usize;
  initial!: usize;
  m!: i32;
  n!: i32;
  /** Steps of the unit, and products a step. */
  chunks!: i32;
  chunkLength!: i32;
  /** Products of a group, where the unit sums groups exactly. */
  groupLength!: i32;
  /** Bits kept below the largest exponent (of products, in two stages). */
  fractionBits!: i32;
  /** Bits of a float32 that a truncated result keeps. */
  keptMask!: u32;
  finish!: i32;
  accumulatorBytes!: i32;
  /** Mantissa bits of the accumulator, and the exponent of its subnormals. */
  mantissaBits!: i32;
  leastExponent!: i32;
  /** Power of two in the product exponents. */
  scaleExponent!: i32;
  /** Canonical NaN. */
  nan!: u32;
  /** Two stages only: 2 where even and odd products are summed apart; bits below the largest exponent that the
   * sum and the accumulator keep; how far below it the accumulator counts. */
  halves!: i32;
  sumBits!: i32;
  accumulatorBits!: i32;
  accumulatorReach!: i32;
  /** Chains only: products a promotion, or 0; constants of the roundings (chain-rounding.ts). */
  promotion!: i32;
  constants!: usize;
  /** Mantissa bits of both operands' formats together. */
  productMantissaBits!: i32;
  /** 1 where both operands have integers for short sums. */
  short!: i32;
  scratch!: usize;
}
