/**
 * A step of an aligned unit whose terms lose nothing, for a block of 4 × 16 outputs: products are dots of 16-bit
 * integers in units of two lines' lowest set bits. With E no less than the largest exponent (both lines' own largest,
 * the accumulator's) no term is cut where products and accumulator are multiples of 2^(E − F): the sum is exact in
 * float64 and only rounded. A row where that may not hold is formed term by term.
 * Left out: steps where it holds in no row, which the caller forms.
 */
import {
  ALIGNED_COLUMNS,
  ALIGNED_ROWS,
  FINISH_TRUNCATED_32,
  SHORT_SUM_BITS,
} from '../../shared/layout';
import { AlignedGemm, AlignedOperand } from '../../aligned/records';
import { integerSums } from '../exact/dot-integer';
import { powerOfTwo } from '../exact/pack-values';
import { settle } from './settle';
import { INTEGERS, wideRow } from './wide';

const ROW_BYTES: usize = ALIGNED_COLUMNS * 8;
/** Bytes of a pair of depths of a column panel, and of a row of sums. */
const COLUMN_PAIR: usize = ALIGNED_COLUMNS * 4;
const SUMS_ROW: usize = ALIGNED_COLUMNS * 4;
const EVERY_ROW: i32 = (1 << ALIGNED_ROWS) - 1;

/** Whether the step was one of these: `accumulators` then hold its results. */
export function shortStep(
  gemm: AlignedGemm, rowPanel: i32, columnPanel: i32, chunk: i32, accumulators: usize, scratch: usize,
): bool {
  const a = changetype<AlignedOperand>(gemm.a);
  const b = changetype<AlignedOperand>(gemm.b);
  const placeA = <usize>(rowPanel * gemm.chunks + chunk);
  const placeB = <usize>(columnPanel * gemm.chunks + chunk);
  if (load<i32>(a.shortBits + (placeA << 2)) + load<i32>(b.shortBits + (placeB << 2)) > SHORT_SUM_BITS) return false;
  const factsA = a.shortFacts + ((placeA * ALIGNED_ROWS) << 4);
  const factsB = b.shortFacts + ((placeB * ALIGNED_COLUMNS) << 4);
  const lossy = lossyRows(gemm, factsA, factsB, accumulators);
  if (lossy == EVERY_ROW) return false;
  const pairs = (gemm.chunkLength + 1) >> 1;
  const fromA = a.shorts + ((placeA * pairs * ALIGNED_ROWS) << 2);
  const fromB = b.shorts + ((placeB * pairs * ALIGNED_COLUMNS) << 2);
  const sums = scratch + INTEGERS;
  fourByEight(fromA, fromB, sums, pairs);
  fourByEight(fromA, fromB + 32, sums + 32, pairs);
  for (let row = 0; row < ALIGNED_ROWS; row++) {
    const own = accumulators + <usize>row * ROW_BYTES;
    if (lossy & (1 << row)) wideRow(gemm, rowPanel, row, columnPanel, chunk, own, scratch);
    else {
      const unit = v128.load_splat<f64>(factsA + (<usize>row << 3), ALIGNED_ROWS * 8);
      addRow(gemm, unit, factsB + ALIGNED_COLUMNS * 8, sums + <usize>row * SUMS_ROW, own);
    }
  }
  return true;
}

/** A bit for every row with an output whose product or accumulator may be no multiple of what the alignment keeps. */
function lossyRows(gemm: AlignedGemm, factsA: usize, factsB: usize, accumulators: usize): i32 {
  const reach = f64x2.splat(powerOfTwo(gemm.fractionBits));
  const multiples = f64x2.splat(1.5 * powerOfTwo(52 - gemm.fractionBits));
  const binade = i64x2.splat(0x7ff0000000000000);
  let rows: i32 = 0;
  for (let row = 0; row < ALIGNED_ROWS; row++) {
    const top = v128.load_splat<f64>(factsA + (<usize>row << 3));
    const unit = f64x2.mul(v128.load_splat<f64>(factsA + (<usize>row << 3), ALIGNED_ROWS * 8), reach);
    let lost = i64x2.splat(0);
    for (let at: usize = 0; at < ROW_BYTES; at += 16) {
      const c = v128.load(accumulators + at);
      const products = f64x2.mul(top, v128.load(factsB + at));
      const largest = v128.and(f64x2.pmax(f64x2.abs(c), products), binade);
      const limit = f64x2.mul(unit, v128.load(factsB + at, ALIGNED_COLUMNS * 8));
      const multiple = f64x2.mul(largest, multiples);
      const kept = f64x2.sub(f64x2.add(c, multiple), multiple);
      lost = v128.or(lost, v128.or(f64x2.gt(largest, limit), f64x2.ne(kept, c)));
    }
    rows |= <i32>v128.any_true(lost) << row;
    accumulators += ROW_BYTES;
  }
  return rows;
}

/** Sums of 4 rows × 8 columns. */
function fourByEight(a: usize, b: usize, output: usize, pairs: i32): void {
  integerSums(a, b, COLUMN_PAIR, output, SUMS_ROW, pairs);
}

/** Adds a row's sums, in units of `unit` times those of the columns, and rounds: never subnormal nor beyond float32. */
function addRow(gemm: AlignedGemm, unit: v128, units: usize, sums: usize, accumulators: usize): void {
  const isTruncated = gemm.finish == FINISH_TRUNCATED_32;
  const kept = i64x2.splat(0xffffffffe0000000);
  for (let at: usize = 0; at < ROW_BYTES; at += 16) {
    const own = f64x2.mul(unit, v128.load(units + at));
    const products = f64x2.mul(f64x2.convert_low_i32x4_s(v128.load64_zero(sums + (at >> 1))), own);
    const sum = f64x2.add(v128.load(accumulators + at), products);
    if (isTruncated) v128.store(accumulators + at, v128.and(sum, kept));
    else settle(gemm, accumulators + at, sum);
  }
}
