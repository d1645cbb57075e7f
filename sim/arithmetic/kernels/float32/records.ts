/**
 * The records of the plain float32 product as they lie in shared memory: 32-bit words in this order. One source for both sides: the
 * AssemblyScript compiler reads the classes as layouts, the host their fields in order (host/records.ts).
 * Pointers are byte addresses, 0 for "not there".
 */

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
