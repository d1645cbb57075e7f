/**
 * What changes at a unit from a cycle to the next, counted on its operands alone: bits of a and of b, signs of
 * products, bits of their significands (before any normalising) and exponents (sums of the operands' fields, at least 1
 * each; of a zero product the one before stands, as it takes no part), bits of the accumulator that comes in.
 * Left out: what changes inside because of these (sim/gates/simulate).
 */
import { bitsOf, type FloatFormat, type NumberFormat, signCode } from '../../../models/formats/format.js';
import { LANES, type OperandStreams } from '../operands/operand-streams.js';

export const FEATURES = ['a', 'b', 'signs', 'significands', 'exponents', 'partials'] as const;
export type Feature = (typeof FEATURES)[number];
export type FeatureCounts = Readonly<Record<Feature, number>>;

/** Changes over all lanes and all cycles behind the warm-up. */
export interface CountedFeatures {
  readonly laneCycles: number;
  readonly changes: FeatureCounts;
}

/** Formats that the streams' codes are read as. */
export interface StreamFormats {
  readonly a: NumberFormat;
  readonly b: NumberFormat;
}

/** @param warmUpCycles of the start, not counted, at least 1 */
export function activityFeatures(
  streams: OperandStreams,
  formats: StreamFormats,
  warmUpCycles: number,
): CountedFeatures {
  const { cycles, productsPerStep } = streams;
  const changes: Record<Feature, number> = { a: 0, b: 0, signs: 0, significands: 0, exponents: 0, partials: 0 };
  const stride = LANES * productsPerStep;
  const products = productsOf(streams, formats);
  for (let at = warmUpCycles * stride; at < cycles * stride; at++) {
    const before = at - stride;
    changes.a += setBits(streams.a[at] ^ streams.a[before]);
    changes.b += setBits(streams.b[at] ^ streams.b[before]);
    changes.signs += products.signs[at] ^ products.signs[before];
    changes.significands += changedBits(products.significands[at], products.significands[before]);
    changes.exponents += setBits(products.exponents[at] ^ products.exponents[before]);
  }
  for (let at = warmUpCycles * LANES; at < cycles * LANES; at++) {
    changes.partials += setBits(streams.c[at] ^ streams.c[at - LANES]);
  }
  return { laneCycles: (cycles - warmUpCycles) * LANES, changes };
}

interface Products {
  readonly signs: Uint8Array;
  readonly significands: Float64Array;
  readonly exponents: Int32Array;
}

function productsOf({ a, b, productsPerStep }: OperandStreams, formats: StreamFormats): Products {
  const { length } = a;
  const products = {
    signs: new Uint8Array(length),
    significands: new Float64Array(length),
    exponents: new Int32Array(length),
  };
  const [left, right] = [fieldsOf(formats.a), fieldsOf(formats.b)];
  const stride = LANES * productsPerStep;
  for (let at = 0; at < length; at++) {
    const [x, y] = [left(a[at]), right(b[at])];
    const significand = x.significand * y.significand;
    products.signs[at] = x.sign ^ y.sign;
    products.significands[at] = significand;
    products.exponents[at] =
      significand === 0 && at >= stride ? products.exponents[at - stride] : x.exponent + y.exponent;
  }
  return products;
}

interface Fields {
  readonly sign: number;
  /** Whole number, with the hidden bit. */
  readonly significand: number;
  readonly exponent: number;
}

/** Formats so wide have a table of all codes. */
const TABLE_BITS = 16;

function fieldsOf(format: NumberFormat): (code: number) => Fields {
  const read = (code: number) =>
    format.kind === 'integer' ? integerFields(format.bits, code) : floatFields(format, code);
  if (bitsOf(format) > TABLE_BITS) return read;
  const table = Array.from({ length: 2 ** bitsOf(format) }, (_, code) => read(code));
  return (code) => table[code];
}

function integerFields(bits: number, code: number): Fields {
  const negative = code >= 2 ** (bits - 1);
  return { sign: negative ? 1 : 0, significand: negative ? 2 ** bits - code : code, exponent: 0 };
}

function floatFields(format: FloatFormat, code: number): Fields {
  const sign = signCode(format);
  const negative = sign > 0 && code >= sign;
  const magnitude = negative ? code - sign : code;
  const hidden = 2 ** format.mantissaBits;
  const field = Math.floor(magnitude / hidden);
  const isSubnormal = field === 0 && format.subnormals;
  return {
    sign: negative ? 1 : 0,
    significand: (magnitude % hidden) + (isSubnormal ? 0 : hidden),
    exponent: Math.max(1, field),
  };
}

/** Of whole numbers below 2^53. */
function changedBits(x: number, y: number): number {
  if (x === y) return 0;
  const [xHigh, yHigh] = [Math.floor(x / 2 ** 32), Math.floor(y / 2 ** 32)];
  return setBits((x >>> 0) ^ (y >>> 0)) + (xHigh === yHigh ? 0 : setBits(xHigh ^ yHigh));
}

/** Ones among 32 bits. */
export function setBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
