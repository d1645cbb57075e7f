/** Codes of a format as float64 values, with the exponent that a term is aligned by; tables for all but the widest. */
import { bitsOf, type FloatFormat, leastNormalExponent } from '../../../models/formats/format.js';
import { decode } from '../../arithmetic/reference/convert.js';
import { exponentOf } from './float64.js';

export interface Decoder {
  /** By code; undefined where the format is too wide for a table. */
  readonly values: Float64Array | undefined;
  readonly value: (code: number) => number;
  /** Of a finite value: its own, at least the format's least, which zero has too. */
  readonly exponent: (value: number) => number;
}

/** Widest format with a table. */
const TABLE_BITS = 20;

/** Made once for each format: a name means one format. */
const decoders = new Map<string, Decoder>();

export function decoderOf(format: FloatFormat): Decoder {
  const known = decoders.get(format.name) ?? newDecoder(format);
  decoders.set(format.name, known);
  return known;
}

function newDecoder(format: FloatFormat): Decoder {
  const least = leastNormalExponent(format);
  const exponent = (value: number) => (value === 0 ? least : Math.max(least, exponentOf(value)));
  if (bitsOf(format) > TABLE_BITS) return { values: undefined, value: wideValue(format), exponent };
  const values = Float64Array.from({ length: 2 ** bitsOf(format) }, (_, code) => decode(format, code));
  return { values, value: (code) => values[code] as number, exponent };
}

function wideValue(format: FloatFormat): (code: number) => number {
  if (format.name !== 'float32') return (code) => decode(format, code);
  const codes = new Uint32Array(1);
  const values = new Float32Array(codes.buffer);
  return (code) => {
    codes[0] = code;
    return values[0] as number;
  };
}
