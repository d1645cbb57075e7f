/**
 * Exact sums in float64: a chunk whose norms and units show that no addition rounds is added in any order; its sum
 * with the accumulator is exact or made odd, so that the one rounding after it is the only one.
 * Left out: chunks that float64 does not hold (wide-sums.ts).
 */
import { aFrom, bFrom, isExactChunk } from './terms';

/**
 * Whether the last sum is the exact one, or rounds as it does; set by every sum of this path. A second result, which
 * AssemblyScript's functions do not have.
 */
export let isExact: bool = true;

export function setExact(value: bool): void {
  isExact = value;
}

/** Σ products, exact where the chunk is; −0 only where all products are −0. */
export function dotValues(first: i32, count: i32): f64 {
  let a = aFrom(first);
  let b = bFrom(first);
  let left = f64x2.splat(-0.0);
  let right = left;
  const end = a + (<usize>count << 3);
  for (const whole = a + (<usize>(count & ~3) << 3); a < whole; a += 32, b += 32) {
    left = f64x2.add(left, f64x2.mul(v128.load(a), v128.load(b)));
    right = f64x2.add(right, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
  }
  const both = f64x2.add(left, right);
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; a < end; a += 8, b += 8) sum += load<f64>(a) * load<f64>(b);
  return sum;
}

/** x + y, its last bit set where bits below it were lost (rounding to odd); `odd` 0 forbids that. */
// @ts-ignore: decorator
@inline
export function addToOdd(x: f64, y: f64, odd: i32): f64 {
  const sum = x + y;
  const part = sum - x;
  const lost = x - (sum - part) + (y - part);
  // Not so for NaN, which infinities leave here.
  if (!(lost > 0 || lost < 0)) return sum;
  if (!odd) isExact = false;
  const bits = reinterpret<i64>(sum);
  if (bits & 1) return sum;
  return reinterpret<f64>(bits + (lost > 0 == sum > 0 ? 1 : -1));
}

/** The sum of one rounding's products and the accumulator. */
export function exactSum(chunk: i32, first: i32, count: i32, c: f64, odd: i32): f64 {
  if (count > 1 && !isExactChunk(chunk)) isExact = false;
  return addToOdd(dotValues(first, count), c, odd);
}

/** float32's largest binade and beyond are left to wide numbers, which have no largest. */
const SINGLE_LIMIT: f64 = 1.7e38;

/** The sum rounded once to float32. */
export function float32Sum(chunk: i32, first: i32, count: i32, c: f64): f64 {
  const sum = exactSum(chunk, first, count, c, 1);
  if (abs(sum) > SINGLE_LIMIT && isFinite(sum)) isExact = false;
  return <f64>(<f32>sum);
}

/**
 * Σ products in pairs of float64, what one addition loses added to the second, as five numbers at `sums`: their sum
 * is the exact one. False where that loses something too.
 */
export function pairedSums(first: i32, count: i32, sums: usize): bool {
  let a = aFrom(first);
  let b = bFrom(first);
  let high = f64x2.splat(0);
  let low = high;
  let lost = high;
  for (const whole = a + (<usize>(count & ~1) << 3); a < whole; a += 16, b += 16) {
    const product = f64x2.mul(v128.load(a), v128.load(b));
    const total = f64x2.add(high, product);
    const rest = lostLanes(high, product, total);
    const rests = f64x2.add(low, rest);
    lost = v128.or(lost, f64x2.ne(lostLanes(low, rest, rests), f64x2.splat(0)));
    high = total;
    low = rests;
  }
  v128.store(sums, high);
  v128.store(sums, low, 16);
  store<f64>(sums, count & 1 ? load<f64>(a) * load<f64>(b) : 0, 32);
  return !v128.any_true(lost);
}

/** What the float64 sum of x and y leaves out. */
// @ts-ignore: decorator
@inline
export function lostLanes(x: v128, y: v128, sum: v128): v128 {
  const part = f64x2.sub(sum, x);
  return f64x2.add(f64x2.sub(x, f64x2.sub(sum, part)), f64x2.sub(y, part));
}
