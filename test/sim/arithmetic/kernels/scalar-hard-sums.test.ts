/**
 * Sums that few ways of adding get right, through the scalar path. By hand: an initial value, half a unit of its last
 * place, and one product 20 to 70 bits below it, of either sign or absent, at every place: the rules of rounding say
 * what comes out. Against the reference: powers of two at the ends of the formats' ranges, every length up to 70 and
 * some beyond, for every unit.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { maxFinite, minPositive } from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { unitFamily } from '../../../../models/units/families.js';
import { type DotProductUnit, resultFormat } from '../../../../models/units/unit.js';
import { randomWord } from '../../../../runtime/random.js';
import { createHost } from '../../../../sim/arithmetic/kernels/engine.js';
import { gemmScalar } from '../../../../sim/arithmetic/kernels/scalar/gemm-scalar.js';
import { codesOf } from './operands.js';
import { requestOf, scalarMismatches } from './scalar-requests.js';
import { ALL, CHOSEN, PRESETS } from './scalar-units.js';

const { host, close } = createHost({ threads: 1 });
afterAll(close);

/** Exponents of the least and the largest power of two of a format. */
function reachOf(name: string): [number, number] {
  const format = resolveFloatFormat(name, 'test');
  return [Math.ceil(Math.log2(minPositive(format))), Math.floor(Math.log2(maxFinite(format)))];
}

interface HardSum {
  readonly scaleSum: number;
  readonly initial: number;
  readonly a: number[];
  readonly b: number[];
  readonly parity: number;
  /** Of the smallest product: 0 for none. */
  readonly sign: number;
}

/** One for every depth, place of the smallest product, and sign, as far as the formats reach. */
function hardSums(unit: DotProductUnit, precision: number, length: number): HardSum[] {
  const [a, b] = [reachOf(unit.aFormat), reachOf(unit.bFormat)];
  const [least, largest] = unit.scaleRange;
  const sums: HardSum[] = [];
  for (let depth = 20; depth <= 70; depth++) {
    const scaleSum = Math.max(least, Math.min(largest, -depth - a[0] - b[0]));
    const [half, small] = [-precision - scaleSum, -depth - scaleSum];
    if (depth <= precision || half > a[1] + b[1] || small < a[0] + b[0]) continue;
    for (let place = 0; place < length; place++) {
      for (const sign of [-1, 0, 1]) {
        const parity = place % 2;
        const sum = { scaleSum, initial: 1 + parity * 2 ** (1 - precision), parity, sign };
        const terms = [
          [place, small, sign],
          [(place + 1 + (depth % (length - 1))) % length, half, 1],
        ] as const;
        const [x, y] = [Array(length).fill(0), Array(length).fill(0)];
        for (const [at, exponent, factor] of terms) {
          const first = Math.min(a[1], Math.max(a[0], exponent - b[0]), Math.max(a[0], exponent));
          const chosen = Math.max(a[0], Math.min(a[1], exponent - Math.max(b[0], Math.min(b[1], exponent - first))));
          x[at] = factor * 2 ** chosen;
          y[at] = 2 ** (exponent - chosen);
        }
        sums.push({ ...sum, a: x, b: y });
      }
    }
  }
  return sums;
}

/** Whether the value between `initial` and its upper neighbour goes there; the rest is a half, more, or less. */
const GOES_UP: Record<string, (sum: HardSum) => boolean> = {
  'nearest-even': ({ sign, parity }) => sign > 0 || (sign === 0 && parity === 1),
  'nearest-away': ({ sign }) => sign >= 0,
  'toward-zero': () => false,
  up: () => true,
  down: () => false,
  'to-odd': ({ parity }) => parity === 0,
};

describe.each([
  ['exact', 'float8_e5m2fnuz', 'float8_e5m2fnuz', 'float16'],
  ['exact', 'float8_e4m3fn', 'float16', 'bfloat16'],
  ['exact', 'bfloat16', 'bfloat16', 'float32'],
  ['exact', 'float32', 'float32', 'dlfloat16'],
  ['exact', 'float32', 'float32', 'float32'],
  ['exsdotp', 'float8_e5m2', 'float8_e4m3', 'float16'],
  ['exsdotp', 'bfloat16', 'bfloat16', 'float32'],
  ['ipu21-amp', 'float8_e5m2fnuz', 'float8_e4m3fnuz', 'float16'],
  ['ipu21-amp', 'float32', 'float32', 'float32'],
] as const)('hard sums of %s, %s × %s into %s', (family, a, b, accumulator) => {
  it.each(Object.keys(GOES_UP))('round %s as counted by hand', (rounding) => {
    const options = { accumulator, rounding: rounding as 'nearest-even' };
    const unit = unitFamily(family, 'test').resolve(a, b, options, 'test');
    const precision = unit.accumulator.mantissaBits + 1;
    const length = family === 'exact' ? 33 : unit.productsPerStep;
    const sums = hardSums(unit, precision, length);
    const wrong = sums.filter((sum) => {
      const up = GOES_UP[rounding]?.(sum) === true;
      const expected = sum.initial + (up ? 2 ** (1 - precision) : 0);
      const [left, right] = [codesOf(unit.aFormat, sum.a), codesOf(unit.bFormat, sum.b)];
      const initial = codesOf(accumulator, [sum.initial]);
      const { scaleSum } = sum;
      const [code] = gemmScalar(host, { unit, m: 1, n: 1, k: length, a: left, b: right, scaleSum, initial });
      return code !== codesOf(accumulator, [expected])[0];
    });
    expect(sums.length).toBeGreaterThan(40);
    expect(wrong).toEqual([]);
  });
});

/** Signed powers of two at both ends of a format's range and between, zeros, and values around the last bit kept. */
function extremes(name: string, length: number, seed: number) {
  const [least, largest] = reachOf(name);
  const values = Array.from({ length }, (_, i) => {
    const word = randomWord(seed, 4, i);
    const place = (word >>> 4) % 5;
    const near = Math.max(least, largest - ((word >>> 8) % 30));
    const exponent = place === 0 ? least : place === 1 ? largest : near;
    return place === 4 ? 0 : (word & 1 ? -1 : 1) * 2 ** exponent;
  });
  return codesOf(name, values);
}

it.each(ALL)('%s: ends of the range, cancellation and bits around the last one kept', (_, unit) => {
  const { productsPerStep, scaleRange } = unit;
  const [m, n, k] = [3, 4, 2 * productsPerStep];
  for (const [i, scaleSum] of [0, scaleRange[0], scaleRange[1], -20].entries()) {
    const [a, b] = [extremes(unit.aFormat, m * k, i), extremes(unit.bFormat, k * n, i + 9)];
    // Every second row is the first negated but for its last product: what cancels leaves that one.
    const sign = [...codesOf(unit.aFormat, [-1, 1])].reduce((x, y) => x ^ y);
    for (let at = 0; at < k; at++) a[k + at] = a[at] === 0 || at === k - 1 ? (a[at] ?? 0) : (a[at] ?? 0) ^ sign;
    const initial = extremes(resultFormat(unit), m * n, i + 5);
    const request = { unit, m, n, k, a, b, scaleSum, initial, random: { seed: 1, stream: 2 } };
    expect(scalarMismatches(host, request, ['float64', 'wide'])).toEqual([]);
  }
});

/** One unit of each family, and of each sum rule of records. */
const EACH = [
  ...new Map(PRESETS.map((named) => [named[1].family, named])).values(),
  ...new Map(CHOSEN.map((named) => [named[1].sum.kind, named])).values(),
];

it.each(EACH)('%s: every length', (_, unit) => {
  for (const k of [...Array.from({ length: 70 }, (_, i) => i + 1), 131, 256, 1000]) {
    const request = requestOf(unit, { shape: [1, 1, k], kinds: ['gaussian', 'wide'], initial: 'gaussian' });
    expect({ k, wrong: scalarMismatches(host, request, ['float64', 'wide']) }).toEqual({ k, wrong: [] });
  }
});

it('terms too far apart for two float64 together, of which only the smallest does not cancel', () => {
  const unit = unitFamily('exact', 'test').resolve('float32', 'float32', {}, 'test');
  const terms = [2 ** 100, 2 ** 20, 2 ** -100, -(2 ** 100), -(2 ** 20)];
  // Every second product is zero, so that the terms meet wherever even and odd ones are added apart.
  const a = codesOf(
    'float32',
    terms.flatMap((term) => [term, 0]),
  );
  const b = codesOf('float32', Array(a.length).fill(1));
  const [code] = gemmScalar(host, { unit, m: 1, n: 1, k: a.length, a, b, scaleSum: 0 });
  expect(code).toBe(codesOf('float32', [2 ** -100])[0]);
});

it('below the smallest value of a format without subnormals, random bits meet ties to even', () => {
  const options = { accumulator: 'dlfloat16', rounding: 'stochastic', randomBits: 1 } as const;
  const unit = unitFamily('fma', 'test').resolve('float16', 'float16', options, 'test');
  // DLFloat16's smallest value is 513·2^-40. A quarter of it is half a random bit's worth: to even, 0; three quarters
  // are one and a half: to even, 2, which goes up whatever the bit.
  const b = codesOf('float16', Array(16).fill(513 * 2 ** -24));
  const outputs = (quarters: number) => {
    const a = codesOf('float16', [quarters * 2 ** -18]);
    return gemmScalar(host, { unit, m: 1, n: 16, k: 1, a, b, scaleSum: 0, random: { seed: 1, stream: 1 } });
  };
  expect(new Set(outputs(1))).toEqual(new Set([0]));
  expect(new Set(outputs(2))).toEqual(new Set([0, 1]));
  expect(new Set(outputs(3))).toEqual(new Set([1]));
});

it('operands whose squares are below every float64', () => {
  const base = unitFamily('exact', 'test').resolve('float32', 'float32', {}, 'test');
  const unit = { ...base, aFormat: '1.8.23:bias=500', bFormat: '1.8.3:bias=-450', scaleRange: [-60, 0] as const };
  // 2^-55 + 2^-120 − 2^-55: float64 loses the second term.
  const a = codesOf(unit.aFormat, [2 ** -515, 2 ** -520, -(2 ** -515)]);
  const b = codesOf(unit.bFormat, [2 ** 520, 2 ** 460, 2 ** 520]);
  const [code] = gemmScalar(host, { unit, m: 1, n: 1, k: 3, a, b, scaleSum: -60 });
  expect(code).toBe(codesOf('float32', [2 ** -120])[0]);
});
