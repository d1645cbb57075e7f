/** Formats that no table has: the fast conversion gives what the reference gives, in every rule. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { bitsOf, type FloatFormat, maxFiniteCode } from '../../../models/formats/format.js';
import { resolveFloatFormat, resolveFormat } from '../../../models/formats/resolve.js';
import { InputError } from '../../../models/input-error.js';
import { OVERFLOW_RULES, ROUNDING_RULES } from '../../../models/rounding.js';
import { numberEncoder } from '../../../sim/arithmetic/kernels/conversion/encode-number.js';
import { createEngine } from '../../../sim/arithmetic/kernels/engine.js';
import { encodeRandomBits } from '../../../sim/arithmetic/kernels/random-bits.js';
import { decode, encode, NoCodeError } from '../../../sim/arithmetic/reference/convert.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

const spelledFormats: fc.Arbitrary<FloatFormat> = fc
  .record({
    s: fc.constantFrom(1, 1, 1, 0),
    e: fc.integer({ min: 0, max: 8 }),
    m: fc.integer({ min: 0, max: 10 }),
    bias: fc.oneof(fc.integer({ min: -20, max: 40 }), fc.integer({ min: -150, max: 300 })),
    nan: fc.constantFrom('ieee', 'all-ones', 'negative-zero', 'none'),
    inf: fc.constantFrom('none', 'ieee', 'top-code'),
    subnormals: fc.constantFrom('yes', 'yes', 'no'),
  })
  .map((parts) => spelled(parts))
  .filter((format) => format !== undefined)
  .filter((format) => bitsOf(format) <= 16);

/** P3109's names, up to 10 exponent bits. */
const draftFormats = fc
  .record({
    bits: fc.integer({ min: 3, max: 16 }),
    precision: fc.integer({ min: 1, max: 16 }),
    kind: fc.constantFrom('se', 'sf', 'ue', 'uf'),
  })
  .map(({ bits, precision, kind }) => named(`binary${bits}p${precision}${kind}`))
  .filter((format) => format !== undefined);

const formats = fc.oneof({ weight: 3, arbitrary: spelledFormats }, draftFormats);

interface Parts {
  readonly s: number;
  readonly e: number;
  readonly m: number;
  readonly bias: number;
  readonly nan: string;
  readonly inf: string;
  readonly subnormals: string;
}

/** Undefined for a combination that cannot be. */
function spelled({ s, e, m, bias, nan, inf, subnormals }: Parts): FloatFormat | undefined {
  return named(`${s}.${e}.${m}:bias=${bias},nan=${nan},inf=${inf},subnormals=${subnormals}`);
}

function named(name: string): FloatFormat | undefined {
  try {
    return resolveFloatFormat(name, 'test');
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

const view = new DataView(new ArrayBuffer(4));
function float32(word: number): number {
  view.setUint32(0, word);
  return view.getFloat32(0);
}

/** Any float32, and ones near the format's codes and between them. */
const values = (format: FloatFormat) =>
  fc.array(
    fc.oneof(
      fc.integer({ min: 0, max: 2 ** 32 - 1 }).map(float32),
      fc.constantFrom(0, -0, Infinity, -Infinity, 2 ** -149, -(2 ** -149), 2 ** -126, 3.4028234663852886e38),
      fc
        .tuple(
          fc.integer({ min: 0, max: maxFiniteCode(format) }),
          fc.constantFrom(1, 1.5, 1.25, 1.0625, 0.5, 0.75, -1, -1.5, -1.125),
        )
        .map(([code, factor]) => Math.fround(decode(format, code) * factor)),
    ),
    { minLength: 1, maxLength: 40 },
  );

const settings = fc.record({
  rounding: fc.constantFrom(...ROUNDING_RULES),
  overflow: fc.constantFrom(...OVERFLOW_RULES),
  bits: fc.integer({ min: 1, max: 16 }),
  scaleExponent: fc.constantFrom(0, 0, 3, -7),
});

describe('a format, value by value', () => {
  const integers = fc
    .tuple(fc.integer({ min: 2, max: 16 }), fc.integer({ min: -20, max: 10 }))
    .map(([bits, exponent]) => resolveFormat(`int${bits}:step=2^${exponent}`, 'test'));
  const wide = fc
    .constantFrom('float32', 'tf32', '1.8.20:bias=100', 'dlfloat16')
    .map((name) => resolveFormat(name, 'test'));

  it('is encoded in float64 as the reference encodes it, integers and wide formats too', () => {
    fc.assert(
      fc.property(
        fc.oneof(formats, integers, wide),
        values(resolveFloatFormat('1.6.3:bias=25', 'test')),
        settings,
        fc.nat(),
        (format, list, { rounding, overflow, bits }, word) => {
          const random = { bits, value: word % 2 ** bits };
          const encodeNumber = numberEncoder(format, { rounding, overflow });
          for (const value of [...list, Number.NaN, 1, -1, 2 ** -30]) {
            const number = Math.fround(value);
            const expected = attempt(() => encode(format, number, { rounding, overflow }, random, word % 2 === 0));
            expect(attempt(() => encodeNumber(number, random, word % 2 === 0))).toBe(expected);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('a spelled format', () => {
  it('is encoded as the reference encodes it', () => {
    fc.assert(
      fc.property(
        formats.chain((format) => fc.tuple(fc.constant(format), values(format))),
        settings,
        ([format, list], { rounding, overflow, bits, scaleExponent }) => {
          const numbers = Float32Array.from(list.filter((value) => !Number.isNaN(value)));
          const random = { seed: 3, stream: 5, bits };
          const request = { format, values: numbers, rounding, overflow, scaleExponent, random };
          const expected = attempt(() =>
            Array.from(numbers, (value, i) =>
              encode(format, value * 2 ** -scaleExponent, { rounding, overflow }, encodeRandomBits(random, i, bits)),
            ),
          );
          expect(attempt(() => [...engine.encode(request).codes])).toEqual(expected);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('is decoded as the reference decodes it, to the nearest float32', () => {
    fc.assert(
      fc.property(formats, fc.constantFrom(0, 0, 3, -7), (format, scaleExponent) => {
        const count = 2 ** Math.min(12, bitsOf(format));
        const codes = bitsOf(format) <= 8 ? new Uint8Array(count) : new Uint16Array(count);
        for (let i = 0; i < count; i++)
          codes[i] = i * (2 ** bitsOf(format) / count) + (i % 3 === 0 ? 0 : 2 ** bitsOf(format) / count - 1);
        const got = engine.decode({ format, codes, scaleExponent });
        expect([...got]).toEqual(Array.from(codes, (code) => Math.fround(decode(format, code) * 2 ** scaleExponent)));
      }),
      { numRuns: 100 },
    );
  });
});

/** Undefined where a value has no code. */
function attempt<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof NoCodeError) return undefined;
    throw error;
  }
}
