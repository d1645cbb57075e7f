/**
 * The end of the common step in one go: 32 sums of 16-bit integers in one limb, times their unit, plus their float16
 * partials, which are exact, rounded to nearest even. A negative that rounds to zero becomes +0.
 */
import { roundSingle, roundUnsigned } from './round-block';

/** 2^42. */
const ANCHOR: f64 = 4398046511104.0;

/**
 * Of units from 2^-24 on: nothing is below float16's subnormals, and sums within it have at most 41 bits, so that
 * adding and subtracting 2^42 times the sum itself leaves eleven of them, ties to even.
 */
export function finishCoarse(integers: usize, unit: f64, partials: usize): void {
  finish(integers, unit, partials, COARSE);
}

/** Of any unit. */
export function finishFine(integers: usize, unit: f64, partials: usize): void {
  finish(integers, unit, partials, FINE);
}

/** As finishFine, rounded to float32 before. */
export function finishTwice(integers: usize, unit: f64, partials: usize): void {
  finish(integers, unit, partials, TWICE);
}

const COARSE: i32 = 0;
const FINE: i32 = 1;
const TWICE: i32 = 2;

// @ts-ignore: decorator
@inline
function finish(integers: usize, unit: f64, partials: usize, way: i32): void {
  const units = f64x2.splat(unit);
  finishFour(v128.load(integers), units, partials, way);
  finishFour(v128.load(integers, 16), units, partials + 32, way);
  finishFour(v128.load(integers, 32), units, partials + 64, way);
  finishFour(v128.load(integers, 48), units, partials + 96, way);
  finishFour(v128.load(integers, 64), units, partials + 128, way);
  finishFour(v128.load(integers, 80), units, partials + 160, way);
  finishFour(v128.load(integers, 96), units, partials + 192, way);
  finishFour(v128.load(integers, 112), units, partials + 224, way);
}

// @ts-ignore: decorator
@inline
function finishFour(sums: v128, units: v128, partials: usize, way: i32): void {
  const upper = i8x16.shuffle(sums, sums, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  v128.store(partials, finishTwo(sums, units, v128.load(partials), way));
  v128.store(partials, finishTwo(upper, units, v128.load(partials, 16), way), 16);
}

// @ts-ignore: decorator
@inline
function finishTwo(sums: v128, units: v128, partials: v128, way: i32): v128 {
  const sum = f64x2.add(f64x2.mul(f64x2.convert_low_i32x4_s(sums), units), partials);
  if (way == FINE) return roundUnsigned(sum);
  if (way == TWICE) return roundUnsigned(roundSingle(sum));
  const anchor = f64x2.mul(sum, f64x2.splat(ANCHOR));
  return f64x2.sub(f64x2.add(sum, anchor), anchor);
}
