/**
 * Plain float32 GEMM, the yardstick of the units' kernels: each output sums its products in order along the
 * depth from +0, one rounding per multiplication and one per addition. NaN results are canonical.
 * Rows and columns are packed in panels of 4 and 8, padded with zeros.
 */
import { BLOCK_COLUMNS, BLOCK_ROWS, UNIT_COLUMN_PANELS, UNIT_ROW_PANELS } from '../../shared/layout';
import { GemmFloat32 } from '../../float32/records';

/** Work unit: a panel of rows. */
export function packFloat32Rows(address: usize, panel: i32, thread: i32): void {
  const gemm = changetype<GemmFloat32>(address);
  pack(gemm.a, gemm.packedA, panel, BLOCK_ROWS, gemm.m, gemm.k, gemm.aLineStride, gemm.aDepthStride);
}

/** Work unit: a panel of columns. */
export function packFloat32Columns(address: usize, panel: i32, thread: i32): void {
  const gemm = changetype<GemmFloat32>(address);
  pack(gemm.b, gemm.packedB, panel, BLOCK_COLUMNS, gemm.n, gemm.k, gemm.bLineStride, gemm.bDepthStride);
}

function pack(
  source: usize, output: usize, panel: i32, width: i32, lines: i32, depth: i32, lineStride: i32, depthStride: i32,
): void {
  const first = panel * width;
  const count = min(width, lines - first);
  output += <usize>(first * depth) << 2;
  if (lineStride == 1 && count == BLOCK_COLUMNS && width == BLOCK_COLUMNS) {
    let from = source + (<usize>first << 2);
    for (let k = 0; k < depth; k++) {
      v128.store(output, v128.load(from));
      v128.store(output, v128.load(from, 16), 16);
      from += <usize>depthStride << 2;
      output += 32;
    }
    return;
  }
  for (let line = 0; line < width; line++) {
    let from = source + (<usize>((first + line) * lineStride) << 2);
    let to = output + (<usize>line << 2);
    for (let k = 0; k < depth; k++) {
      store<f32>(to, line < count ? load<f32>(from) : 0);
      from += <usize>depthStride << 2;
      to += <usize>width << 2;
    }
  }
}

/** Work unit: UNIT_ROW_PANELS × UNIT_COLUMN_PANELS blocks. */
export function gemmFloat32Unit(address: usize, unit: i32, thread: i32): void {
  const gemm = changetype<GemmFloat32>(address);
  const rowPanels = (gemm.m + BLOCK_ROWS - 1) / BLOCK_ROWS;
  const columnPanels = (gemm.n + BLOCK_COLUMNS - 1) / BLOCK_COLUMNS;
  const groups = (rowPanels + UNIT_ROW_PANELS - 1) / UNIT_ROW_PANELS;
  const firstRow = (unit % groups) * UNIT_ROW_PANELS;
  const firstColumn = (unit / groups) * UNIT_COLUMN_PANELS;
  for (let column = firstColumn; column < min(firstColumn + UNIT_COLUMN_PANELS, columnPanels); column++) {
    for (let row = firstRow; row < min(firstRow + UNIT_ROW_PANELS, rowPanels); row++) block(gemm, row, column);
  }
}

function block(gemm: GemmFloat32, rowPanel: i32, columnPanel: i32): void {
  let a = gemm.packedA + (<usize>(rowPanel * BLOCK_ROWS * gemm.k) << 2);
  let b = gemm.packedB + (<usize>(columnPanel * BLOCK_COLUMNS * gemm.k) << 2);
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  for (let k = 0; k < gemm.k; k++) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    let row = v128.load_splat<f32>(a);
    s00 = f32x4.add(s00, f32x4.mul(row, left));
    s01 = f32x4.add(s01, f32x4.mul(row, right));
    row = v128.load_splat<f32>(a, 4);
    s10 = f32x4.add(s10, f32x4.mul(row, left));
    s11 = f32x4.add(s11, f32x4.mul(row, right));
    row = v128.load_splat<f32>(a, 8);
    s20 = f32x4.add(s20, f32x4.mul(row, left));
    s21 = f32x4.add(s21, f32x4.mul(row, right));
    row = v128.load_splat<f32>(a, 12);
    s30 = f32x4.add(s30, f32x4.mul(row, left));
    s31 = f32x4.add(s31, f32x4.mul(row, right));
    a += 16;
    b += 32;
  }
  storeRow(gemm, rowPanel * 4, columnPanel * 8, s00, s01);
  storeRow(gemm, rowPanel * 4 + 1, columnPanel * 8, s10, s11);
  storeRow(gemm, rowPanel * 4 + 2, columnPanel * 8, s20, s21);
  storeRow(gemm, rowPanel * 4 + 3, columnPanel * 8, s30, s31);
}

function storeRow(gemm: GemmFloat32, row: i32, column: i32, left: v128, right: v128): void {
  if (row >= gemm.m) return;
  const address = gemm.output + (<usize>(row * gemm.n + column) << 2);
  storeFour(address, left, gemm.n - column);
  storeFour(address + 16, right, gemm.n - column - 4);
}

function storeFour(address: usize, sums: v128, count: i32): void {
  const canonical = v128.bitselect(sums, i32x4.splat(0x7fc00000), f32x4.eq(sums, sums));
  if (count >= 4) v128.store(address, canonical);
  else {
    if (count > 0) v128.store_lane<i32>(address, canonical, 0);
    if (count > 1) v128.store_lane<i32>(address, canonical, 1, 4);
    if (count > 2) v128.store_lane<i32>(address, canonical, 2, 8);
  }
}
