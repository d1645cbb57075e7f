/** The records of the scalar path, as host/records.ts describes them. */

/** A float format, as models/formats/format.ts describes it. */
export class ScalarFormat {
  mantissaBits!: i32;
  bias!: i32;
  /** Exponent of the least normal number. */
  least!: i32;
  /** The code with only the sign bit set; 0 in unsigned formats. */
  signCode!: u32;
  zero!: i32;
  subnormals!: i32;
  negativeZero!: i32;
  /** 1 where the code of −0 is NaN. */
  negativeZeroNan!: i32;
  maxCode!: u32;
  /** 0 where there is none. */
  infinityCode!: u32;
}

/** A rounding into an accumulator or a register. */
export class ScalarRounding {
  /** ScalarFormat of the results. */
  format!: usize;
  /** Mantissa bits that a result keeps. */
  mantissaBits!: i32;
  /** Index into ROUNDING_RULES and ACCUMULATOR_OVERFLOW_RULES; of zeros: 0 positive, 1 signed-underflow, 2 ieee. */
  rule!: i32;
  overflow!: i32;
  zeros!: i32;
  randomBits!: i32;
  /** 1 where a float64 that was made odd rounds as the exact sum does. */
  odd!: i32;
  /** Canonical NaN. */
  nan!: u32;
  /** float64: the largest value of the kept mantissa, the format's largest, and the least whose rounding is plain. */
  limits!: usize;
}

/** One operand: lines of A or B as float64 values times their scales. */
export class ScalarOperand {
  codes!: usize;
  codeBytes!: i32;
  /** ScalarFormat of the codes, and of block scales or 0. */
  format!: usize;
  scaleFormat!: usize;
  /** Codes of the block scales or 0 (all are 1), products a block, and blocks a line. */
  scales!: usize;
  block!: i32;
  blocks!: i32;
  /** Numbers of the lines that are taken. */
  lines!: usize;
  depth!: i32;
  /** Whole steps; zeros beyond `depth`. */
  paddedDepth!: i32;
  lineStride!: i32;
  depthStride!: i32;
  scaleLineStride!: i32;
  scaleDepthStride!: i32;
  /** Power of two that every value is multiplied by. */
  scaleExponent!: i32;
  /** 1 where a subnormal has the exponent of its leading bit; where zeros have an exponent. */
  normalised!: i32;
  zerosAligned!: i32;
  /** 1 where subnormals and zeros count as +0. */
  flushed!: i32;
  /** First product of every chunk that facts are kept of, and the end. */
  chunkStarts!: usize;
  chunks!: i32;
  /** Of each line: float64 values, i16 exponents, two float64 a chunk (norm, unit), i16 exponents of scales a chunk. */
  values!: usize;
  exponents!: usize;
  facts!: usize;
  scaleExponents!: usize;
}

/** One GEMM through any unit. */
export class ScalarGemm {
  a!: usize;
  b!: usize;
  output!: usize;
  initial!: usize;
  m!: i32;
  n!: i32;
  codeBytes!: i32;
  /** Numbers of the outputs' rows and columns, and columns a row, in the whole matrix: they key random bits. */
  rows!: usize;
  columns!: usize;
  stride!: i32;
  productsPerStep!: i32;
  /** First product of every rounding, and the end; roundings a promoted chain, or all of them. */
  roundingStarts!: usize;
  roundings!: i32;
  roundingsPerChain!: i32;
  rounding!: usize;
  /** ScalarRounding of the register that chains are promoted into, or 0. */
  register!: usize;
  /** SUM_*. */
  sum!: i32;
  /** 1 where subnormals become zeros: operands, the first accumulator, products and sums. */
  flushed!: i32;
  /** 1 where float64 holds the sums of a step. */
  fast!: i32;
  /** 1 where a rounding's few products are added for several outputs at once. */
  short!: i32;
  /** 1 where such a rounding takes two products, which blocks of outputs may add at once; facts are of whole lines. */
  pairs!: i32;
  fractionBits!: i32;
  cut!: i32;
  /** Aligned sums: whether the accumulator joins uncut; products' exponents are those of their leading bits. */
  accumulatorAfter!: i32;
  normalised!: i32;
  halves!: i32;
  sumBits!: i32;
  accumulatorBits!: i32;
  accumulatorReach!: i32;
  /** Finite products from 2^limitExponent on are infinite. */
  limitExponent!: i32;
  groupProducts!: i32;
  seed!: u32;
  /** The random stream of every rounding, 32 bits each. */
  streams!: usize;
  /** Wide sums: 2^lowest is the first digit's unit. */
  lowest!: i32;
  digits!: i32;
  scratch!: usize;
  scratchBytes!: i32;
}
