/** The records of exact sums, as host/records.ts describes them. */

/**
 * One operand of a GEMM. A line is a row of A or a column of B; `width` lines make a panel, and
 * `chunkLength` products along the depth a chunk. Panels are padded with zero lines, chunks with zeros.
 */
export class Operand {
  codes!: usize;
  codeBytes!: i32;
  lines!: i32;
  depth!: i32;
  /** Elements from one line to the next, and along the depth. */
  lineStride!: i32;
  depthStride!: i32;
  width!: i32;
  panels!: i32;
  chunks!: i32;
  chunkLength!: i32;
  /** 8-bit codes: 256 values as i64 multiples of 2^tableExponent (NaN: 0), and 256 marks. */
  table!: usize;
  marks!: usize;
  tableExponent!: i32;
  /** 8-bit codes: the format's, for the tables of pack-singles.ts. */
  mantissaBits!: i32;
  maxCode!: i32;
  /** 1 where the code of −0 is NaN. */
  negativeZeroNan!: i32;
  /** Power of two that every value is multiplied by (the whole scale stands in A). */
  scaleExponent!: i32;
  /** 16-bit integers, pairs along the depth side by side: in one limb, or in two and their union. */
  singles!: usize;
  lows!: usize;
  highs!: usize;
  unions!: usize;
  /** float64 values. */
  values!: usize;
  /** CHUNK_FACTS float64 of each chunk: see chunk-facts.ts. */
  facts!: usize;
  /** One byte a line: LINE_NAN, LINE_INFINITE. */
  lineMarks!: usize;
  scratch!: usize;
}

/** What an operand's packing asks of the whole product. */
export class Spread {
  /** CHUNK_FACTS of each of `count` chunks. */
  facts!: usize;
  count!: i32;
  /** Two float64: the largest single norm, and the largest misfit of two limbs. */
  largest!: usize;
}

/** One GEMM through a dot-product unit. */
export class Gemm {
  a!: usize;
  b!: usize;
  /** Codes of the accumulator's format, row-major; initial partials or 0. */
  output!: usize;
  initial!: usize;
  m!: i32;
  n!: i32;
  /** 2 for float16 partials, 4 for float32. */
  accumulatorBytes!: i32;
  /** ROUNDS_*. */
  rounding!: i32;
  rule!: i32;
  overflow!: i32;
  randomBits!: i32;
  seed!: u32;
  stream!: u32;
  scratch!: usize;
}
