/**
 * Roundings of chains of fused multiply-adds, two float64 lanes at once: a sum to odd, and to nearest even into a narrower
 * format. Constants are those that gemm-aligned.ts writes for a format.
 */

/** Places of the constants of a rounding, a float64 each. */
export const FACTOR: usize = 0;
export const LEAST: usize = 8;
export const LIMIT: usize = 16;
export const SMALLEST: usize = 24;
const BEYOND: usize = 32;
const NEGATIVE_ZERO: usize = 40;

/** The sum, its last bit set where bits below it were lost (rounding to odd); Inf and NaN as they are. */
// @ts-ignore: decorator
@inline
export function addToOdd(x: v128, y: v128): v128 {
  const sum = f64x2.add(x, y);
  const part = f64x2.sub(sum, x);
  const lost = f64x2.add(f64x2.sub(x, f64x2.sub(sum, part)), f64x2.sub(y, part));
  const isEven = i64x2.eq(v128.and(sum, i64x2.splat(1)), i64x2.splat(0));
  const moves = v128.and(f64x2.gt(f64x2.abs(lost), f64x2.splat(0)), isEven);
  const direction = v128.or(i64x2.shr_s(v128.xor(lost, sum), 63), i64x2.splat(1));
  return i64x2.add(sum, v128.and(direction, moves));
}

/** To nearest even, zeros, the smallest values and what lies beyond as the format has them. */
// @ts-ignore: decorator
@inline
export function rounded(constants: usize, sum: v128): v128 {
  const magnitude = f64x2.abs(sum);
  const least = v128.load_splat<f64>(constants, LEAST);
  const nearest = f64x2.abs(toNearest(sum, v128.load_splat<f64>(constants, FACTOR), least));
  // Formats without subnormals go to zero or to their smallest value; elsewhere that value is 0.
  const smallest = v128.load_splat<f64>(constants, SMALLEST);
  const isUpper = f64x2.gt(f64x2.add(magnitude, magnitude), smallest);
  const settled = v128.bitselect(v128.and(smallest, isUpper), nearest, f64x2.lt(magnitude, smallest));
  const beyond = v128.load_splat<f64>(constants, BEYOND);
  const finite = v128.bitselect(settled, beyond, f64x2.le(settled, v128.load_splat<f64>(constants, LIMIT)));
  const isOrdered = f64x2.eq(sum, sum);
  const sign = v128.and(sum, i64x2.splat(0x8000000000000000));
  const isSigned = f64x2.gt(f64x2.pmax(v128.load_splat<f64>(constants, NEGATIVE_ZERO), finite), f64x2.splat(0));
  return v128.bitselect(v128.or(finite, v128.and(sign, isSigned)), sum, isOrdered);
}

/** To nearest even by adding and subtracting 1.5 · 2^52 units of the last place, as if the format had no end. */
// @ts-ignore: decorator
@inline
export function toNearest(sum: v128, factor: v128, leastBinade: v128): v128 {
  const binade = f64x2.pmax(v128.and(sum, i64x2.splat(0x7ff0000000000000)), leastBinade);
  const constant = f64x2.mul(binade, factor);
  return f64x2.sub(f64x2.add(sum, constant), constant);
}
