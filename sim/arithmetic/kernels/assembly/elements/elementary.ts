/**
 * e^x of two float64 values from + − × ÷ and powers of two, the twin of reference/elements/elementary-functions.ts: the same
 * operations in the same order, so the same last bit.
 */

const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const LOG2_E: f64 = 1.4426950408889634;

// @ts-ignore: decorator
@inline
export function exponentials(x: v128): v128 {
  const n = roundedHalfUp(f64x2.mul(x, f64x2.splat(LOG2_E)));
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(n, f64x2.splat(LN2_HIGH))), f64x2.mul(n, f64x2.splat(LN2_LOW)));
  const one = f64x2.splat(1);
  let sum = f64x2.splat(0);
  for (let i = 14; i >= 1; i--) {
    sum = f64x2.mul(f64x2.div(r, f64x2.splat(<f64>i)), f64x2.add(one, sum));
  }
  const term = f64x2.add(one, sum);
  const half = f64x2.trunc(f64x2.div(n, f64x2.splat(2)));
  const power = f64x2.mul(f64x2.mul(term, powersOfTwo(half)), powersOfTwo(f64x2.sub(n, half)));
  const low = v128.bitselect(f64x2.splat(0), power, f64x2.lt(x, f64x2.splat(-745)));
  const high = v128.bitselect(f64x2.splat(Infinity), low, f64x2.gt(x, f64x2.splat(709.8)));
  return v128.bitselect(high, x, f64x2.eq(x, x));
}

/** Math.round: halves go up. */
// @ts-ignore: decorator
@inline
function roundedHalfUp(x: v128): v128 {
  const below = f64x2.floor(x);
  const isUp = f64x2.ge(f64x2.sub(x, below), f64x2.splat(0.5));
  return f64x2.add(below, v128.and(isUp, f64x2.splat(1)));
}

/** Of whole numbers of normal powers; what lies beyond is not used. */
// @ts-ignore: decorator
@inline
function powersOfTwo(exponents: v128): v128 {
  const whole = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(exponents));
  return i64x2.shl(i64x2.add(whole, i64x2.splat(1023)), 52);
}
