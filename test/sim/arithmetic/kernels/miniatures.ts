/**
 * Units on formats so small that every input can be tried: what they are, and the reference's answers. The reference is
 * asked once for all products that are the same to it: of one value (NaN and the zeros apart) and one sum of exponents,
 * as its terms are (reference/term.ts).
 */
import { bitsOf, leastNormalExponent } from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { unitFamily } from '../../../../models/units/families.js';
import { alignedTruncated } from '../../../../models/units/sum-rules.js';
import type { DotProductUnit, UnitOptions } from '../../../../models/units/unit.js';
import { alignedKernel } from '../../../../sim/arithmetic/kernels/aligned/kernels.js';
import { decode, encode } from '../../../../sim/arithmetic/reference/convert.js';
import { dot } from '../../../../sim/arithmetic/reference/dot.js';
import { dyadicOf, floorLog2 } from '../../../../sim/arithmetic/reference/dyadic.js';

/** Operands of a miniature, and the values that accumulators begin with. */
export interface Miniature {
  readonly a: string;
  readonly b: string;
  readonly products: number;
  /** Sum of the scales of A and B. */
  readonly scaleSum: number;
  readonly accumulated: readonly number[];
}

/** The value of every code. */
const valuesOf = (name: string) => {
  const format = resolveFloatFormat(name, 'test');
  return Array.from({ length: 2 ** bitsOf(format) }, (_, code) => decode(format, code));
};

/** Accumulators from 1 to 1.5 · 2^14: the products lie above and below what 13 bits keep. */
const TWO: Miniature = {
  a: '1.2.1:bias=2',
  b: '1.2.1:bias=1,nan=ieee,inf=ieee',
  products: 2,
  scaleSum: 0,
  accumulated: valuesOf('1.4.1:bias=0,nan=ieee,inf=ieee'),
};
/** Accumulators around 24 bits. */
const WIDE: Miniature = { ...TWO, accumulated: valuesOf('1.4.1:bias=-11,nan=ieee,inf=ieee') };
/** Operands beyond the exponents that float32 lanes take, brought back by the scale. */
const FAR: Miniature = { ...WIDE, a: '1.2.1:bias=20', scaleSum: 18 };
export const FOUR: Miniature = {
  a: '1.2.0:bias=2',
  b: '1.2.0:bias=1,nan=none',
  products: 4,
  scaleSum: 0,
  accumulated: [0.25],
};

function preset(family: string, format: string, options: UnitOptions = {}): DotProductUnit {
  return unitFamily(family, 'test').resolve(format, format, options, 'test');
}

const E4M3 = 'float8_e4m3fn';
const ALIGNED = alignedTruncated(13);
const COARSE = alignedTruncated(2);
const TWO_STAGE = { kind: 'two-stage', productBits: 2, sumBits: 4, accumulatorBits: 3, accumulatorReach: 3 } as const;
const HOPPER = preset('hopper', E4M3);
const SMALL = {
  ...preset('fma', E4M3).accumulator,
  format: '1.4.3:bias=7,nan=ieee,inf=ieee',
  mantissaBits: 3,
} as const;
/** Every kernel, by the unit that it runs, with miniature operands in the place of the unit's. */
export const MINIATURE_UNITS: Readonly<Record<string, readonly ['simd' | 'scalar', DotProductUnit]>> = {
  'aligned, float32 lanes': ['simd', { ...HOPPER, sum: ALIGNED }],
  'aligned, float32 lanes, into float16': [
    'simd',
    { ...preset('hopper', E4M3, { accumulator: 'float16' }), sum: alignedTruncated(10) },
  ],
  'aligned, float64 lanes': ['simd', preset('ampere', 'bfloat16')],
  'aligned, split sums': ['simd', preset('ampere', 'float16')],
  'aligned, steps of one product each': ['scalar', { ...HOPPER, sum: COARSE, productsPerStep: 1 }],
  'aligned and promoted': ['simd', { ...preset('hopper', E4M3, { promotion: 32 }), sum: ALIGNED }],
  'two stages, split sums': [
    'simd',
    {
      ...preset('cdna3', 'float16'),
      sum: { kind: 'two-stage', productBits: 2, sumBits: 4, accumulatorBits: 3, order: 'in-sequence' },
    },
  ],
  'two stages': ['simd', { ...preset('cdna3', 'bfloat16'), sum: { ...TWO_STAGE, order: 'in-sequence' } }],
  'two stages, even and odd': [
    'simd',
    { ...preset('cdna3', 'float8_e4m3fnuz'), sum: { ...TWO_STAGE, order: 'even-odd' }, productsPerStep: 4 },
  ],
  'fused multiply-adds': ['simd', preset('fma', E4M3)],
  'fused multiply-adds into float16': ['simd', preset('fma', E4M3, { accumulator: 'float16' })],
  'exact, float16': ['simd', preset('ipu21-amp', 'float8_e4m3fnuz')],
  'exact, float32': ['simd', preset('ipu21-amp', 'float32')],
  'aligned, floored, subnormals normalised': [
    'scalar',
    { ...HOPPER, sum: { ...COARSE, cut: 'floor', subnormals: 'normalised', zeroProducts: 'aligned' } },
  ],
  'aligned, to nearest even, products normalised, the accumulator uncut': [
    'scalar',
    {
      ...HOPPER,
      sum: { ...COARSE, cut: 'nearest-even', productExponent: 'normalised', accumulatorAligned: 'after-products' },
    },
  ],
  'groups of two': ['scalar', { ...HOPPER, sum: { kind: 'grouped', groupProducts: 2, fractionBits: 3 } }],
  'float32 sums': ['scalar', preset('ipu21-amp', 'float8_e4m3fnuz', { internal: { kind: 'float32' } })],
  'a small accumulator': ['scalar', { ...preset('fma', E4M3), accumulator: SMALL }],
  'a small accumulator, aligned, interleaved': [
    'scalar',
    {
      ...HOPPER,
      operandsAs: 'float16',
      interleave: { products: 4, group: 2 },
      productsPerStep: 2,
      sum: COARSE,
      accumulator: SMALL,
    },
  ],
};

/** Two products for a unit of MINIATURE_UNITS, so that its kernel cuts bits. */
export function twoProductsFor(name: string): Miniature {
  if (name.includes('float64 lanes')) return FAR;
  return name === 'aligned, split sums' ? WIDE : TWO;
}

/** Codes of a unit's operands whose values are a miniature's. */
export interface MiniatureCodes {
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** The unit on a miniature's operands: in formats of its own where its kernels take others (they keep theirs). */
export function miniatureOf(
  unit: DotProductUnit,
  { a, b }: Miniature,
): { unit: DotProductUnit; codes: MiniatureCodes } {
  const keepsFormats =
    alignedKernel(unit) === 'splitUnit' || (unit.family === 'ipu21-amp' && unit.sum.kind === 'exact');
  if (!keepsFormats) {
    const codes = { a: [...valuesOf(a).keys()], b: [...valuesOf(b).keys()] };
    return { unit: { ...unit, aFormat: a, bFormat: b }, codes };
  }
  const encoded = (name: string, into: string) =>
    valuesOf(name).map((value) =>
      encode(resolveFloatFormat(into, 'test'), value, { rounding: 'toward-zero', overflow: 'special' }),
    );
  return { unit, codes: { a: encoded(a, unit.aFormat), b: encoded(b, unit.bFormat) } };
}

/** A class for every pair of codes, by their places in the lists, and a pair of codes for every class. */
export interface ProductClasses {
  readonly classOf: Uint8Array;
  readonly pairs: readonly (readonly [number, number])[];
}

export function productClasses(unit: DotProductUnit, { a, b }: MiniatureCodes): ProductClasses {
  const value = (name: string, code: number) => decode(resolveFloatFormat(name, 'test'), code);
  const known = new Map<string, number>();
  const pairs: [number, number][] = [];
  const all = a.flatMap((left) => b.map((right) => [left, right] as [number, number]));
  const classOf = Uint8Array.from(all, (pair) => {
    const key = productKey(unit, value(unit.aFormat, pair[0]), value(unit.bFormat, pair[1]));
    const found = known.get(key) ?? pairs.push(pair) - 1;
    known.set(key, found);
    return found;
  });
  return { classOf, pairs };
}

/** What of a product its sum looks at: the value, and where terms are aligned by exponents, the sum of them. */
function productKey({ aFormat, bFormat, operandsAs, sum }: DotProductUnit, a: number, b: number): string {
  const product = a * b;
  const text = Object.is(product, -0) ? '-0' : String(product);
  if (!Number.isFinite(product) || (sum.kind !== 'aligned' && sum.kind !== 'two-stage')) return text;
  const isLeading = sum.kind === 'aligned' && sum.subnormals === 'normalised';
  const exponent = (value: number, name: string) => {
    const least = leastNormalExponent(resolveFloatFormat(operandsAs ?? name, 'test'));
    if (value === 0) return least;
    return isLeading ? floorLog2(dyadicOf(value)) : Math.max(floorLog2(dyadicOf(value)), least);
  };
  return `${text} ${exponent(a, aFormat) + exponent(b, bFormat)}`;
}

/** Every vector of `length` of the numbers below `count`, one after the other, the first place the fastest. */
export function everyVector(count: number, length: number): Uint8Array {
  return Uint8Array.from({ length: count ** length * length }, (_, at) => {
    const [vector, place] = [Math.floor(at / length), at % length];
    return Math.floor(vector / count ** place) % count;
  });
}

/** The reference's answer for every sequence of classes, the first place the fastest. */
export function answersOf(
  unit: DotProductUnit,
  { pairs }: ProductClasses,
  { products, scaleSum }: Miniature,
  c: number,
): Uint32Array {
  const sequences = everyVector(pairs.length, products);
  return Uint32Array.from({ length: pairs.length ** products }, (_, at) => {
    const chosen = Array.from(sequences.subarray(at * products, (at + 1) * products), (one) => pairs[one]);
    const side = (which: 0 | 1) => chosen.map((pair) => pair?.[which] ?? 0);
    return dot(unit, side(0), side(1), c, scaleSum);
  });
}
