/**
 * Sums of products of one chunk for a block of 4 × 8 outputs in float64, in order along the depth. Each product
 * of two significands of at most 24 bits is exact; the sum is exact where isExact says so, and within
 * errorBound otherwise.
 */
import { TWO_47, TWO_53 } from '../shared/powers';
import { NORM, UNIT } from './chunk-facts';
import { roundUnsigned } from './round-block';

/** Whether no addition of the chunk can lose a bit: every partial sum is a multiple of the unit below 2^53 units. */
export function isExact(factsA: usize, factsB: usize): bool {
  const norm = load<f64>(factsA, NORM) * load<f64>(factsB, NORM);
  const unit = load<f64>(factsA, UNIT) * load<f64>(factsB, UNIT);
  return norm * 1.0000001 <= unit * TWO_53;
}

/** At most so far is each sum from the true one: 32 additions of at most 2^-53 of the norms' product each, doubled. */
export function errorBound(factsA: usize, factsB: usize): f64 {
  return (load<f64>(factsA, NORM) * load<f64>(factsB, NORM)) / TWO_47;
}

/** Sums as 32 float64, row-major, to `output`. */
export function floatSums(a: usize, b: usize, output: usize, depth: i32): void {
  floatHalf(a, b, output, depth, false);
  floatHalf(a, b + 32, output + 32, depth, false);
}

/** Sums added to the float16 partials and rounded, negatives that become zero to +0. */
export function floatStep(a: usize, b: usize, partials: usize, depth: i32): void {
  floatHalf(a, b, partials, depth, true);
  floatHalf(a, b + 32, partials + 32, depth, true);
}

/** Four columns of the block: sums stored, or added to what is there and rounded. */
function floatHalf(a: usize, b: usize, output: usize, depth: i32, rounds: bool): void {
  let s00 = f64x2.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  for (let k = 0; k < depth; k++) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    let row = v128.load_splat<f64>(a);
    s00 = f64x2.add(s00, f64x2.mul(row, left));
    s01 = f64x2.add(s01, f64x2.mul(row, right));
    row = v128.load_splat<f64>(a, 8);
    s10 = f64x2.add(s10, f64x2.mul(row, left));
    s11 = f64x2.add(s11, f64x2.mul(row, right));
    row = v128.load_splat<f64>(a, 16);
    s20 = f64x2.add(s20, f64x2.mul(row, left));
    s21 = f64x2.add(s21, f64x2.mul(row, right));
    row = v128.load_splat<f64>(a, 24);
    s30 = f64x2.add(s30, f64x2.mul(row, left));
    s31 = f64x2.add(s31, f64x2.mul(row, right));
    a += 32;
    b += 64;
  }
  if (rounds) {
    s00 = rounded(s00, output);
    s01 = rounded(s01, output + 16);
    s10 = rounded(s10, output + 64);
    s11 = rounded(s11, output + 80);
    s20 = rounded(s20, output + 128);
    s21 = rounded(s21, output + 144);
    s30 = rounded(s30, output + 192);
    s31 = rounded(s31, output + 208);
  }
  v128.store(output, s00);
  v128.store(output, s01, 16);
  v128.store(output, s10, 64);
  v128.store(output, s11, 80);
  v128.store(output, s20, 128);
  v128.store(output, s21, 144);
  v128.store(output, s30, 192);
  v128.store(output, s31, 208);
}

/** Two sums and their partials, rounded. */
// @ts-ignore: decorator
@inline
function rounded(sums: v128, partials: usize): v128 {
  return roundUnsigned(f64x2.add(sums, v128.load(partials)));
}
