/**
 * Classes of input of a format: one code each of zeros, subnormals, normals, infinities and every kind of NaN that the
 * format has, of both signs. Source of the classes: IEEE 754-2019, 3.4 and 6.2 (quiet and signalling NaN).
 */
import {
  bitsOf,
  type FloatFormat,
  infinityCode,
  magnitudeBits,
  maxFiniteCode,
  signCode,
} from '../../models/formats/format.js';
import { oneCode } from './row.js';

export interface InputClass {
  readonly name: string;
  readonly code: number;
}

/** Magnitudes by name; a class that a format lacks is left out, one that is another class already too. */
function magnitudes(format: FloatFormat): InputClass[] {
  const { mantissaBits, subnormals, zero } = format;
  const hidden = 2 ** mantissaBits;
  const top = 2 ** magnitudeBits(format) - 1;
  const largest = maxFiniteCode(format);
  const one = oneCode(format);
  const infinity = infinityCode(format);
  const least = zero ? 1 : 0;
  const isIeee = format.nan === 'ieee';
  return [
    ...(zero ? [{ name: 'zero', code: 0 }] : []),
    ...(subnormals && mantissaBits > 0
      ? [
          { name: 'smallest subnormal', code: 1 },
          { name: 'largest subnormal', code: hidden - 1 },
        ]
      : []),
    { name: 'smallest normal', code: subnormals ? hidden : least },
    ...(one > 0 && one < largest ? [{ name: 'one', code: one }] : []),
    ...(one > 0 && one + hidden - 1 < largest ? [{ name: 'largest below two', code: one + hidden - 1 }] : []),
    { name: 'largest', code: largest },
    ...(infinity === undefined ? [] : [{ name: 'infinity', code: infinity }]),
    ...(isIeee && mantissaBits > 1 ? [{ name: 'signalling NaN', code: largest + 2 }] : []),
    ...(isIeee ? [{ name: 'quiet NaN', code: largest + 1 + hidden / 2 }] : []),
    ...(isIeee || format.nan === 'all-ones' ? [{ name: 'NaN of ones', code: top }] : []),
  ].filter(({ code }, i, all) => code <= top && all.findIndex((other) => other.code === code) === i);
}

/** Every class of a format, the negative ones last. */
export function inputClasses(format: FloatFormat): readonly InputClass[] {
  const positive = magnitudes(format);
  const sign = signCode(format);
  if (sign === 0) return positive;
  const negative = positive
    .filter(({ code }) => code > 0 || format.negativeZero)
    .map(({ name, code }) => ({ name: `−${name}`, code: code + sign }));
  const nan = format.nan === 'negative-zero' ? [{ name: 'NaN', code: sign }] : [];
  return [...positive, ...negative, ...nan].filter(({ code }) => code < 2 ** bitsOf(format));
}
