import { afterAll, describe, expect, it } from 'vitest';
import { unitFamily } from '../../../../models/units/families.js';
import { alignedTruncated } from '../../../../models/units/sum-rules.js';
import { type DotProductUnit, resultFormat } from '../../../../models/units/unit.js';
import { randomWord } from '../../../../runtime/random.js';
import { twinOf } from '../../../../sim/arithmetic/kernels/dispatch.js';
import { createEngine } from '../../../../sim/arithmetic/kernels/engine.js';
import { codesFor, codesOf, KINDS, mismatches, operand } from './operands.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

const [E4M3, E5M2, F143, F152] = ['float8_e4m3fn', 'float8_e5m2', 'float8_e4m3fnuz', 'float8_e5m2fnuz'] as const;

/** Family, operands, accumulator. */
const UNITS: readonly (readonly [string, string, string, string])[] = [
  ['hopper', E4M3, E4M3, 'float32'],
  ['hopper', E4M3, E5M2, 'float32'],
  ['hopper', E5M2, E5M2, 'float32'],
  ['hopper', E4M3, E4M3, 'float16'],
  ['hopper', E5M2, E4M3, 'float16'],
  ['ada', E4M3, E4M3, 'float32'],
  ['ada', E4M3, E5M2, 'float16'],
  ['ada', 'float16', 'float16', 'float16'],
  ['hopper', 'float16', 'float16', 'float32'],
  ['hopper', 'float16', 'float16', 'float16'],
  ['hopper', 'bfloat16', 'bfloat16', 'float32'],
  ['hopper', 'tf32', 'tf32', 'float32'],
  ['hopper-mma', E4M3, E4M3, 'float32'],
  ['hopper-mma', E5M2, E4M3, 'float32'],
  ['blackwell', E4M3, E4M3, 'float32'],
  ['blackwell', E5M2, 'float4_e2m1fn', 'float32'],
  ['blackwell', E5M2, E4M3, 'float16'],
  ['ampere', 'float16', 'float16', 'float32'],
  ['ampere', 'tf32', 'tf32', 'float32'],
  ['volta', 'float16', 'float16', 'float16'],
  ['turing', 'float16', 'float16', 'float32'],
  ['cdna3', F143, F143, 'float32'],
  ['cdna3', F152, F143, 'float32'],
  ['cdna3', 'float16', 'float16', 'float32'],
  ['cdna3', 'bfloat16', 'bfloat16', 'float32'],
  ['cdna3', 'tf32', 'tf32', 'float32'],
  ['cdna3', 'float32', 'float32', 'float32'],
  ['fma', E4M3, F143, 'float32'],
  ['fma', E5M2, E5M2, 'float16'],
  ['fma', 'float16', 'float16', 'float32'],
  ['fma', 'float32', 'float32', 'float32'],
  ['ibm-chunked', E5M2, E4M3, 'dlfloat16'],
  ['ibm-chunked', F143, F152, 'float16'],
  ['ibm-chunked', 'float16', 'float16', 'bfloat16'],
];

function unitOf([family, a, b, accumulator]: (typeof UNITS)[number]): DotProductUnit {
  return unitFamily(family, 'test').resolve(a, b, { accumulator }, 'test');
}

const SHAPES = [
  [1, 1, 1],
  [3, 5, 33],
  [5, 17, 70],
  [70, 18, 40],
] as const;

/** Values that cancel, and others around the last bits that their exponents leave. */
function cutOff(formatName: string, length: number, seed: number, largest: number, spread: number) {
  const values = Array.from({ length }, (_, i) => {
    const word = randomWord(seed, 9, i);
    const sign = word & 1 ? -1 : 1;
    const mantissa = 1 + ((word >>> 8) % 8) / 8;
    return sign * mantissa * 2 ** (word & 6 ? largest - ((word >>> 16) % spread) : largest);
  });
  return codesOf(formatName, values);
}

describe.each(UNITS)('%s, %s × %s into %s equals the reference', (...chosen) => {
  const unit = unitOf(chosen);
  const { aFormat, bFormat } = unit;
  const result = resultFormat(unit);

  it('runs in SIMD', () => expect(twinOf(unit)).toBe('simd'));

  it.each(KINDS)('on %s operands of odd shapes', (kind) => {
    for (const [m, n, k] of SHAPES) {
      const [a, b] = [operand(aFormat, kind, m * k, m + k), operand(bFormat, kind, k * n, n + k)];
      const request = { unit, m, n, k, a, b, scaleSum: 0 };
      expect(mismatches(engine, request, m * n > 100 ? 7 : 1)).toEqual([]);
    }
  });

  it('on terms around the last bit kept, with initial values of any size', () => {
    const [m, n, k] = [9, 20, 2 * unit.productsPerStep + 1];
    for (const kind of ['gaussian', 'wide', 'uniform', 'subnormal', 'cancelling'] as const) {
      for (const [largest, spread] of [
        [3, 8],
        [1, 4],
      ] as const) {
        const a = cutOff(aFormat, m * k, 5 + spread, largest, spread);
        const b = cutOff(bFormat, k * n, 6 + spread, largest, spread);
        const initial = operand(result, kind, m * n, 7);
        expect(mismatches(engine, { unit, m, n, k, a, b, scaleSum: 0, initial }, 3)).toEqual([]);
      }
    }
  });

  it('with special initial values, overflow, and without products', () => {
    const [m, n] = [5, 18];
    for (const [k, scaleSum, kind] of [
      [0, 0, 'special'],
      [40, 63, 'uniform'],
      [40, -64, 'special'],
      [70, -17, 'subnormal'],
    ] as const) {
      const initial = operand(result, k === 0 ? 'special' : 'uniform', m * n, 3);
      const special = operand(result, 'special', m * n, 5);
      for (let i = 0; i < m * n; i += 4) initial[i] = special[i] as number;
      const [a, b] = [operand(aFormat, kind, m * k, 11), operand(bFormat, kind, k * n, 12)];
      expect(mismatches(engine, { unit, m, n, k, a, b, scaleSum, initial })).toEqual([]);
    }
  });

  it('with transposed layouts', () => {
    const [m, n, k] = [7, 19, 45];
    const [a, b] = [operand(aFormat, 'gaussian', m * k, 1), operand(bFormat, 'uniform', k * n, 2)];
    for (const [aLayout, bLayout] of [
      ['row-major', 'column-major'],
      ['column-major', 'row-major'],
    ] as const) {
      expect(mismatches(engine, { unit, m, n, k, a, b, aLayout, bLayout, scaleSum: 0 })).toEqual([]);
    }
  });
});

/** A float16 result hides the last of 23 bits and more; sums of 8-bit products in 25 bits are seldom cut. */
const TELLING = UNITS.filter(([family, a, , accumulator]) => {
  if (family === 'fma' || family === 'ibm-chunked' || family === 'hopper-mma' || a === 'float32') return false;
  return accumulator === 'float32' || (family === 'hopper' && a !== 'float16');
});

it.each(TELLING)('terms around the last bit tell one bit more or less: %s, %s × %s into %s', (...chosen) => {
  const unit = unitOf(chosen);
  const { sum } = unit;
  const [m, n, k] = [16, 32, 2 * unit.productsPerStep];
  const a = cutOff(unit.aFormat, m * k, 5, 3, 8);
  const b = cutOff(unit.bFormat, k * n, 6, 3, 8);
  const initial = operand(resultFormat(unit), 'wide', m * n, 7);
  for (const change of [-1, 1]) {
    const wrong =
      sum.kind === 'aligned'
        ? { ...sum, fractionBits: sum.fractionBits + change }
        : sum.kind === 'two-stage'
          ? { ...sum, accumulatorBits: sum.accumulatorBits + change }
          : sum;
    const request = { m, n, k, a, b, scaleSum: 0, initial };
    const right = engine.gemm({ ...request, unit }).codes;
    expect(engine.gemm({ ...request, unit: { ...unit, sum: wrong } }).codes).not.toEqual(right);
  }
});

describe.each([
  ['hopper', E4M3, E4M3, 'float32'],
  ['hopper', E5M2, E4M3, 'float32'],
  ['cdna3', F143, F143, 'float32'],
] as const)('every product of %s, %s × %s', (...chosen) => {
  it('equals the reference', () => {
    const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
    const request = { unit: unitOf(chosen), m: 256, n: 256, k: 1, a: codes, b: codes, scaleSum: -3 };
    expect(mismatches(engine, request)).toEqual([]);
  });
});

it('a chain of fused multiply-adds rounds once: a sum just below a tie, which float64 would make the tie', () => {
  const unit = unitFamily('fma', 'test').resolve('float32', 'float32', {}, 'test');
  const [a, b] = [codesOf('float32', [1 + 2 ** -18]), codesOf('float32', [(1 - 2 ** -18) * 2 ** -24])];
  const initial = codesOf('float32', [1 + 2 ** -23]);
  const { codes } = engine.gemm({ unit, m: 1, n: 1, k: 1, a, b, scaleSum: 0, initial });
  expect(codes[0]).toBe(codesOf('float32', [1 + 2 ** -23])[0]);
  const twice = Math.fround((1 + 2 ** -18) * ((1 - 2 ** -18) * 2 ** -24) + 1 + 2 ** -23);
  expect(twice).toBe(1 + 2 ** -22);
});

describe('accumulators of float32 lanes', () => {
  const single = unitOf(['hopper', E4M3, E4M3, 'float32']);
  // A whole row of a block, and one more.
  const zeros = { m: 1, n: 17, k: 40, a: new Uint8Array(40).fill(128), b: new Uint8Array(40 * 17), scaleSum: 0 };
  const rowOf = (code: number) => new Uint32Array(17).fill(code);

  it.each([
    ['−0 becomes +0', 0x80000000, 0],
    ['2^-112 and its 13 bits stay', 0x07ffffff, 0x07fffc00],
    ['a number below 2^-112 keeps 13 bits', 0x877fffff, 0x877ffc00],
    ['a subnormal number keeps those above 2^-140', 0x000007ff, 0x00000400],
    ['−Inf stays', 0xff800000, 0xff800000],
    ['a NaN whose bits are all low is the canonical one', 0x7f800001, 0x7fffffff],
  ])('without products: %s', (_, before, after) => {
    const request = { ...zeros, unit: single, initial: rowOf(before) };
    expect(engine.gemm(request).codes).toEqual(rowOf(after));
    expect(mismatches(engine, request)).toEqual([]);
  });

  it.each([
    ['13 bits', single],
    ['14 bits', { ...single, sum: alignedTruncated(14) }],
    ['25 bits', unitOf(['hopper', 'float16', 'float16', 'float32'])],
    ['two stages', unitOf(['cdna3', 'float16', 'float16', 'float32'])],
  ])('without products stay, around the least that lanes scale: %s', (_, unit) => {
    const [a, b] = [codesFor(unit.aFormat, zeros.a.length), codesFor(unit.bFormat, zeros.b.length)];
    for (let exponent = -126; exponent <= -90; exponent++) {
      const initial = rowOf(codesOf('float32', [2 ** exponent])[0] as number);
      expect(engine.gemm({ ...zeros, unit, a, b, initial }).codes).toEqual(initial);
    }
  });

  it('promoted, −0 becomes +0', () => {
    const unit = unitFamily('hopper', 'test').resolve(E4M3, E4M3, { promotion: 32 }, 'test');
    expect(engine.gemm({ ...zeros, unit, initial: rowOf(0x80000000) }).codes).toEqual(rowOf(0));
  });

  it.each([undefined, 32, 96, 320])('go through many steps, promoted after %s products', (promotion) => {
    const unit = unitFamily('hopper', 'test').resolve(E4M3, E4M3, promotion === undefined ? {} : { promotion }, 'test');
    const [m, n, k] = [5, 18, 700];
    const [a, b] = [operand(E4M3, 'gaussian', m * k, 1), operand(E4M3, 'wide', k * n, 2)];
    const initial = operand('float32', 'gaussian', m * n, 3);
    expect(mismatches(engine, { unit, m, n, k, a, b, scaleSum: 0, initial }, 3)).toEqual([]);
  });

  it('are cut beside products of the least exponents and of the largest', () => {
    const [m, n, k] = [6, 20, 35];
    const [a, b] = [operand(E5M2, 'subnormal', m * k, 1), operand(E5M2, 'uniform', k * n, 2)];
    const unit = unitOf(['hopper', E5M2, E5M2, 'float32']);
    for (const [scaleSum, exponent] of [
      [-64, -110],
      [-64, -94],
      [-64, -85],
      [63, 70],
      [63, 85],
      [63, 127],
    ] as const) {
      const initial = Uint32Array.from({ length: m * n }, (_, i) => {
        const word = randomWord(exponent, 7, i);
        return (((word & 0x800fffff) | ((127 + exponent - (i % 3)) << 23)) >>> 0) * (i % 5 === 0 ? 0 : 1);
      });
      expect(mismatches(engine, { unit, m, n, k, a, b, scaleSum, initial })).toEqual([]);
    }
  });

  it.each([1, -1])('of float16 that overflow stay infinite, %d', (sign) => {
    const unit = unitOf(['hopper', E4M3, E4M3, 'float16']);
    const b = codesOf(E4M3, Array(64).fill(256));
    const a = codesOf(
      E4M3,
      Array.from({ length: 64 }, (_, k) => (k === 0 ? sign * 256 : k < 32 ? 0 : -sign * 256)),
    );
    const { codes } = engine.gemm({ unit, m: 1, n: 1, k: 64, a, b, scaleSum: 0 });
    expect(codes[0]).toBe(sign > 0 ? 0x7c00 : 0xfc00);
  });

  it.each([
    ['65519 is below the tie with 2^16', 65504, [4, 3.75], 1, 0, 0x7bff],
    ['65520 ties to Inf', 65504, [4, 4], 1, 0, 0x7c00],
    ['2^-25 ties to zero', 0, [2 ** -16, 2 ** -9], 1, 0, 0],
    ['3 · 2^-25 ties to 2^-23', 0, [3 * 2 ** -16, 2 ** -9], 1, 0, 2],
    ['2049 ties to 2048', 2048, [1, 1], 1, 0, 0x6800],
    ['−2051 ties to −2052', -2050, [-1, 1], 1, 0, 0xe802],
    ['2^-28 is cut beside a subnormal number, whose exponent is −14', 2 ** -24, [2 ** -14, 2 ** -6], 16, -8, 1],
    ['16 · 2^-28 is not beside zero', 0, [2 ** -14, 2 ** -6], 16, -8, 1],
  ] as const)('rounded to float16: %s', (_, before, [x, y], k, scaleSum, after) => {
    const unit = unitOf(['hopper', E5M2, E4M3, 'float16']);
    const [a, b] = [codesOf(E5M2, Array(k).fill(x)), codesOf(E4M3, Array(k).fill(y))];
    const initial = codesOf('float16', [before]);
    expect(engine.gemm({ unit, m: 1, n: 1, k, a, b, scaleSum, initial }).codes[0]).toBe(after);
  });
});
