/**
 * Formats without subnormals: whether a magnitude between zero and the smallest value goes to that value. The
 * fraction is a ratio, so the random bits are compared with its binary digits, divided out one by one.
 */
import {
  DOWN,
  NEAREST_AWAY,
  NEAREST_EVEN,
  STOCHASTIC,
  STOCHASTIC_MIDPOINT,
  STOCHASTIC_TRUNCATE,
  TO_ODD,
  UP,
} from '../shared/rounding';

/** Bits that ratios are widened by: the smallest value has at most 25, and digits are at most 33. */
const WIDENED: i32 = 37;

/** @param significand with `scale`: the magnitude is significand × 2^scale, below `smallest` (at most 2^25) */
export function movesFromZero(
  significand: u64,
  scale: i32,
  smallest: u64,
  negative: bool,
  rule: i32,
  bits: i32,
  random: u64,
): bool {
  const divisor = smallest << WIDENED;
  const numerator = shiftSticky(significand, scale + WIDENED);
  switch (rule) {
    case UP:
      return !negative;
    case DOWN:
      return negative;
    case TO_ODD:
      return true;
    case NEAREST_AWAY:
      return 2 * numerator >= divisor;
    case NEAREST_EVEN:
      return 2 * numerator > divisor;
    case STOCHASTIC:
      return roundedDigits(numerator, divisor, bits) + random >= <u64>1 << bits;
    case STOCHASTIC_MIDPOINT:
      return digits(numerator, divisor, bits + 1) + 2 * random + 1 >= <u64>1 << (bits + 1);
    case STOCHASTIC_TRUNCATE:
      return digits(numerator, divisor, bits) + random >= <u64>1 << bits;
    default:
      return false;
  }
}

/** value · 2^shift, the last bit set where bits below it were lost. */
function shiftSticky(value: u64, shift: i32): u64 {
  if (shift >= 0) return value << shift;
  if (shift < -63) return 1;
  const kept = value >> -shift;
  return kept << -shift == value ? kept : kept | 1;
}

/** ⌊numerator / divisor · 2^count⌋ of a ratio below 1. */
function digits(numerator: u64, divisor: u64, count: i32): u64 {
  let quotient: u64 = 0;
  for (let digit = 0; digit < count; digit++) {
    numerator <<= 1;
    const isOne = numerator >= divisor;
    if (isOne) numerator -= divisor;
    quotient = (quotient << 1) | <u64>isOne;
  }
  return quotient;
}

/** The same to the nearest integer, ties to even. */
function roundedDigits(numerator: u64, divisor: u64, count: i32): u64 {
  const floor = digits(numerator, divisor, count);
  if ((digits(numerator, divisor, count + 1) & 1) == 0) return floor;
  return floor + <u64>(!isWhole(numerator, divisor, count + 1) || (floor & 1) == 1);
}

/** Whether numerator / divisor · 2^count is an integer. */
function isWhole(numerator: u64, divisor: u64, count: i32): bool {
  for (let digit = 0; digit < count; digit++) {
    numerator <<= 1;
    if (numerator >= divisor) numerator -= divisor;
  }
  return numerator == 0;
}
