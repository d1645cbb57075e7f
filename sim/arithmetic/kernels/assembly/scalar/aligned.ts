/**
 * The aligned sum in float64: every term times 2^(F − largest exponent) cut to an integer, the integers, below 2^53,
 * added. The twin of reference/aligned.ts for numbers of bits that fit (gemm-scalar.ts).
 */
import { powerOfTwo } from '../exact/pack-values';
import { addToOdd } from './exact';
import { ScalarGemm } from '../../scalar/records';
import { aFrom, bFrom, exponentAt, LANES, largestExponents, largestLane, productAt, takesPart } from './terms';
import { CUT_FLOOR, CUT_TRUNCATE } from '../../scalar/layout';
import { cutInteger } from './wide';

/** The sum of a step with the running one, of exponent `exponent`; odd: see addToOdd. */
export function alignedSum(gemm: ScalarGemm, first: i32, running: f64, exponent: i32, odd: i32): f64 {
  const count = gemm.productsPerStep;
  const products = largestOf(gemm, first, count);
  const largest = gemm.accumulatorAfter ? products : max(products, exponent);
  const kept = takesPart(largest) ? largest - gemm.fractionBits : 0;
  const scale = powerOfTwo(-kept);
  const integers = gemm.cut == CUT_TRUNCATE ? truncatedSum(first, count, scale) : cutSum(gemm.cut, first, count, scale);
  if (gemm.accumulatorAfter) return addToOdd(integers * powerOfTwo(kept), running, odd);
  return (integers + cutInteger(running * scale, gemm.cut)) * powerOfTwo(kept);
}

function largestOf(gemm: ScalarGemm, first: i32, count: i32): i32 {
  const whole = gemm.normalised ? 0 : count & ~(LANES - 1);
  let largest = whole > 0 ? largestLane(largestExponents(first, whole)) : i32.MIN_VALUE;
  for (let i = first + whole; i < first + count; i++) largest = max(largest, exponentAt(gemm, i));
  return largest;
}

/** Σ of products times `scale`, each truncated. */
function truncatedSum(first: i32, count: i32, scale: f64): f64 {
  let a = aFrom(first);
  let b = bFrom(first);
  const scales = f64x2.splat(scale);
  let left = f64x2.splat(0);
  let right = left;
  const end = a + (<usize>count << 3);
  for (const whole = a + (<usize>(count & ~3) << 3); a < whole; a += 32, b += 32) {
    left = f64x2.add(left, f64x2.trunc(f64x2.mul(f64x2.mul(v128.load(a), v128.load(b)), scales)));
    right = f64x2.add(right, f64x2.trunc(f64x2.mul(f64x2.mul(v128.load(a, 16), v128.load(b, 16)), scales)));
  }
  const both = f64x2.add(left, right);
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; a < end; a += 8, b += 8) sum += trunc(load<f64>(a) * load<f64>(b) * scale);
  return sum;
}

/** The same under another cut. */
function cutSum(cut: i32, first: i32, count: i32, scale: f64): f64 {
  let sum: f64 = 0;
  for (let i = first; i < first + count; i++) {
    const value = productAt(i) * scale;
    sum += cut == CUT_FLOOR ? floor(value) : nearest(value);
  }
  return sum;
}
