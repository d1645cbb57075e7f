/**
 * Exact sums of any terms of the units: a fixed-point accumulator of 32-bit digits in 64-bit words (Kulisch).
 * Covers 2^LOWEST to 2^(LOWEST + 32·DIGITS): products of float32 with every scale, partials included.
 */

const DIGITS = 24;
const LOWEST = -384;
/** Bytes of an accumulator. */
const EXACT_BYTES: usize = 8 * 26;

export function exactClear(sum: usize): void {
  memory.fill(sum, 0, EXACT_BYTES);
}

/** Adds a finite float64. */
export function exactAdd(sum: usize, value: f64): void {
  if (value == 0) return;
  const bits = reinterpret<u64>(value);
  const exponent = <i32>((bits >> 52) & 0x7ff) - 1075;
  addSignificand(sum, (bits & 0xfffffffffffff) | 0x10000000000000, exponent, value < 0);
}

/** Adds a · b, both finite with at most 24 significant bits. */
export function exactAddProduct(sum: usize, a: f64, b: f64): void {
  // Normal and exact: 48 bits, exponents within 2^±330.
  exactAdd(sum, a * b);
}

function addSignificand(sum: usize, significand: u64, exponent: i32, negative: bool): void {
  // Trailing zeros move into the exponent, so that it is never below LOWEST.
  const zeros = <i32>ctz(significand);
  const position = exponent + zeros - LOWEST;
  const kept = significand >> zeros;
  const shift = position & 31;
  const low = (kept & 0xffffffff) << shift;
  const high = (kept >> 32) << shift;
  const sign: i64 = negative ? -1 : 1;
  const digit = sum + (<usize>(position >> 5) << 3);
  store<i64>(digit, load<i64>(digit) + sign * <i64>(low & 0xffffffff));
  store<i64>(digit, load<i64>(digit, 8) + sign * <i64>((low >> 32) + (high & 0xffffffff)), 8);
  store<i64>(digit, load<i64>(digit, 16) + sign * <i64>(high >> 32), 16);
}

/** Carries settled, magnitude left in the digits. Returns whether the sum is negative. */
export function exactNormalise(sum: usize): bool {
  const negative = carry(sum, 1) < 0;
  if (negative) carry(sum, -1);
  return negative;
}

function carry(sum: usize, sign: i64): i64 {
  let over: i64 = 0;
  for (let digit = 0; digit < DIGITS + 2; digit++) {
    const address = sum + (<usize>digit << 3);
    const value = sign * load<i64>(address) + over;
    store<i64>(address, value & 0xffffffff);
    over = value >> 32;
  }
  return over;
}

/** Index of the highest digit that is not zero; −1 for a sum of zero. */
export function exactTop(sum: usize): i32 {
  let digit = DIGITS + 1;
  while (digit >= 0 && load<i64>(sum + (<usize>digit << 3)) == 0) digit--;
  return digit;
}

/** 62 bits of the magnitude from digit `top` down, the lowest bit set also where bits below it are. */
export function exactSignificand(sum: usize, top: i32): u64 {
  const first = load<u64>(sum + (<usize>top << 3));
  const second: u64 = top > 0 ? load<u64>(sum + (<usize>(top - 1) << 3)) : 0;
  const third: u64 = top > 1 ? load<u64>(sum + (<usize>(top - 2) << 3)) : 0;
  const zeros = <i32>clz(first) - 32;
  const joined = (((first << 32) | second) << zeros) | (third >> (32 - zeros));
  let below = joined & 3;
  below |= (third << zeros) & 0xffffffff;
  for (let digit = top - 3; digit >= 0 && below == 0; digit--) below |= load<u64>(sum + (<usize>digit << 3));
  return (joined >> 2) | (below ? 1 : 0);
}

/** Exponent that belongs to exactSignificand. */
export function exactExponent(sum: usize, top: i32): i32 {
  const zeros = <i32>clz(load<u64>(sum + (<usize>top << 3))) - 32;
  return LOWEST + 32 * (top - 1) - zeros + 2;
}
