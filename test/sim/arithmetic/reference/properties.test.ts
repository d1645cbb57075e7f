/** What holds for every format and unit: monotone rounding, round trips, symmetry, freedom of order within a step. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitsOf, type FloatFormat, maxFiniteCode, nanCode } from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { InputError } from '../../../../models/input-error.js';
import { isStochastic, ROUNDING_RULES, type RoundingRule } from '../../../../models/rounding.js';
import { unitFamily } from '../../../../models/units/families.js';
import { type DotProductUnit, resultFormat } from '../../../../models/units/unit.js';
import { decode, encode } from '../../../../sim/arithmetic/reference/convert.js';
import { dot } from '../../../../sim/arithmetic/reference/dot.js';

const RUNS = { numRuns: 300 };

/** Any format that can be spelled: 0 to 8 exponent bits, 0 to 10 mantissa bits, any bias, every NaN rule. */
const formats: fc.Arbitrary<FloatFormat> = fc
  .record({
    e: fc.integer({ min: 0, max: 8 }),
    m: fc.integer({ min: 0, max: 10 }),
    bias: fc.integer({ min: -40, max: 300 }),
    nan: fc.constantFrom('ieee', 'all-ones', 'negative-zero', 'none'),
    inf: fc.constantFrom('none', 'ieee', 'top-code'),
    subnormals: fc.constantFrom('yes', 'no'),
  })
  .map(({ e, m, bias, nan, inf, subnormals }) =>
    spelled(`1.${e}.${m}:bias=${bias},nan=${nan},inf=${inf},subnormals=${subnormals}`),
  )
  .filter((format) => format !== undefined);

/** Undefined for a combination that cannot be. */
function spelled(name: string): FloatFormat | undefined {
  try {
    return resolveFloatFormat(name, 'test');
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** A value near the format's codes, or between two of them. */
const near = (format: FloatFormat) =>
  fc
    .tuple(fc.integer({ min: 0, max: maxFiniteCode(format) }), fc.double({ min: -2, max: 2, noNaN: true }))
    .map(([code, factor]) => decode(format, code) * factor);

const PLAIN = ROUNDING_RULES.filter((rule) => !isStochastic(rule));
const MIRRORED: Readonly<Partial<Record<RoundingRule, RoundingRule>>> = { up: 'down', down: 'up' };

describe('every format', () => {
  it('decodes to values that encode to their codes, under every rule', () => {
    fc.assert(
      fc.property(formats, fc.constantFrom(...PLAIN), fc.nat(), (format, rounding, word) => {
        const code = word % 2 ** bitsOf(format);
        const value = decode(format, code);
        const back = encode(
          format,
          value,
          { rounding, overflow: 'special' },
          undefined,
          code >= 2 ** (bitsOf(format) - 1),
        );
        if (Number.isNaN(value)) expect([nanCode(format, false), nanCode(format, true)]).toContain(back);
        else expect(Object.is(decode(format, back), value)).toBe(true);
      }),
      RUNS,
    );
  });

  it('rounds in order: a larger value never has a smaller code’s value', () => {
    fc.assert(
      fc.property(
        formats.chain((format) => fc.tuple(fc.constant(format), near(format), near(format))),
        fc.constantFrom(...PLAIN),
        ([format, x, y], rounding) => {
          const rounded = (value: number) => decode(format, encode(format, value, { rounding, overflow: 'saturate' }));
          expect(rounded(Math.min(x, y))).toBeLessThanOrEqual(rounded(Math.max(x, y)));
        },
      ),
      RUNS,
    );
  });

  it('treats both signs alike; up is down mirrored', () => {
    fc.assert(
      fc.property(
        formats.chain((format) => fc.tuple(fc.constant(format), near(format))),
        fc.constantFrom(...ROUNDING_RULES),
        fc.nat({ max: 255 }),
        ([format, x], rounding, value) => {
          const random = { bits: 8, value };
          const rounded = (of: number, rule: RoundingRule) =>
            decode(format, encode(format, of, { rounding: rule, overflow: 'saturate' }, random));
          expect(rounded(-x, MIRRORED[rounding] ?? rounding) + 0).toBe(-rounded(x, rounding) + 0);
        },
      ),
      RUNS,
    );
  });

  it('rounds to one of the two neighbours, the nearest by the nearest rules', () => {
    fc.assert(
      fc.property(
        formats.chain((format) => fc.tuple(fc.constant(format), near(format))),
        ([format, x]) => {
          const rounded = (rounding: RoundingRule) =>
            decode(format, encode(format, x, { rounding, overflow: 'saturate' }));
          const [below, above] = [rounded('down'), rounded('up')];
          // + 0 makes one zero of both.
          for (const rule of PLAIN) expect([below + 0, above + 0]).toContain(rounded(rule) + 0);
          for (const rule of ['nearest-even', 'nearest-away'] as const) {
            expect(Math.abs(rounded(rule) - x)).toBe(Math.min(Math.abs(below - x), Math.abs(above - x)));
          }
        },
      ),
      RUNS,
    );
  });
});

/** A unit, as many finite operand codes as fill `steps` steps, and the same in another order within each step. */
function shuffledSums(unit: DotProductUnit, steps: number, keep: 'all' | 'parity') {
  const length = unit.productsPerStep * steps;
  const codes = (name: string) => {
    const format = resolveFloatFormat(name, 'test');
    const finite = Array.from({ length: 2 ** bitsOf(format) }, (_, code) => code).filter((code) =>
      Number.isFinite(decode(format, code)),
    );
    return fc.array(fc.constantFrom(...finite), { minLength: length, maxLength: length });
  };
  const keys = fc.array(fc.nat(), { minLength: length, maxLength: length });
  return fc.record({ a: codes(unit.aFormat), b: codes(unit.bFormat), keys }).map(({ a, b, keys: order }) => {
    const step = (i: number) => Math.floor(i / unit.productsPerStep);
    const group = (i: number) => (keep === 'parity' ? 2 * step(i) + (i % 2) : step(i));
    const places = a.map((_, i) => i);
    const sorted = [...places].sort((i, j) => group(i) - group(j) || (order[i] ?? 0) - (order[j] ?? 0));
    const slots = [...places].sort((i, j) => group(i) - group(j) || i - j);
    const from = places.slice();
    slots.forEach((slot, i) => {
      from[slot] = sorted[i] ?? 0;
    });
    return { a, b, aMoved: from.map((i) => a[i] ?? 0), bMoved: from.map((i) => b[i] ?? 0) };
  });
}

describe('the order of products within a step does not count', () => {
  it.each([
    ['ipu21-amp', 'float8_e5m2fnuz', 'all'],
    ['hopper', 'float8_e4m3fn', 'all'],
    ['ada', 'float8_e5m2', 'all'],
    ['blackwell', 'float8_e5m2', 'all'],
    ['volta', 'float16', 'all'],
    ['cdna3', 'float16', 'all'],
    // CDNA3 sums even and odd products apart: within each half.
    ['cdna3', 'float8_e4m3fnuz', 'parity'],
    ['exact', 'float8_e5m2', 'all'],
  ] as const)('%s %s, %s', (family, format, keep) => {
    const unit = unitFamily(family, 'test').resolve(format, format, {}, 'test');
    fc.assert(
      fc.property(shuffledSums(unit, 2, keep), ({ a, b, aMoved, bMoved }) => {
        expect(dot(unit, aMoved, bMoved, 0, 0)).toBe(dot(unit, a, b, 0, 0));
      }),
      { numRuns: 40 },
    );
  });
});

describe('the order counts where a result is rounded in between', () => {
  /** Value of Σ products, each given as a power of two with sign. */
  function total(family: string, format: string, products: readonly number[]): number {
    const unit = unitFamily(family, 'test').resolve(format, format, {}, 'test');
    const operand = resolveFloatFormat(format, 'test');
    const code = (value: number) => encode(operand, value, { rounding: 'nearest-even', overflow: 'special' });
    const sides = products.map((value) => {
      const half = value === 0 ? 0 : 2 ** Math.floor(Math.log2(Math.abs(value)) / 2);
      return [code(half), code(half === 0 ? 0 : value / half)] as const;
    });
    const d = dot(
      unit,
      sides.map(([a]) => a),
      sides.map(([, b]) => b),
      0,
      0,
    );
    return decode(resolveFloatFormat(resultFormat(unit), 'test'), d);
  }
  const step = (length: number, first: number) => [first, ...Array.from({ length: length - 1 }, () => 0)];

  it('across the passes of the AMP: 1 is lost beside 4096 in float16, and kept after it has gone', () => {
    const [big, one, gone] = [step(32, 4096), step(32, 1), step(32, -4096)];
    expect(total('ipu21-amp', 'float8_e4m3fnuz', [...big, ...one, ...gone])).toBe(0);
    expect(total('ipu21-amp', 'float8_e4m3fnuz', [...big, ...gone, ...one])).toBe(1);
  });

  it('across the steps of Hopper: 1 is lost beside 2^14 in 13 bits', () => {
    const [big, one, gone] = [step(32, 2 ** 14), step(32, 1), step(32, -(2 ** 14))];
    expect(total('hopper', 'float8_e4m3fn', [...big, ...one, ...gone])).toBe(0);
    expect(total('hopper', 'float8_e4m3fn', [...big, ...gone, ...one])).toBe(1);
  });

  it('in a truncating step the order does not bring back what alignment cuts', () => {
    expect(total('hopper', 'float8_e4m3fn', [2 ** 14, 1, -(2 ** 14)])).toBe(0);
    expect(total('hopper', 'float8_e4m3fn', [1, 2 ** 14, -(2 ** 14)])).toBe(0);
    expect(total('exact', 'float8_e4m3fn', [2 ** 14, 1, -(2 ** 14)])).toBe(1);
  });

  it('between the even and the odd products of CDNA3', () => {
    // Among the even ones −2^-12 is truncated at 2^(14 − 24); alone among the odd ones it is floored there.
    expect(total('cdna3', 'float8_e5m2fnuz', [2 ** 14, 0, -(2 ** -12), 0, -(2 ** 14), 0])).toBe(0);
    expect(total('cdna3', 'float8_e5m2fnuz', [2 ** 14, -(2 ** -12), -(2 ** 14), 0])).toBe(-(2 ** -10));
  });

  it('in a chain of fused multiply-adds', () => {
    expect(total('fma', 'float8_e5m2', [2 ** 14, 2 ** -12, -(2 ** 14)])).toBe(0);
    expect(total('fma', 'float8_e5m2', [2 ** 14, -(2 ** 14), 2 ** -12])).toBe(2 ** -12);
  });
});
