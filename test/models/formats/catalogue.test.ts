/** Every named format against the document that defines it: its ends, its specials, every code. */
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../../models/formats/catalogue.js';
import { bitsOf, type FloatFormat, maxFinite, minPositive } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { decode, encode } from '../../../sim/arithmetic/reference/convert.js';

/**
 * Largest finite value, smallest value above zero, codes of NaN, codes of infinity.
 * Sources: OCP OFP8 rev. 1.0, table 1; OCP MX v1.0, 5.3; ml_dtypes README; Noune et al. 2022; P3109 interim report;
 * IEEE 754-2019, table 3.5; Agrawal et al. 2019 (one symbol for NaN and Inf, of either sign).
 */
const DEFINED: Readonly<Record<string, readonly [number, number, number, number]>> = {
  float8_e4m3fnuz: [240, 2 ** -10, 1, 0],
  float8_e5m2fnuz: [57344, 2 ** -17, 1, 0],
  float8_e4m3b11fnuz: [30, 2 ** -13, 1, 0],
  float8_e4m3fn: [448, 2 ** -9, 2, 0],
  float8_e5m2: [57344, 2 ** -16, 6, 2],
  float8_e4m3: [240, 2 ** -9, 14, 2],
  float8_e3m4: [15.5, 2 ** -6, 30, 2],
  float6_e3m2fn: [28, 0.0625, 0, 0],
  float6_e2m3fn: [7.5, 0.125, 0, 0],
  float4_e2m1fn: [6, 0.5, 0, 0],
  float8_e8m0fnu: [2 ** 127, 2 ** -127, 1, 0],
  float8_e5m3fnu: [114688, 2 ** -17, 1, 0],
  binary8p3se: [49152, 2 ** -17, 1, 2],
  binary8p3sf: [57344, 2 ** -17, 1, 0],
  binary8p4se: [224, 2 ** -10, 1, 2],
  binary8p4sf: [240, 2 ** -10, 1, 0],
  bfloat16: [2 ** 128 - 2 ** 120, 2 ** -133, 254, 2],
  float16: [65504, 2 ** -24, 2046, 2],
  dlfloat16: [2 ** 33 - 2 ** 24, 2 ** -31 + 2 ** -40, 2, 0],
};

it('every named format of at most 16 bits is here', () => {
  const named = FORMATS.map(({ format }) => format).filter((format) => format.kind === 'float' && bitsOf(format) <= 16);
  expect(named.map(({ name }) => name).sort()).toEqual(Object.keys(DEFINED).sort());
});

describe.each(Object.entries(DEFINED))('%s', (name, [largest, smallest, nans, infinities]) => {
  const format = resolveFloatFormat(name, 'test');
  const values = Array.from({ length: 2 ** bitsOf(format) }, (_, code) => decode(format, code));

  it('has its ends and its specials', () => {
    expect(maxFinite(format)).toBe(largest);
    expect(minPositive(format)).toBe(smallest);
    expect(Math.max(...values.filter(Number.isFinite))).toBe(largest);
    expect(Math.min(...values.filter((value) => value > 0))).toBe(smallest);
    expect(values.filter(Number.isNaN).length).toBe(nans);
    expect(values.filter((value) => Math.abs(value) === Number.POSITIVE_INFINITY).length).toBe(infinities);
  });

  it('has the value of IEEE 754’s formula at every finite code', () => {
    const wrong = values.flatMap((value, code) =>
      Number.isFinite(value) && value !== formula(format, code) ? [`${code}: ${value}`] : [],
    );
    expect(wrong).toEqual([]);
  });

  it('encodes every value to the code that it came from', () => {
    for (const overflow of ['special', 'saturate'] as const) {
      const wrong = values.flatMap((value, code) => {
        if (Number.isNaN(value) || (overflow === 'saturate' && !Number.isFinite(value))) return [];
        const isSecondZero = value === 0 && code !== 0 && !format.negativeZero;
        const back = encode(format, value, { rounding: 'nearest-even', overflow });
        return back === (isSecondZero ? 0 : code) ? [] : [`${code}: ${value} came back as ${back}`];
      });
      expect(wrong).toEqual([]);
    }
  });
});

/** (−1)^sign · 2^(field − bias) · (1 + mantissa / 2^M), or 2^(1 − bias) · mantissa / 2^M below the normals. */
function formula(format: FloatFormat, code: number): number {
  const { exponentBits, mantissaBits, bias } = format;
  const bits = code.toString(2).padStart(1 + exponentBits + mantissaBits, '0');
  const sign = bits.startsWith('1') ? -1 : 1;
  const field = Number.parseInt(bits.slice(1, 1 + exponentBits), 2);
  const fraction = mantissaBits === 0 ? 0 : Number.parseInt(bits.slice(-mantissaBits), 2) / 2 ** mantissaBits;
  if (field === 0 && fraction === 0 && format.zero) return sign * 0 === 0 && !format.negativeZero ? 0 : sign * 0;
  if (field === 0 && format.subnormals) return sign * fraction * 2 ** (1 - bias);
  return sign * (1 + fraction) * 2 ** (field - bias);
}
