/** The records of the plain float32 product, as host/records.ts describes them. */

/** One plain float32 GEMM. */
export class GemmFloat32 {
  a!: usize;
  b!: usize;
  output!: usize;
  m!: i32;
  n!: i32;
  k!: i32;
  aLineStride!: i32;
  aDepthStride!: i32;
  bLineStride!: i32;
  bDepthStride!: i32;
  packedA!: usize;
  packedB!: usize;
}
