/**
 * Accumulators of a block of 4 × 16 outputs, as they begin and as the codes that they end as.
 * T: f32 where a kernel holds them as float32, f64 where as float64.
 */
import { ALIGNED_COLUMNS, ALIGNED_ROWS } from '../../shared/layout';
import { halfValue } from '../exact/pack-values';
import { AlignedGemm } from '../../aligned/records';

const LANES: usize = ALIGNED_ROWS * ALIGNED_COLUMNS;

/** Initial values, zeros outside the matrix. */
export function loadBlock<T>(gemm: AlignedGemm, rowPanel: i32, columnPanel: i32, accumulators: usize): void {
  memory.fill(accumulators, 0, LANES * sizeof<T>());
  if (gemm.initial == 0) return;
  const columns = min(ALIGNED_COLUMNS, gemm.n - columnPanel * ALIGNED_COLUMNS);
  for (let row = 0; row < min(ALIGNED_ROWS, gemm.m - rowPanel * ALIGNED_ROWS); row++) {
    const first = <usize>((rowPanel * ALIGNED_ROWS + row) * gemm.n + columnPanel * ALIGNED_COLUMNS);
    const to = accumulators + <usize>(row * ALIGNED_COLUMNS) * sizeof<T>();
    for (let column: usize = 0; column < <usize>columns; column++) {
      store<T>(to + column * sizeof<T>(), <T>initialValue(gemm, first + column));
    }
  }
}

// @ts-ignore: decorator
@inline
function initialValue(gemm: AlignedGemm, element: usize): f64 {
  if (gemm.accumulatorBytes == 2) return halfValue(load<u16>(gemm.initial + (element << 1)));
  return <f64>load<f32>(gemm.initial + (element << 2));
}

/** Values that the result's format has, or NaN; zeros of float32 are positive, those of float64 keep their sign. */
export function storeBlock<T>(gemm: AlignedGemm, rowPanel: i32, columnPanel: i32, accumulators: usize): void {
  const columns = min(ALIGNED_COLUMNS, gemm.n - columnPanel * ALIGNED_COLUMNS);
  for (let row = 0; row < min(ALIGNED_ROWS, gemm.m - rowPanel * ALIGNED_ROWS); row++) {
    const first = <usize>((rowPanel * ALIGNED_ROWS + row) * gemm.n + columnPanel * ALIGNED_COLUMNS);
    const from = accumulators + <usize>(row * ALIGNED_COLUMNS) * sizeof<T>();
    if (gemm.accumulatorBytes == 4 && columns == ALIGNED_COLUMNS) storeRow<T>(gemm, first, from);
    else {
      for (let column: usize = 0; column < <usize>columns; column++) {
        const value = <f32>load<T>(from + column * sizeof<T>());
        storeCode(gemm, first + column, sizeof<T>() == 4 ? value + 0 : value);
      }
    }
  }
}

/** A whole row of float32. */
function storeRow<T>(gemm: AlignedGemm, first: usize, from: usize): void {
  const nan = i32x4.splat(gemm.nan);
  const to = gemm.output + (first << 2);
  for (let column: usize = 0; column < <usize>ALIGNED_COLUMNS; column += 4) {
    const values = fourOf<T>(from + column * sizeof<T>());
    v128.store(to + (column << 2), v128.bitselect(values, nan, f32x4.eq(values, values)));
  }
}

// @ts-ignore: decorator
@inline
function fourOf<T>(from: usize): v128 {
  if (sizeof<T>() == 4) return f32x4.add(v128.load(from), f32x4.splat(0));
  const right = f32x4.demote_f64x2_zero(v128.load(from, 16));
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(v128.load(from)), right, 0, 2);
}

/** Writes one value as its code. */
function storeCode(gemm: AlignedGemm, element: usize, value: f32): void {
  if (gemm.accumulatorBytes == 2) store<u16>(gemm.output + (element << 1), halfCode(gemm, value));
  else store<u32>(gemm.output + (element << 2), isNaN(value) ? gemm.nan : reinterpret<u32>(value));
}

function halfCode(gemm: AlignedGemm, value: f32): u16 {
  if (isNaN(value)) return <u16>gemm.nan;
  const sign: u32 = (reinterpret<u32>(value) >> 16) & 0x8000;
  const magnitude = abs(value);
  if (magnitude == Infinity) return <u16>(sign | 0x7c00);
  if (magnitude < 0.00006103515625) return <u16>(sign | <u32>(magnitude * 16777216));
  return <u16>(sign | ((reinterpret<u32>(magnitude) >> 13) - (112 << 10)));
}
