/**
 * Sums of pairs in float32: the twin of reference/pairwise.ts. A float64 that is the sum of two float32 numbers rounds
 * to float32 as their exact sum does. NaN and infinities go through as they are.
 */
import { powerOfTwo } from '../exact/pack-values';
import { ScalarFormat, ScalarGemm, ScalarRounding } from '../../scalar/records';
import { addToOdd } from './exact';
import { productAt } from './terms';

/** The least normal number of float32: 2^-126. */
const LEAST_NORMAL: f64 = 1.1754943508222875e-38;

/** The products of a step and the accumulator `c`, made odd where the rounding allows it. */
export function pairwiseSum(gemm: ScalarGemm, rounding: ScalarRounding, first: i32, c: f64): f64 {
  const sum = addToOdd(c, totalOf(gemm, first, gemm.productsPerStep), rounding.odd);
  return gemm.flushed ? flushedBelow(sum, leastNormal(rounding)) : sum;
}

/** The accumulator that a chain begins with: subnormals and zeros are +0. */
export function flushedStart(rounding: ScalarRounding, c: f64): f64 {
  return abs(c) < leastNormal(rounding) ? 0 : c;
}

function leastNormal(rounding: ScalarRounding): f64 {
  return powerOfTwo(changetype<ScalarFormat>(rounding.format).least);
}

/** The left half holds as many whole pairs of pairs as there are; neighbours meet first. */
function totalOf(gemm: ScalarGemm, first: i32, count: i32): f64 {
  if (count == 1) return single(gemm, productAt(first));
  const left = 1 << (31 - clz(count - 1));
  return single(gemm, totalOf(gemm, first, left) + totalOf(gemm, first + left, count - left));
}

function single(gemm: ScalarGemm, value: f64): f64 {
  const rounded = <f64>(<f32>value);
  return gemm.flushed ? flushedBelow(rounded, LEAST_NORMAL) : rounded;
}

function flushedBelow(value: f64, least: f64): f64 {
  return abs(value) < least ? copysign<f64>(0, value) : value;
}
