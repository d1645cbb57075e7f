/**
 * The end of a step for a block of 32 outputs, to nearest even: sums and partials added, rounded once.
 * The sum s of two float64 is rounded to an accumulator of 11 or 24 bits:
 *   direct   s is exact, or so large that it overflows either way
 *   odd      s is made odd where the addition lost something, so that the second rounding is the only one
 *   between  s is known within an error: both ends are rounded, and where they differ a lane is left to exact.ts
 * Partials are float64 values of the accumulator's format, unbounded above until settleOverflow.
 */
import { ROUNDS_TO_11 } from '../shared/powers';
import { OVERFLOW_CLIP, OVERFLOW_NAN, ROUNDS_SINGLE, ROUNDS_TWICE } from '../../shared/layout';

// @ts-ignore: decorator
@inline
function signOf(value: v128): v128 {
  return v128.and(value, i64x2.splat(0x8000000000000000));
}

/**
 * Rounds to 11 bits or the float16 subnormal grid by adding and subtracting 1.5 · 2^42 times the binade; a negative that
 * becomes zero is +0.
 */
// @ts-ignore: decorator
@inline
export function roundUnsigned(sum: v128): v128 {
  const binade = v128.and(sum, i64x2.splat(0x7ff0000000000000));
  const constant = f64x2.mul(f64x2.pmax(binade, f64x2.splat(0.00006103515625)), f64x2.splat(ROUNDS_TO_11));
  return f64x2.sub(f64x2.add(sum, constant), constant);
}

// @ts-ignore: decorator
@inline
function roundHalf(sum: v128): v128 {
  return v128.or(roundUnsigned(sum), signOf(sum));
}

// @ts-ignore: decorator
@inline
export function roundSingle(sum: v128): v128 {
  return f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(sum));
}

/** @param rounding ROUNDS_* */
// @ts-ignore: decorator
@inline
function roundTo(rounding: i32, sum: v128): v128 {
  if (rounding == ROUNDS_SINGLE) return roundSingle(sum);
  return roundHalf(rounding == ROUNDS_TWICE ? roundSingle(sum) : sum);
}

/** Exact sums, units of 2^-36 and more, float16. */
export function finishDirect(sums: usize, partials: usize): void {
  for (let lane: usize = 0; lane < 256; lane += 16) {
    const sum = f64x2.add(v128.load(sums + lane), v128.load(partials + lane));
    v128.store(partials + lane, roundHalf(sum));
  }
}

/** The sum of two vectors, its last bit set where bits below it were lost (rounding to odd). */
// @ts-ignore: decorator
@inline
function addToOdd(x: v128, y: v128): v128 {
  const sum = f64x2.add(x, y);
  const part = f64x2.sub(sum, x);
  const lost = f64x2.add(f64x2.sub(x, f64x2.sub(sum, part)), f64x2.sub(y, part));
  const isEven = i64x2.eq(v128.and(sum, i64x2.splat(1)), i64x2.splat(0));
  const moves = v128.and(f64x2.ne(lost, f64x2.splat(0)), isEven);
  const direction = v128.or(i64x2.shr_s(v128.xor(lost, sum), 63), i64x2.splat(1));
  return i64x2.add(sum, v128.and(direction, moves));
}

/** Exact sums of any unit. */
export function finishOdd(sums: usize, partials: usize, rounding: i32): void {
  for (let lane: usize = 0; lane < 256; lane += 16) {
    const sum = addToOdd(v128.load(sums + lane), v128.load(partials + lane));
    v128.store(partials + lane, roundTo(rounding, sum));
  }
}

/** Sums within `error`. Returns a bit for each lane whose result is open; such lanes keep their partial. */
export function finishBetween(sums: usize, partials: usize, rounding: i32, error: f64): u32 {
  let open: u32 = 0;
  const bound = f64x2.splat(error);
  for (let pair = 0; pair < 16; pair++) {
    const lane = <usize>pair << 4;
    const partial = v128.load(partials + lane);
    const sum = f64x2.add(v128.load(sums + lane), partial);
    const margin = f64x2.add(bound, f64x2.mul(f64x2.abs(sum), f64x2.splat(8.881784197001252e-16)));
    const below = f64x2.sub(sum, margin);
    const above = f64x2.add(sum, margin);
    const least = roundTo(rounding, below);
    const most = roundTo(rounding, above);
    const same = i64x2.eq(least, most);
    v128.store(partials + lane, v128.bitselect(least, partial, same));
    open |= (<u32>i64x2.bitmask(same) ^ 3) << (2 * pair);
  }
  return open;
}

/** Partials beyond the largest finite value made what the rule says. Returns the largest magnitude afterwards, NaN left out. */
export function settleOverflow(partials: usize, limit: f64, overflow: i32): f64 {
  const largest = largestMagnitude(partials);
  if (largest <= limit) return largest;
  for (let lane: usize = 0; lane < 256; lane += 8) {
    const value = load<f64>(partials + lane);
    if (abs(value) > limit) store<f64>(partials + lane, overflowed(value, limit, overflow));
  }
  return overflow == OVERFLOW_NAN || overflow == OVERFLOW_CLIP ? limit : Infinity;
}

/** Of 32 partials, NaN left out. */
export function largestMagnitude(partials: usize): f64 {
  let largest = f64x2.splat(0);
  for (let lane: usize = 0; lane < 256; lane += 16) {
    largest = f64x2.pmax(largest, f64x2.abs(v128.load(partials + lane)));
  }
  return max(f64x2.extract_lane(largest, 0), f64x2.extract_lane(largest, 1));
}

/** What becomes of a partial of this sign. */
export function overflowed(value: f64, limit: f64, overflow: i32): f64 {
  if (overflow == OVERFLOW_NAN) return NaN;
  return copysign<f64>(overflow == OVERFLOW_CLIP ? limit : Infinity, value);
}
