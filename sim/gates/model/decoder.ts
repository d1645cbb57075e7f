/** Codes of a format as float64 values, with the exponent that a term is aligned by; tables for all but float32. */
import { bitsOf, type FloatFormat, leastNormalExponent } from '../../../models/formats/format.js';
import { decode } from '../../arithmetic/reference/convert.js';
import { exponentOf } from './float64.js';

export interface Decoder {
  readonly value: (code: number) => number;
  /** Of finite values: their own, at least the format's least; that of zero too. */
  readonly exponent: (code: number) => number;
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
  const exponentOfValue = (value: number) => (value === 0 ? least : Math.max(least, exponentOf(value)));
  const value = bitsOf(format) <= TABLE_BITS ? byTable(format) : byDecoding(format);
  if (bitsOf(format) > TABLE_BITS) return { value, exponent: (code) => exponentOfValue(value(code)) };
  const exponents = Int16Array.from({ length: 2 ** bitsOf(format) }, (_, code) => exponentOfValue(value(code)));
  return { value, exponent: (code) => exponents[code] as number };
}

function byTable(format: FloatFormat): (code: number) => number {
  const values = Float64Array.from({ length: 2 ** bitsOf(format) }, (_, code) => decode(format, code));
  return (code) => values[code] as number;
}

function byDecoding(format: FloatFormat): (code: number) => number {
  if (format.name !== 'float32') return (code) => decode(format, code);
  const codes = new Uint32Array(1);
  const values = new Float32Array(codes.buffer);
  return (code) => {
    codes[0] = code;
    return values[0] as number;
  };
}
