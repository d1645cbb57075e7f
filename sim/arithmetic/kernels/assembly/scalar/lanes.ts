/**
 * Two normal sums rounded to a mantissa at once, by every rule: a magnitude in units of its last place is a float64
 * between 2^m and 2^(m + 1), and the rule says which of its two integers it becomes. See reference/round.ts.
 * Left out: subnormals, overflow, formats that keep no mantissa bit.
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
import { ScalarRounding } from '../../scalar/records';

const BIAS: i64 = 1023;

/** @param random the random bits as float64; read by the stochastic rules only */
// @ts-ignore: decorator
@inline
export function roundedLanes(rounding: ScalarRounding, sum: v128, random: v128): v128 {
  const bits = <i64>rounding.mantissaBits;
  const binade = v128.and(sum, i64x2.splat(0x7ff0000000000000));
  const unit = i64x2.sub(binade, i64x2.splat(bits << 52));
  const units = i64x2.sub(i64x2.splat((2 * BIAS + bits) << 52), binade);
  const magnitude = f64x2.mul(f64x2.abs(sum), units);
  const steps =
    rounding.rule == NEAREST_EVEN ? f64x2.nearest(magnitude) : directedSteps(rounding, sum, magnitude, random);
  return v128.or(f64x2.mul(steps, unit), v128.and(sum, i64x2.splat(0x8000000000000000)));
}

/** The magnitude's lower integer, or its upper one where the rule goes there. */
function directedSteps(rounding: ScalarRounding, sum: v128, magnitude: v128, random: v128): v128 {
  const lower = f64x2.trunc(magnitude);
  const fraction = f64x2.sub(magnitude, lower);
  const moves = movesAway(rounding, sum, lower, fraction, random);
  return f64x2.add(lower, v128.and(moves, f64x2.splat(1)));
}

function movesAway(rounding: ScalarRounding, sum: v128, lower: v128, fraction: v128, random: v128): v128 {
  const isBetween = f64x2.gt(fraction, f64x2.splat(0));
  const span = <f64>(<u64>1 << rounding.randomBits);
  switch (rounding.rule) {
    case UP:
      return v128.and(isBetween, f64x2.gt(sum, f64x2.splat(0)));
    case DOWN:
      return v128.and(isBetween, f64x2.lt(sum, f64x2.splat(0)));
    case TO_ODD: {
      const half = f64x2.mul(lower, f64x2.splat(0.5));
      return v128.and(isBetween, f64x2.eq(f64x2.trunc(half), half));
    }
    case NEAREST_AWAY:
      return f64x2.ge(fraction, f64x2.splat(0.5));
    case STOCHASTIC:
      return f64x2.ge(f64x2.add(f64x2.nearest(f64x2.mul(fraction, f64x2.splat(span))), random), f64x2.splat(span));
    case STOCHASTIC_MIDPOINT: {
      const digits = f64x2.floor(f64x2.mul(fraction, f64x2.splat(2 * span)));
      const middle = f64x2.add(f64x2.add(random, random), f64x2.splat(1));
      return f64x2.ge(f64x2.add(digits, middle), f64x2.splat(2 * span));
    }
    case STOCHASTIC_TRUNCATE:
      return f64x2.ge(f64x2.add(f64x2.floor(f64x2.mul(fraction, f64x2.splat(span))), random), f64x2.splat(span));
    default:
      return f64x2.splat(0);
  }
}
