/** The records of ops between products, as host/records.ts describes them. A `…Stored` is a STORED_… of layout.ts. */

/** f(x, y, z) of each element: rows of `columns`, `unitRows` of them a work unit, `count` elements in all. */
export class ElementWise {
  applied!: i32;
  x!: usize;
  xStored!: i32;
  y!: usize;
  yStored!: i32;
  /** Rows of x that share a row of y; 0 where y is as long as x. */
  rowsPerOperand!: i32;
  z!: usize;
  zStored!: i32;
  output!: usize;
  outputStored!: i32;
  count!: i32;
  columns!: i32;
  unitRows!: i32;
}

/** Codes let through by their own sign, or where those of `gate` are not zero. */
export class Passing {
  codes!: usize;
  /** 0 for a ReLU of `codes` themselves. */
  gate!: usize;
  output!: usize;
  stored!: i32;
  count!: i32;
}

/** Windows over images [images, height, width, channels]. */
export class Windows {
  height!: i32;
  width!: i32;
  rows!: i32;
  columns!: i32;
  kernel!: i32;
  stride!: i32;
  padding!: i32;
  dilation!: i32;
  channels!: i32;
  /** The channels that are read or added to. */
  from!: i32;
  taken!: i32;
  /** Images, or the sums of one. */
  image!: usize;
  codeBytes!: i32;
  /** Patches [images · rows · columns, kernel² · taken]. */
  patches!: usize;
  patchesStored!: i32;
}

/** Pooling: x and dy to output. */
export class Pooling {
  windows!: usize;
  applied!: i32;
  x!: usize;
  xStored!: i32;
  dy!: usize;
  dyStored!: i32;
  output!: usize;
  outputStored!: i32;
  /** float32 sums of an image, for each thread. */
  sums!: usize;
}

/** Sums over the rows of each group, in their order. */
export class ColumnSums {
  x!: usize;
  xStored!: i32;
  output!: usize;
  rowsPerGroup!: i32;
  columns!: i32;
  groups!: i32;
}

/** A norm of rows [rows × columns]. Statistics, parameters and their gradients are float32. */
export class Norm {
  applied!: i32;
  x!: usize;
  xStored!: i32;
  dy!: usize;
  dyStored!: i32;
  /** Of columns two rows, of rows two columns. */
  statistics!: usize;
  /** Two rows: scale and shift. */
  parameters!: usize;
  gradients!: usize;
  output!: usize;
  outputStored!: i32;
  rows!: i32;
  columns!: i32;
  /** Of functions that go row by row. */
  unitRows!: i32;
  epsilon!: usize;
  /** SUMS_BYTES for each thread. */
  scratch!: usize;
}

/** A softmax of rows, or its gradient. */
export class Softmax {
  /** 0 for the softmax, 1 for its gradient. */
  backward!: i32;
  causal!: i32;
  x!: usize;
  xStored!: i32;
  dy!: usize;
  dyStored!: i32;
  output!: usize;
  outputStored!: i32;
  rows!: i32;
  columns!: i32;
  unitRows!: i32;
  /** A float64. */
  scale!: usize;
  /** For each thread a row of float64, rounded up to four. */
  scratch!: usize;
}

/** Pieces of `source` to the places of `output`, in its order. */
export class Moves {
  source!: usize;
  /** Numbers of pieces; −1 for zeros. */
  places!: usize;
  output!: usize;
  count!: i32;
  pieceBytes!: i32;
}

/** Matrices [columns × rows] to [rows × columns], one after another. */
export class Turning {
  source!: usize;
  output!: usize;
  rows!: i32;
  columns!: i32;
  /** Work units of a matrix. */
  bands!: i32;
  codeBytes!: i32;
}

/** What codes are, counted: zeros, NaN, exponent fields; the largest finite magnitude. */
export class Tallying {
  codes!: usize;
  codeBytes!: i32;
  count!: i32;
  /** Of a code all but its sign; and what of it is not set in zeros. */
  magnitudes!: u32;
  zeroBits!: u32;
  mantissaBits!: i32;
  /** The magnitude of the largest finite value; and that of infinity, the same where there is none. */
  maxCode!: u32;
  infinityCode!: u32;
  /** TALLY_BYTES for each thread, the first table and what stands beside it cleared before. */
  tallies!: usize;
}
