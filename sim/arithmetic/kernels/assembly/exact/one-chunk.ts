/**
 * The common case in one go: one chunk of 16-bit integers in one limb, summed, scaled, added to the float16
 * partials and rounded to nearest even, for a block of 4 × 8. The sign of a zero result is lost (+0).
 */
import { directConstant } from './round-block';

/** Two sums times their unit, plus their partials, rounded. Returns the rounding constant. */
// @ts-ignore: decorator
@inline
function round(sums: v128, unit: v128, units: usize, partials: usize): v128 {
  const products = f64x2.mul(f64x2.convert_low_i32x4_s(sums), f64x2.mul(unit, v128.load(units)));
  const sum = f64x2.add(products, v128.load(partials));
  const constant = directConstant(sum);
  v128.store(partials, f64x2.sub(f64x2.add(sum, constant), constant));
  return constant;
}

/** Four sums; the larger of `largest` and their rounding constants. */
// @ts-ignore: decorator
@inline
function roundFour(sums: v128, unit: v128, units: usize, partials: usize, largest: v128): v128 {
  const upper = i8x16.shuffle(sums, sums, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  return f64x2.pmax(
    f64x2.pmax(largest, round(sums, unit, units, partials)),
    round(upper, unit, units + 16, partials + 16),
  );
}

/** Returns the largest rounding constant: below DIRECT_LIMIT no partial has overflowed. */
export function singleStep(a: usize, b: usize, unitsA: usize, unitsB: usize, partials: usize, pairs: i32): f64 {
  let s00 = i32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  for (let pair = 0; pair < pairs; pair++) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    let row = v128.load_splat<i32>(a);
    s00 = i32x4.add(s00, i32x4.dot_i16x8_s(row, left));
    s01 = i32x4.add(s01, i32x4.dot_i16x8_s(row, right));
    row = v128.load_splat<i32>(a, 4);
    s10 = i32x4.add(s10, i32x4.dot_i16x8_s(row, left));
    s11 = i32x4.add(s11, i32x4.dot_i16x8_s(row, right));
    row = v128.load_splat<i32>(a, 8);
    s20 = i32x4.add(s20, i32x4.dot_i16x8_s(row, left));
    s21 = i32x4.add(s21, i32x4.dot_i16x8_s(row, right));
    row = v128.load_splat<i32>(a, 12);
    s30 = i32x4.add(s30, i32x4.dot_i16x8_s(row, left));
    s31 = i32x4.add(s31, i32x4.dot_i16x8_s(row, right));
    a += 16;
    b += 32;
  }
  let largest = f64x2.splat(0);
  let unit = v128.load_splat<f64>(unitsA);
  largest = roundFour(s00, unit, unitsB, partials, largest);
  largest = roundFour(s01, unit, unitsB + 32, partials + 32, largest);
  unit = v128.load_splat<f64>(unitsA, 8);
  largest = roundFour(s10, unit, unitsB, partials + 64, largest);
  largest = roundFour(s11, unit, unitsB + 32, partials + 96, largest);
  unit = v128.load_splat<f64>(unitsA, 16);
  largest = roundFour(s20, unit, unitsB, partials + 128, largest);
  largest = roundFour(s21, unit, unitsB + 32, partials + 160, largest);
  unit = v128.load_splat<f64>(unitsA, 24);
  largest = roundFour(s30, unit, unitsB, partials + 192, largest);
  largest = roundFour(s31, unit, unitsB + 32, partials + 224, largest);
  return max(f64x2.extract_lane(largest, 0), f64x2.extract_lane(largest, 1));
}
