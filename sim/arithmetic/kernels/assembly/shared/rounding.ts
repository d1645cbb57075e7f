/**
 * Rounding of an exact magnitude to a float format's codes, all nine rules: the twin of reference/round.ts.
 * A magnitude is significand × 2^exponent with a non-zero significand below 2^63, whose lowest bit may
 * stand for "and something below". Codes run on beyond the largest finite one; callers judge overflow.
 * Left out: sign codes, NaN, Inf.
 */

/** The rules in the order of ROUNDING_RULES in models/rounding.ts. */
export const NEAREST_EVEN = 0;
export const NEAREST_AWAY = 1;
export const TOWARD_ZERO = 2;
export const UP = 3;
export const DOWN = 4;
export const TO_ODD = 5;
export const STOCHASTIC = 6;
export const STOCHASTIC_MIDPOINT = 7;
export const STOCHASTIC_TRUNCATE = 8;

/**
 * Code of the magnitude rounded by `rule`.
 *
 * @param least exponent of the least normal number; @param subnormals 1 where field 0 has no hidden bit
 * @param zero 1 where code 0 is the value zero; @param fixed 1 for formats without exponent bits
 * @param bits number of random bits; @param random their value
 */
export function roundToCode(
  significand: u64,
  exponent: i32,
  negative: bool,
  mantissaBits: i32,
  least: i32,
  subnormals: i32,
  zero: i32,
  fixed: i32,
  rule: i32,
  bits: i32,
  random: u64,
): i64 {
  const top = exponent + 63 - <i32>clz(significand);
  if (!subnormals) {
    const hidden = <u64>1 << mantissaBits;
    const smallestSignificand = hidden + <u64>zero;
    if (isBelow(significand, exponent, top, smallestSignificand, least, mantissaBits)) {
      if (!zero) return 0;
      return <i64>movesFromZero(significand, exponent - least + mantissaBits, smallestSignificand, negative, rule, bits, random);
    }
  }
  const binade = fixed ? least : max(top, least);
  const shift = binade - mantissaBits - exponent;
  // Only formats without exponent bits get here: far beyond every code.
  if (shift < -32) return i64.MAX_VALUE;
  const steps: u64 = shift <= 0 ? significand << -shift : shift > 63 ? 0 : significand >> shift;
  const lower = (<i64>(binade - least) << mantissaBits) + <i64>steps - (subnormals ? 0 : <i64>1 << mantissaBits);
  if (shift <= 0) return lower;
  const rest = shift > 63 ? significand : significand & ((<u64>1 << shift) - 1);
  return lower + <i64>movesAway(rest, shift, (lower & 1) == 0, negative, rule, bits, random);
}

/** Whether significand·2^exponent < smallest·2^(least − mantissaBits). */
function isBelow(significand: u64, exponent: i32, top: i32, smallest: u64, least: i32, mantissaBits: i32): bool {
  if (top != least) return top < least;
  const shift = exponent - least + mantissaBits;
  return shift >= 0 ? significand << shift < smallest : significand < smallest << -shift;
}

/** Whether a magnitude rest / 2^shift of the way to its upper neighbour goes there. */
export function movesAway(rest: u64, shift: i32, lowerIsEven: bool, negative: bool, rule: i32, bits: i32, random: u64): bool {
  if (rest == 0) return false;
  switch (rule) {
    case TOWARD_ZERO:
      return false;
    case UP:
      return !negative;
    case DOWN:
      return negative;
    case TO_ODD:
      return lowerIsEven;
    case NEAREST_AWAY:
      return shift <= 64 && rest >= <u64>1 << (shift - 1);
    case NEAREST_EVEN: {
      if (shift > 64) return false;
      const half = <u64>1 << (shift - 1);
      return rest > half || (rest == half && !lowerIsEven);
    }
    case STOCHASTIC:
      return shiftNearestEven(rest, shift - bits) + random >= <u64>1 << bits;
    case STOCHASTIC_MIDPOINT:
      return shiftDown(rest, shift - bits - 1) + 2 * random + 1 >= <u64>1 << (bits + 1);
    default:
      return shiftDown(rest, shift - bits) + random >= <u64>1 << bits;
  }
}

/** ⌊value / 2^shift⌋, for negative shifts value · 2^−shift. */
function shiftDown(value: u64, shift: i32): u64 {
  return shift <= 0 ? value << -shift : shift > 63 ? 0 : value >> shift;
}

/** value / 2^shift to the nearest integer, ties to even. */
function shiftNearestEven(value: u64, shift: i32): u64 {
  if (shift <= 0) return value << -shift;
  if (shift > 64) return 0;
  const floor: u64 = shift == 64 ? 0 : value >> shift;
  const rest: u64 = shift == 64 ? value : value & ((<u64>1 << shift) - 1);
  const half = <u64>1 << (shift - 1);
  return floor + <u64>(rest > half || (rest == half && (floor & 1) == 1));
}

/**
 * Formats without subnormals: a magnitude significand·2^scale below the smallest one, `denominator`, goes there
 * or to zero. Callers pass at most 24 significant bits here, and denominators below 2^17.
 */
function movesFromZero(
  significand: u64,
  scale: i32,
  denominator: u64,
  negative: bool,
  rule: i32,
  bits: i32,
  random: u64,
): bool {
  const numerator = scale > 0 ? significand << scale : significand;
  // Below 2^-46 of a step nothing depends on how far below.
  const divisor = scale < 0 ? denominator << min(-scale, 46) : denominator;
  switch (rule) {
    case TOWARD_ZERO:
      return false;
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
    case STOCHASTIC: {
      const scaled = numerator << bits;
      const floor = scaled / divisor;
      const rest = scaled - floor * divisor;
      const up = rest > divisor - rest || (rest == divisor - rest && (floor & 1) == 1);
      return floor + <u64>up + random >= <u64>1 << bits;
    }
    case STOCHASTIC_MIDPOINT:
      return (numerator << (bits + 1)) / divisor + 2 * random + 1 >= <u64>1 << (bits + 1);
    default:
      return (numerator << bits) / divisor + random >= <u64>1 << bits;
  }
}
