/**
 * Codes of tapered formats to values and back, by their tables: a value goes to one of the two magnitudes that it lies
 * between; behind the largest finite one comes that of the infinity, which is overflow.
 * Source: arXiv:2409.16626 (HiFloat8).
 */
import type { TaperedFormat } from '../../../models/formats/format.js';
import { type Dyadic, dyadicOf } from './dyadic.js';
import { type EncodeRule, isLess, isLimited, type RandomBits, roundsToUpper } from './round.js';

export function decodeTapered({ bits, magnitudes, infinity }: TaperedFormat, code: number): number {
  const sign = 2 ** (bits - 1);
  if (code === sign) return Number.NaN;
  const magnitude = code % sign;
  const value = magnitude === infinity ? Number.POSITIVE_INFINITY : (magnitudes[magnitude] as number);
  return code > sign ? -value : value;
}

/** Zero has no sign. */
export function encodeTapered(format: TaperedFormat, value: Dyadic, rule: EncodeRule, random: RandomBits): number {
  const { order } = format;
  const above = order.findIndex((code) => isLess(value, magnitudeOf(format, code)));
  const [lower, upper] = [order[above - 1] ?? 0, order[above]];
  if (upper === undefined) return taperedOverflow(format, value.negative, rule, 'finite');
  const neighbours = [magnitudeOf(format, lower), magnitudeOf(format, upper)] as const;
  const code = roundsToUpper(value, neighbours, lower % 2 === 0, rule.rounding, random) ? upper : lower;
  if (code === format.infinity) return taperedOverflow(format, value.negative, rule, 'finite');
  return code === 0 || !value.negative ? code : code + taperedNan(format);
}

export function taperedOverflow(
  format: TaperedFormat,
  negative: boolean,
  rule: EncodeRule,
  kind: 'finite' | 'infinite',
): number {
  const largest = format.order.at(-2) ?? 0;
  return (
    (isLimited(rule, negative ? '-' : '+', kind) ? largest : format.infinity) + (negative ? taperedNan(format) : 0)
  );
}

/** The code of −0, which is the sign bit alone. */
export function taperedNan({ bits }: TaperedFormat): number {
  return 2 ** (bits - 1);
}

function magnitudeOf({ magnitudes }: TaperedFormat, code: number): Dyadic {
  return dyadicOf(magnitudes[code] as number);
}
