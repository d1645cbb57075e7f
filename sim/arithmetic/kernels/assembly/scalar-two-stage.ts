/**
 * CDNA3's two-stage sum in float64, all integers below 2^53: the twin of reference/two-stage.ts.
 */
import { powerOfTwo } from './pack-values';
import { setExact } from './scalar-exact';
import { ScalarGemm } from './scalar-records';
import { aFrom, bFrom, largestExponent, takesPart } from './scalar-terms';

/** The sum of a step with the running one, of exponent `exponent`. */
export function twoStageSum(gemm: ScalarGemm, first: i32, running: f64, exponent: i32): f64 {
  const end = first + gemm.productsPerStep;
  const bits = gemm.fractionBits;
  const even = largestExponent(gemm, first, gemm.productsPerStep, gemm.halves);
  const odd = gemm.halves == 2 ? largestExponent(gemm, first + 1, gemm.productsPerStep - 1, 2) : even;
  const products = max(even, odd);
  // A product in [1, 4) times its exponent may be infinite: left to wide numbers.
  if (products + 2 > gemm.limitExponent) setExact(false);
  if (!takesPart(products)) return running + specials(first, end);
  let sum = truncatedSum(first, end, gemm.halves, even, bits);
  if (gemm.halves == 2) {
    sum = floored(sum, even - products) + floored(truncatedSum(first + 1, end, 2, odd, bits), odd - products);
  }
  return joinAccumulator(gemm, sum, products, running, exponent);
}

/** +0, or what products without an exponent leave: NaN and infinities. */
function specials(first: i32, end: i32): f64 {
  return truncatedSum(first, end, 1, 0, 0);
}

/** Every `step`-th product, truncated, in units of 2^(exponent − bits). */
function truncatedSum(first: i32, end: i32, step: i32, exponent: i32, bits: i32): f64 {
  const scale = takesPart(exponent) ? powerOfTwo(bits - exponent) : 1;
  let sum: f64 = 0;
  const stride = <usize>step << 3;
  const last = aFrom(end);
  for (let a = aFrom(first), b = bFrom(first); a < last; a += stride, b += stride) {
    sum += trunc(load<f64>(a) * load<f64>(b) * scale);
  }
  return sum;
}

/** ⌊value · 2^shift⌋; below 2^-1000 any non-zero value floors alike. */
// @ts-ignore: decorator
@inline
function floored(value: f64, shift: i32): f64 {
  return floor(value * powerOfTwo(max(shift, -960)));
}

function joinAccumulator(gemm: ScalarGemm, sum: f64, products: i32, running: f64, exponent: i32): f64 {
  const largest = max(products, exponent);
  const own = floored(sum, products - largest + gemm.sumBits - gemm.fractionBits) * powerOfTwo(largest - gemm.sumBits);
  const isReached = exponent >= largest - gemm.accumulatorReach || !isFinite(running);
  if (!isReached) return own;
  return own + floor(running * powerOfTwo(gemm.accumulatorBits - largest)) * powerOfTwo(largest - gemm.accumulatorBits);
}
