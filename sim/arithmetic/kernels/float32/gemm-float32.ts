/**
 * Plain float32 GEMM: every output sums its products in order along k from +0, each product and each sum rounded
 * to float32. NaN results are the canonical NaN.
 */

import type { KernelHost } from '../host/kernel-host.js';
import type { MatrixLayout } from '../request.js';
import { BLOCK_COLUMNS, BLOCK_ROWS, UNIT_COLUMN_PANELS, UNIT_ROW_PANELS } from '../shared/layout.js';
import { GemmFloat32 } from './records.js';

/** c = a · b with a of m × k and b of k × n, each in its layout. */
export interface GemmFloat32Request {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Float32Array;
  readonly b: Float32Array;
  readonly aLayout?: MatrixLayout;
  readonly bLayout?: MatrixLayout;
}

/** Work units of a GEMM of these panels. */
export function gemmUnits(m: number, n: number): number {
  return Math.ceil(m / BLOCK_ROWS / UNIT_ROW_PANELS) * Math.ceil(n / BLOCK_COLUMNS / UNIT_COLUMN_PANELS);
}

/** Row-major m × n. */
export function gemmFloat32({ arena, run }: KernelHost, request: GemmFloat32Request): Float32Array {
  const { m, n, k, a, b } = request;
  if (a.length !== m * k || b.length !== k * n) {
    throw new RangeError(`gemmFloat32: expected ${m * k} and ${k * n} values, got ${a.length} and ${b.length}`);
  }
  arena.clear();
  const [rowPanels, columnPanels] = [Math.ceil(m / BLOCK_ROWS), Math.ceil(n / BLOCK_COLUMNS)];
  const [aTransposed, bTransposed] = [request.aLayout === 'column-major', request.bLayout === 'column-major'];
  const output = arena.allocate(m * n * 4);
  const job = arena.record(GemmFloat32, {
    a: arena.copy(a),
    b: arena.copy(b),
    output,
    m,
    n,
    k,
    aLineStride: aTransposed ? 1 : k,
    aDepthStride: aTransposed ? m : 1,
    bLineStride: bTransposed ? k : 1,
    bDepthStride: bTransposed ? 1 : n,
    packedA: arena.allocate(rowPanels * BLOCK_ROWS * k * 4),
    packedB: arena.allocate(columnPanels * BLOCK_COLUMNS * k * 4),
  });
  run('packFloat32Rows', job, rowPanels);
  run('packFloat32Columns', job, columnPanels);
  run('gemmFloat32Unit', job, gemmUnits(m, n));
  const { buffer, byteOffset } = arena.take(output, m * n * 4);
  return new Float32Array(buffer, byteOffset, m * n);
}
