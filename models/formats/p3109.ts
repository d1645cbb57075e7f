/**
 * The formats of IEEE P3109 by their names, binaryKpP{s|u}{e|f}: K bits, precision P (the hidden bit counted), signed or
 * unsigned, extended (infinities) or finite. One NaN: in the place of −0, or the top code where there is no sign; no
 * negative zero. A draft, which may change before it is a standard.
 * Left out: precisions that leave so many exponent bits that float64 does not hold every value.
 * Source: IEEE WG P3109 Interim Report 4.0 (2026), and its value tables.
 */
import { InputError, shown } from '../input-error.js';
import type { FloatFormat } from './format.js';

const NAME = /^binary(\d{1,2})p(\d{1,2})([su])([ef])$/;
/** Widths of the report. */
const BITS = { least: 3, most: 16 } as const;
/** Values of 10 exponent bits lie within 2^±512. */
const MOST_EXPONENT_BITS = 10;

/**
 * The format of a name, or undefined for a text that is none.
 * @throws InputError for a width or a precision that there is not
 */
export function p3109Format(name: string, where: string): FloatFormat | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const [bits, precision] = [Number(match[1]), Number(match[2])];
  const [signed, extended] = [match[3] === 's', match[4] === 'e'];
  const most = signed ? bits - 1 : bits;
  if (bits < BITS.least || bits > BITS.most) {
    throw new InputError(where, `${BITS.least} to ${BITS.most} bits of a P3109 format`, shown(name));
  }
  if (precision < 1 || precision > most) throw new InputError(where, `a precision from 1 to ${most}`, shown(name));
  const exponentBits = bits - precision + (signed ? 0 : 1);
  if (exponentBits > MOST_EXPONENT_BITS) {
    throw new InputError(where, `a precision that leaves at most ${MOST_EXPONENT_BITS} exponent bits`, shown(name));
  }
  return {
    kind: 'float',
    name,
    exponentBits,
    mantissaBits: precision - 1,
    bias: 2 ** (exponentBits - 1),
    signed,
    zero: true,
    negativeZero: false,
    subnormals: true,
    infinities: extended ? 'top-code' : 'none',
    nan: signed ? 'negative-zero' : 'all-ones',
  };
}
