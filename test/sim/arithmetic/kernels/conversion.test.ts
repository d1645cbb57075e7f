import { afterAll, describe, expect, it } from 'vitest';
import { bitsOf } from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { type OverflowRule, ROUNDING_RULES, type RoundingRule } from '../../../../models/rounding.js';
import { randomWord } from '../../../../runtime/random.js';
import type { EncodeRequest } from '../../../../sim/arithmetic/kernels/conversion/conversion.js';
import { createEngine } from '../../../../sim/arithmetic/kernels/engine.js';
import { encodeRandomBits } from '../../../../sim/arithmetic/kernels/random-bits.js';
import { decode, encode, NoCodeError } from '../../../../sim/arithmetic/reference/convert.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

/** Every upper half of a float32, each with one of these lower halves in turn, and the format's own ties. */
function patterns(count: number, offset: number): Float32Array {
  const lows = [0x0000, 0x0001, 0x8000, 0xffff, 0x7fff];
  const step = 65536 / count;
  const bits = Uint32Array.from(
    { length: count },
    (_, i) => (i * step + (offset % step)) * 65536 + (lows[(i + offset) % lows.length] ?? 0),
  );
  return new Float32Array(bits.buffer);
}

/** The codes that the reference gives; −1 where it refuses. */
function reference(request: EncodeRequest & { values: Float32Array }): number[] {
  const { format, values, scaleExponent, rounding, overflow, random } = request;
  const bits = new Uint32Array(values.buffer);
  const scale = 2 ** -scaleExponent;
  return Array.from(values, (value, i) => {
    const randomBits = random === undefined ? undefined : encodeRandomBits(random, i, random.bits);
    try {
      return encode(format, value * scale, { rounding, overflow }, randomBits, (bits[i] ?? 0) >>> 31 === 1);
    } catch (error) {
      if (error instanceof NoCodeError) return -1;
      throw error;
    }
  });
}

function firstDifference(request: EncodeRequest & { values: Float32Array }): string | undefined {
  const expected = reference(request);
  const values = request.values.map((value, i) => (expected[i] === -1 ? 0 : value));
  const { codes } = engine.encode({ ...request, values });
  const at = expected.findIndex((code, i) => code !== -1 && code !== codes[i]);
  if (at === -1) return undefined;
  return `${values[at]} gives ${codes[at]?.toString(16)}, reference ${expected[at]?.toString(16)}`;
}

describe('encode equals the reference on every upper half of a float32', () => {
  it.each(['f143', 'f152', 'e4m3', 'e5m2', 'float16'])('%s', (name) => {
    const format = resolveFloatFormat(name, 'test');
    for (const [overflow, offset] of [
      ['special', 0],
      ['saturate', 1],
    ] as const) {
      const request = {
        format,
        values: patterns(65536, offset),
        rounding: 'nearest-even',
        overflow,
        scaleExponent: 0,
      } as const;
      expect(firstDifference(request)).toBeUndefined();
    }
  });
});

describe('encode equals the reference under every rule, scale and format', () => {
  const formats = [
    'f143',
    'f152',
    'e4m3',
    'float16',
    'bfloat16',
    'dlfloat16',
    'float8_e8m0fnu',
    'float4_e2m1fn',
    'float6_e2m3fn',
    'binary8p4se',
    'float8_e3m4',
    '1.0.4:bias=1',
    '1.3.4:bias=11',
  ];
  it.each(formats)('%s', (name) => {
    const format = resolveFloatFormat(name, 'test');
    for (const [i, rounding] of ROUNDING_RULES.entries()) {
      for (const scaleExponent of [0, -7, 31]) {
        const overflow: OverflowRule = i % 2 === 0 ? 'special' : 'saturate';
        // The reference refuses more than 2^53 steps of a format without exponent bits.
        const values = patterns(1024, i * 7 + scaleExponent + 32).filter(
          (value) => format.exponentBits > 0 || !(Math.abs(value) > 2 ** 40),
        );
        const random = { seed: 3, stream: i, bits: [1, 8, 31, 32][(i + scaleExponent + 32) % 4] ?? 8 };
        const request = { format, values, rounding: rounding as RoundingRule, overflow, scaleExponent, random };
        expect(`${rounding} ${scaleExponent} ${firstDifference(request)}`).toBe(
          `${rounding} ${scaleExponent} undefined`,
        );
      }
    }
  });
});

describe('encode of values close together', () => {
  it.each(['f143', 'f152', 'e4m3', 'e5m2', 'float16'])('ties and their neighbours in %s', (name) => {
    const format = resolveFloatFormat(name, 'test');
    const magnitudes = Math.min(2 ** (bitsOf(format) - 1), 4096);
    const values: number[] = [];
    for (let code = 0; code < magnitudes; code++) {
      const [low, high] = [decode(format, code), decode(format, code + 1)];
      if (!Number.isFinite(low) || !Number.isFinite(high)) continue;
      const middle = Math.fround((low + high) / 2);
      values.push(middle, -middle, middle * (1 + 2 ** -23), -middle * (1 - 2 ** -23), low);
    }
    const request = {
      format,
      values: Float32Array.from(values),
      rounding: 'nearest-even',
      overflow: 'special',
      scaleExponent: 0,
    } as const;
    expect(firstDifference(request)).toBeUndefined();
  });
});

it('statistics count zeros, underflow, saturation, NaN and the largest magnitude', () => {
  const format = resolveFloatFormat('f143', 'test');
  const values = Float32Array.from({ length: 100 }, (_, i) => (i % 10) - 4);
  values.set([0, -0, 1e-9, -1e-9, 240, 241, -Infinity, Number.NaN, 1e-44], 30);
  const { statistics } = engine.encode({
    format,
    values,
    rounding: 'nearest-even',
    overflow: 'saturate',
    scaleExponent: 0,
  });
  // Zeros: ten of the pattern, less the one that index 34 held, and the two written.
  expect(statistics).toEqual({ zeros: 11, underflow: 3, saturated: 2, nan: 1, amax: Number.POSITIVE_INFINITY });
});

it('a format without a code for NaN refuses it', () => {
  const format = resolveFloatFormat('float4_e2m1fn', 'test');
  const request = {
    format,
    values: Float32Array.of(1, Number.NaN),
    rounding: 'nearest-even',
    overflow: 'saturate',
    scaleExponent: 0,
  } as const;
  expect(() => engine.encode(request)).toThrow(NoCodeError);
});

it('float16 codes as the source equal their float32 values', () => {
  const codes = Uint16Array.from({ length: 65536 }, (_, i) => i);
  const half = resolveFloatFormat('float16', 'test');
  const values = engine.decode({ format: half, codes, scaleExponent: 0 });
  for (const name of ['f143', 'f152']) {
    const rule = {
      format: resolveFloatFormat(name, 'test'),
      rounding: 'nearest-even',
      overflow: 'special',
      scaleExponent: 2,
    } as const;
    expect(engine.encode({ ...rule, values: codes }).codes).toEqual(engine.encode({ ...rule, values }).codes);
  }
});

describe('decode equals the reference on every code', () => {
  it.each(['f143', 'f152', 'e4m3', 'e5m2', 'float16', 'bfloat16', 'float4_e2m1fn'])('%s', (name) => {
    const format = resolveFloatFormat(name, 'test');
    const all = Array.from({ length: 2 ** bitsOf(format) }, (_, code) => code);
    const codes = bitsOf(format) <= 8 ? Uint8Array.from(all) : Uint16Array.from(all);
    for (const scaleExponent of [0, 5, -9]) {
      const values = engine.decode({ format, codes, scaleExponent });
      const expected = all.map((code) => Math.fround(decode(format, code) * 2 ** scaleExponent));
      expect(Array.from(values).findIndex((value, i) => !Object.is(value, expected[i]))).toBe(-1);
    }
  });
});

it('random bits do not depend on how an array is cut into passes or units', () => {
  const format = resolveFloatFormat('f143', 'test');
  const values = Float32Array.from({ length: 70_000 }, (_, i) => randomWord(1, 1, i) / 2 ** 31);
  const random = { seed: 1, stream: 2, bits: 8 };
  const request = { format, values, rounding: 'stochastic', overflow: 'saturate', scaleExponent: 0, random } as const;
  const { codes } = engine.encode(request);
  const last = encode(format, values[69_999] ?? 0, request, encodeRandomBits(random, 69_999, 8));
  expect(codes[69_999]).toBe(last);
});
