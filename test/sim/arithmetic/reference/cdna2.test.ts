/**
 * AMD CDNA2 as its published model has it: pairs in float32, subnormals flushed. Values by hand, and random rows
 * against the same rule on integers of 2^-300 (every operand, product and float32 number is one).
 */
import { describe, expect, it } from 'vitest';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { unitFamily } from '../../../../models/units/families.js';
import { randomWord } from '../../../../runtime/random.js';
import { decode, encode } from '../../../../sim/arithmetic/reference/convert.js';
import { dot } from '../../../../sim/arithmetic/reference/dot.js';

const FLOAT32 = resolveFloatFormat('float32', 'test');
const unitOf = (format: string, family = 'cdna2') => unitFamily(family, 'test').resolve(format, format, {}, 'test');
const float16 = unitOf('float16');
const bfloat16 = unitOf('bfloat16');

const codeOf = (format: string, value: number) =>
  encode(resolveFloatFormat(format, 'test'), value, { rounding: 'nearest-even', overflow: 'special' });
const codesOf = (format: string, values: readonly number[]) => values.map((value) => codeOf(format, value));

/** The value that the unit gives of products and an accumulator. */
function result(unit: typeof float16, a: readonly number[], b: readonly number[], c = 0): number {
  const code = dot(unit, codesOf(unit.aFormat, a), codesOf(unit.bFormat, b), codeOf('float32', c), 0);
  return decode(FLOAT32, code);
}

describe('the order of sums', () => {
  it('neighbours first: (1 + 2^24) + (1 − 2^24) is 1 in float32, not 2, and not 0 as one by one', () => {
    expect(result(float16, [1, 2 ** 12, 1, 2 ** 12], [1, 2 ** 12, 1, -(2 ** 12)])).toBe(1);
  });

  it('the accumulator last: 2^24 + (1 + 1), where one by one leaves 2^24', () => {
    expect(result(float16, [1, 1], [1, 1], 2 ** 24)).toBe(2 ** 24 + 2);
  });

  it('four products before the accumulator; two with the instructions of CDNA1', () => {
    const [a, b] = [[2 ** 12, 0, 2 ** 12, 0] as const, [2 ** 12, 0, -(2 ** 12), 0] as const];
    expect(result(bfloat16, a, b, 1)).toBe(1);
    expect(result(unitOf('bfloat16', 'cdna2-bf16'), a, b, 1)).toBe(0);
  });
});

describe('subnormals', () => {
  it('of operands are zero: 2^-15 in float16 is lost, 2^-14 is not', () => {
    expect(result(float16, [2 ** -15], [2 ** 15])).toBe(0);
    expect(result(float16, [2 ** -14], [2 ** 15])).toBe(2);
    expect(result(bfloat16, [2 ** -15], [2 ** 15])).toBe(1);
  });

  it('of products are zero: 2^-63 · 2^-64', () => {
    expect(result(bfloat16, [2 ** -63], [2 ** -64], 2 ** -120)).toBe(2 ** -120);
    expect(result(bfloat16, [2 ** -63, 2 ** -63], [2 ** -64, 2 ** -64])).toBe(0);
    expect(result(bfloat16, [2 ** -63], [2 ** -63])).toBe(2 ** -126);
  });

  it('of accumulators are +0, of results zeros of their sign', () => {
    expect(dot(float16, [], [], 0x00400000, 0)).toBe(0);
    // 1.5 · 2^-126 − 2^-125.
    expect(dot(bfloat16, codesOf('bfloat16', [2 ** -62]), codesOf('bfloat16', [-(2 ** -63)]), 0x00c00000, 0)).toBe(
      0x80000000,
    );
  });

  it('−0 as operand or accumulator is +0', () => {
    expect(dot(float16, codesOf('float16', [0, 0, 0, 0]), codesOf('float16', [-1, -1, -1, -1]), 0x80000000, 0)).toBe(0);
  });
});

it('what leaves float32 on the way is infinite, and infinities of both signs are NaN', () => {
  expect(result(bfloat16, [2 ** 127], [2], -(2 ** 127))).toBe(Infinity);
  expect(result(bfloat16, [2 ** 127, 2 ** 127], [1, 1], -(2 ** 127))).toBe(Infinity);
  expect(dot(bfloat16, codesOf('bfloat16', [2 ** 127, 2 ** 127]), codesOf('bfloat16', [2, -2]), 0, 0)).toBe(0x7fc00000);
  // A subnormal is zero before it meets an infinity.
  expect(dot(float16, [0x0001], [0x7c00], 0, 0)).toBe(0x7fc00000);
});

describe.each([
  ['cdna2', 'float16', 4],
  ['cdna2', 'bfloat16', 4],
  ['cdna2-bf16', 'bfloat16', 2],
] as const)('%s %s on integers', (family, format, step) => {
  const unit = unitOf(format, family);
  const own = resolveFloatFormat(format, 'test');

  it('gives the same of rows of all magnitudes', () => {
    let finite = 0;
    for (let row = 0; row < 3000; row++) {
      const drawn = (stream: number, i: number) => randomWord(stream, row, i) >>> 16;
      // Every other row near one magnitude, so that sums round and cancel.
      const near = (code: number) => (row % 2 === 0 ? code : (code & 0x83ff) | 0x3000);
      const a = Array.from({ length: 7 }, (_, i) => near(drawn(1, i)));
      const b = Array.from({ length: 7 }, (_, i) => near(drawn(2, i)));
      const c = randomWord(3, row, 0);
      const expected = onIntegers(
        a.map((code) => decode(own, code)),
        b.map((code) => decode(own, code)),
        decode(FLOAT32, c),
        step,
        format === 'float16' ? -14 : -126,
      );
      if (expected === undefined) continue;
      finite++;
      expect(decode(FLOAT32, dot(unit, a, b, c, 0))).toBe(expected);
    }
    expect(finite).toBeGreaterThan(1000);
  });
});

const UNIT = -300;

/** The dot product; undefined where a number is not finite. A zero is +0 or −0 here alike, and +0 where it comes out. */
function onIntegers(a: number[], b: number[], c: number, step: number, least: number): number | undefined {
  if ([...a, ...b, c].some((value) => !Number.isFinite(value))) return undefined;
  const operand = (value: number) => (Math.abs(value) < 2 ** least ? 0n : integerOf(value, UNIT / 2));
  const products = a.map((value, i) => float32Of(operand(value) * operand(b[i] as number)));
  while (products.length % step !== 0) products.push(0n);
  let total: bigint | undefined = Math.abs(c) < 2 ** -126 ? 0n : integerOf(c, UNIT);
  for (let first = 0; first < products.length; first += step) {
    const taken = products.slice(first, first + step);
    if (taken.some((product) => product === undefined)) return undefined;
    const [p, q, r = 0n, s = 0n] = taken as bigint[];
    const [left, right] = [float32Of((p as bigint) + (q as bigint)), float32Of(r + s)];
    if (left === undefined || right === undefined) return undefined;
    const tree = float32Of(left + right);
    total = tree === undefined ? undefined : float32Of(total + tree);
    if (total === undefined) return undefined;
  }
  return numberOf(total);
}

/** A value as a multiple of 2^exponent. */
function integerOf(value: number, exponent: number): bigint {
  let [scaled, shift] = [value, 0];
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    shift++;
  }
  return BigInt(scaled) << BigInt(-exponent - shift);
}

/** To 24 bits, ties to even; less than 2^-126 is zero; undefined from 2^128 on. */
function float32Of(integer: bigint): bigint | undefined {
  const magnitude = integer < 0n ? -integer : integer;
  const length = magnitude === 0n ? 0 : magnitude.toString(2).length;
  if (length + UNIT <= -126) return 0n;
  const quantum = 1n << BigInt(Math.max(0, length - 24));
  const below = magnitude / quantum;
  const twice = 2n * (magnitude % quantum);
  const rounded = (below + (twice > quantum || (twice === quantum && below % 2n === 1n) ? 1n : 0n)) * quantum;
  if (rounded >= 1n << BigInt(128 - UNIT)) return undefined;
  return integer < 0n ? -rounded : rounded;
}

/** Of a float32 number, exactly; a zero may have come from either side. */
function numberOf(integer: bigint): number {
  const half = 2 ** (UNIT / 2);
  return Number(integer) * half * half;
}
