/** The records of conversions, as host/records.ts describes them. */

/** One conversion of values to codes or back. */
export class Conversion {
  source!: usize;
  output!: usize;
  count!: i32;
  /** 2 where the source is float16 codes, 4 where it is float32. */
  sourceBytes!: i32;
  codeBytes!: i32;
  mantissaBits!: i32;
  leastNormal!: i32;
  signCode!: i32;
  negativeZero!: i32;
  subnormals!: i32;
  zero!: i32;
  fixed!: i32;
  maxCode!: i32;
  /** Codes of Inf and NaN by sign; −1 where there is none. */
  infinityCode!: i32;
  nanCode!: i32;
  negativeNanCode!: i32;
  rule!: i32;
  /** 1 for `saturate`. */
  saturate!: i32;
  randomBits!: i32;
  seed!: u32;
  stream!: u32;
  firstIndex!: u32;
  /** 1 where the vector path covers the format: nearest-even, all constants normal in float32. */
  vector!: i32;
  /** float32 bits of the largest finite value as a float32, rounded down. */
  limitBits!: u32;
  /** Decoding: float32 bits of the scale where `vector` is 1, else 256 or 65,536 float32 values. */
  scaleBits!: u32;
  table!: usize;
  /** Per work unit: 6 × i32 {zeros, underflow, saturated, nan, uncoded, amax bits}. */
  statistics!: usize;
}
