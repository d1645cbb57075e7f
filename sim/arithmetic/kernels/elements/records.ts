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
