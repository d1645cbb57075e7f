/** GELU, SiLU, the logistic function and tanh with their slopes, of two float64 values: twins of reference/elements/activations.ts. */
import { exponentials } from './elementary';

const GELU_SCALE: f64 = Math.sqrt(2 / Math.PI);
const GELU_CUBE: f64 = 0.044715;

// @ts-ignore: decorator
@inline
function one(): v128 {
  return f64x2.splat(1);
}

// @ts-ignore: decorator
@inline
function halved(x: v128): v128 {
  return f64x2.div(x, f64x2.splat(2));
}

/** 1 / (1 + e⁻ˣ); beyond 80 it is 0 or 1. */
// @ts-ignore: decorator
@inline
export function logistic(x: v128): v128 {
  const value = f64x2.div(one(), f64x2.add(exponentials(f64x2.neg(x)), one()));
  const end = v128.and(f64x2.gt(x, f64x2.splat(0)), one());
  return v128.bitselect(end, value, f64x2.gt(f64x2.abs(x), f64x2.splat(80)));
}

// @ts-ignore: decorator
@inline
export function siluSlope(x: v128): v128 {
  const s = logistic(x);
  return f64x2.mul(s, f64x2.add(one(), f64x2.mul(x, f64x2.sub(one(), s))));
}

// @ts-ignore: decorator
@inline
export function gelu(x: v128): v128 {
  return f64x2.mul(halved(x), f64x2.add(one(), bent(x)));
}

// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  return f64x2.sub(f64x2.mul(f64x2.splat(2), logistic(f64x2.mul(f64x2.splat(2), x))), one());
}

/** tanh(√(2/π) · (x + 0.044715 x³)). */
// @ts-ignore: decorator
@inline
function bent(x: v128): v128 {
  const cube = f64x2.mul(f64x2.mul(f64x2.mul(f64x2.splat(GELU_CUBE), x), x), x);
  const power = exponentials(f64x2.mul(f64x2.splat(2 * GELU_SCALE), f64x2.add(x, cube)));
  return f64x2.sub(one(), f64x2.div(f64x2.splat(2), f64x2.add(power, one())));
}

/** Beyond 30 the tanh is ±1 and its slope zero. */
// @ts-ignore: decorator
@inline
export function geluSlope(x: v128): v128 {
  const t = bent(x);
  const level = halved(f64x2.add(one(), t));
  const square = f64x2.mul(f64x2.mul(f64x2.splat(3 * GELU_CUBE), x), x);
  const lean = f64x2.mul(
    f64x2.mul(f64x2.mul(halved(x), f64x2.sub(one(), f64x2.mul(t, t))), f64x2.splat(GELU_SCALE)),
    f64x2.add(one(), square),
  );
  return v128.bitselect(level, f64x2.add(level, lean), f64x2.gt(f64x2.abs(x), f64x2.splat(30)));
}
