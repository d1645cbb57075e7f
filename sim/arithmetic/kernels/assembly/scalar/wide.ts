/**
 * Exact numbers of any length for the scalar path: signed fixed point, digits of 32 bits in words of 64, the first in
 * units of 2^lowest, with a word for the sign behind them. Additions leave carries open; `wideSettle` closes them, and
 * everything below it in this file takes settled numbers. Range and length follow from the formats (gemm-scalar.ts).
 */
import { CUT_FLOOR, CUT_TRUNCATE } from '../../scalar/layout';
import { powerOfTwo } from '../exact/pack-values';
import { leadingExponent } from './pack';

/** Bytes of a number. */
export function wideBytes(digits: i32): usize {
  return <usize>(digits + 1) << 3;
}

/** +0. */
export function wideClear(number: usize, digits: i32): void {
  memory.fill(number, 0, wideBytes(digits));
}

/** Adds a finite float64 that is a multiple of 2^lowest. */
export function wideAdd(number: usize, lowest: i32, value: f64): void {
  if (value == 0) return;
  const bits = reinterpret<u64>(value);
  const significand = (bits & 0xfffffffffffff) | 0x10000000000000;
  // Trailing zeros move into the exponent, so that it is never below the first digit.
  const zeros = <i32>ctz(significand);
  const position = <i32>((bits >> 52) & 0x7ff) - 1075 + zeros - lowest;
  const kept = significand >> zeros;
  const shift = position & 31;
  const low = (kept & 0xffffffff) << shift;
  const high = (kept >> 32) << shift;
  const sign: i64 = value < 0 ? -1 : 1;
  const digit = number + (<usize>(position >> 5) << 3);
  store<i64>(digit, load<i64>(digit) + sign * <i64>(low & 0xffffffff));
  store<i64>(digit, load<i64>(digit, 8) + sign * <i64>((low >> 32) + (high & 0xffffffff)), 8);
  store<i64>(digit, load<i64>(digit, 16) + sign * <i64>(high >> 32), 16);
}

/** Adds another, settled number. */
export function wideAddWide(number: usize, digits: i32, other: usize): void {
  const sign: i64 = wideIsNegative(other, digits) ? -1 : 1;
  for (let at: usize = 0; at < <usize>digits << 3; at += 8) {
    store<i64>(number + at, load<i64>(number + at) + sign * load<i64>(other + at));
  }
}

/** Closes carries and makes the digits the magnitude. A number that is zero keeps the sign that it had. */
export function wideSettle(number: usize, digits: i32): void {
  if (carry(number, digits, 1) < 0) {
    carry(number, digits, -1);
    wideSetSign(number, digits, true);
  } else if (wideTop(number, digits) >= 0) wideSetSign(number, digits, false);
}

function carry(number: usize, digits: i32, sign: i64): i64 {
  let over: i64 = 0;
  for (let at: usize = 0; at < <usize>digits << 3; at += 8) {
    const value = sign * load<i64>(number + at) + over;
    store<i64>(number + at, value & 0xffffffff);
    over = value >> 32;
  }
  return over;
}

export function wideIsNegative(number: usize, digits: i32): bool {
  return load<i64>(number + (<usize>digits << 3)) != 0;
}

export function wideSetSign(number: usize, digits: i32, negative: bool): void {
  store<i64>(number + (<usize>digits << 3), negative ? 1 : 0);
}

/** Index of the highest digit that is not zero; −1 for zero. */
export function wideTop(number: usize, digits: i32): i32 {
  let digit = digits - 1;
  while (digit >= 0 && load<i64>(number + (<usize>digit << 3)) == 0) digit--;
  return digit;
}

/** ⌊log2⌋ of the magnitude whose highest digit is `top`. */
export function wideExponent(number: usize, lowest: i32, top: i32): i32 {
  return lowest + 32 * top + 63 - <i32>clz(load<u64>(number + (<usize>top << 3)));
}

/** 62 bits of the magnitude from digit `top` down, the last bit set also where bits below it are. */
export function wideSignificand(number: usize, top: i32): u64 {
  const first = load<u64>(number + (<usize>top << 3));
  const second: u64 = top > 0 ? load<u64>(number + (<usize>(top - 1) << 3)) : 0;
  const third: u64 = top > 1 ? load<u64>(number + (<usize>(top - 2) << 3)) : 0;
  const zeros = <i32>clz(first) - 32;
  const joined = (((first << 32) | second) << zeros) | (third >> (32 - zeros));
  let below = (joined & 3) | ((third << zeros) & 0xffffffff);
  for (let digit = top - 3; digit >= 0 && below == 0; digit--) below |= load<u64>(number + (<usize>digit << 3));
  return (joined >> 2) | (below ? 1 : 0);
}

/** Cuts the number to a multiple of 2^exponent. */
export function wideCut(number: usize, lowest: i32, digits: i32, exponent: i32, cut: i32): void {
  const position = exponent - lowest;
  if (position <= 0) return;
  const digit = position >> 5;
  const bit = position & 31;
  const up = movesUp(number, digits, digit, bit, cut);
  for (let below = 0; below < min(digit, digits); below++) store<i64>(number + (<usize>below << 3), 0);
  const address = number + (<usize>digit << 3);
  store<u64>(address, ((load<u64>(address) >> bit) + <u64>up) << bit);
  if (up) carry(number, digits, 1);
}

/** Whether a cut makes the magnitude larger. */
function movesUp(number: usize, digits: i32, digit: i32, bit: i32, cut: i32): bool {
  if (cut == CUT_TRUNCATE) return false;
  const value = load<u64>(number + (<usize>digit << 3));
  const part = value & ((<u64>1 << bit) - 1);
  let lower: u64 = 0;
  const halfDigit = bit == 0 ? digit - 1 : digit;
  for (let below = 0; below < halfDigit; below++) lower |= load<u64>(number + (<usize>below << 3));
  const rest: u64 = bit == 0 ? load<u64>(number + (<usize>halfDigit << 3)) : part;
  if (cut == CUT_FLOOR) return wideIsNegative(number, digits) && (rest | lower) != 0;
  const half = <u64>1 << (bit == 0 ? 31 : bit - 1);
  return rest > half || (rest == half && (lower != 0 || ((value >> bit) & 1) == 1));
}

/** A float64 cut to a multiple of 2^exponent; exact. */
export function cutValue(value: f64, exponent: i32, cut: i32): f64 {
  if (value == 0) return value;
  const distance = leadingExponent(value) - exponent;
  if (distance >= 53) return value;
  if (distance < -2) return cut == CUT_FLOOR && value < 0 ? -powerOfTwo(exponent) : 0;
  return cutInteger(value * powerOfTwo(-exponent), cut) * powerOfTwo(exponent);
}

/** A float64 cut to an integer. */
// @ts-ignore: decorator
@inline
export function cutInteger(value: f64, cut: i32): f64 {
  return cut == CUT_TRUNCATE ? trunc(value) : cut == CUT_FLOOR ? floor(value) : nearest(value);
}
