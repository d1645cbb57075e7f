import { afterAll, describe, expect, it } from 'vitest';
import { bitsOf } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { unitFamily } from '../../../models/units/families.js';
import { type DotProductUnit, resultFormat } from '../../../models/units/unit.js';
import { randomNormal } from '../../../runtime/random.js';
import { createEngine } from '../../../sim/arithmetic/kernels/engine.js';
import { errorAgainstK, productError } from '../../../sim/arithmetic/product-error.js';
import { decode } from '../../../sim/arithmetic/reference/convert.js';
import { dot } from '../../../sim/arithmetic/reference/dot.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());
const amp = (format: string) => unitFamily('ipu21-amp', 'test').resolve(format, format, {}, 'test');
const gaussian = (length: number, stream: number) =>
  Float64Array.from({ length }, (_, i) => randomNormal(7, stream, i));

function request(
  name: string,
  [m, n, k]: readonly [number, number, number],
  values: readonly [Float64Array, Float64Array],
) {
  const format = resolveFloatFormat(name, 'test');
  return {
    unit: amp(format.name),
    m,
    n,
    k,
    left: { values: values[0], format, scaleExponent: -4 },
    right: { values: values[1], format, scaleExponent: -4 },
  };
}

describe('the error of a product against float64', () => {
  it('is none at all for small integers, which every step holds exactly', () => {
    const integers = (length: number) => Float64Array.from({ length }, (_, i) => (i % 7) - 3);
    const error = productError(request('float8_e4m3fnuz', [4, 4, 64], [integers(256), integers(256)]), engine);
    expect(error).toMatchObject({
      notFinite: 0,
      operands: { snrDb: null, bias: 0, maxUlp: 0 },
      accumulation: { snrDb: null },
      total: { snrDb: null },
    });
  });

  it('of casting Gaussian operands to 1.4.3 is the paper’s 31.5 dB of each operand, 3 dB less for two', () => {
    // Noune et al. 2022, table 1: SNR of 1.4.3 is 31.5 dB; two independent errors of one power add up to 28.5 dB.
    const { operands } = productError(
      request('float8_e4m3fnuz', [40, 40, 256], [gaussian(40 * 256, 1), gaussian(256 * 40, 2)]),
      engine,
    );
    expect(operands.snrDb).toBeGreaterThan(28);
    expect(operands.snrDb).toBeLessThan(29.2);
  });

  it('of one step is at most half a unit in the last place, and adds up over steps', () => {
    const errors = errorAgainstK(
      request('float8_e4m3fnuz', [16, 16, 512], [gaussian(16 * 512, 3), gaussian(512 * 16, 4)]),
      engine,
    );
    const at = (k: number) =>
      errors.find((entry) => entry.k === k)?.accumulation ?? { maxUlp: Number.NaN, snrDb: Number.NaN };
    for (const k of [1, 2, 4, 8, 16, 32]) expect(at(k).maxUlp).toBeLessThanOrEqual(0.5);
    expect(at(512).maxUlp).toBeGreaterThan(0.5);
    expect(at(512).snrDb).toBeLessThan(at(32).snrDb ?? 0);
  });

  it('leaves out and counts outputs that overflow to NaN', () => {
    const large = Float64Array.from({ length: 32 }, () => 15);
    const wide = { ...request('float8_e4m3fnuz', [1, 1, 32], [large, large]) };
    const scaled = { ...wide, left: { ...wide.left, values: large.map((value) => value * 2 ** 12), scaleExponent: 8 } };
    expect(productError(scaled, engine).notFinite).toBe(1);
  });
});

/** The same by other means: nearest codes by search, sums in the reference, statistics straight from their words. */
function independentError(
  unit: DotProductUnit,
  [m, n, k]: readonly [number, number, number],
  values: readonly [Float64Array, Float64Array],
) {
  const format = resolveFloatFormat(unit.aFormat, 'test');
  const result = resolveFloatFormat(resultFormat(unit), 'test');
  const codes = Array.from({ length: 2 ** bitsOf(format) }, (_, code) => code).filter((code) =>
    Number.isFinite(decode(format, code)),
  );
  const nearest = (value: number) =>
    codes.reduce((best, code) => {
      const [distance, least] = [code, best].map((each) => Math.abs(decode(format, each) - value)) as [number, number];
      return distance < least || (distance === least && code % 2 === 0 && best % 2 === 1) ? code : best;
    }, 0);
  const [a, b] = values.map((operand) => Array.from(operand, nearest)) as [number[], number[]];
  const outputs = Array.from({ length: m * n }, (_, i) => {
    const places = Array.from({ length: k }, (_, t) => [Math.floor(i / n) * k + t, t * n + (i % n)] as const);
    const sum = (left: (place: number) => number, right: (place: number) => number) =>
      places.reduce((total, [x, y]) => total + left(x) * right(y), 0);
    const [left, right] = [places.map(([x]) => a[x] ?? 0), places.map(([, y]) => b[y] ?? 0)];
    return {
      exact: sum(
        (x) => values[0][x] ?? 0,
        (y) => values[1][y] ?? 0,
      ),
      cast: sum(
        (x) => decode(format, a[x] ?? 0),
        (y) => decode(format, b[y] ?? 0),
      ),
      got: decode(result, dot(unit, left, right, 0, 0)),
    };
  });
  const power = outputs.reduce((total, { exact }) => total + exact ** 2, 0);
  const rms = Math.sqrt(power / outputs.length);
  const of = (error: (output: (typeof outputs)[0]) => number) => {
    const errors = outputs.map(error);
    const noise = errors.reduce((total, each) => total + each ** 2, 0);
    return {
      snrDb: 10 * Math.log10(power / noise),
      bias: errors.reduce((total, each) => total + each, 0) / errors.length / rms,
    };
  };
  const ulps = outputs.map(({ cast, got }) => {
    const place = 2 ** (Math.floor(Math.log2(Math.max(Math.abs(cast), rms))) - result.mantissaBits);
    return Math.abs(got - cast) / place;
  });
  return {
    operands: of(({ exact, cast }) => cast - exact),
    accumulation: { ...of(({ cast, got }) => got - cast), maxUlp: Math.max(...ulps) },
    total: of(({ exact, got }) => got - exact),
  };
}

describe.each([
  ['ipu21-amp', 'float8_e4m3fnuz', {}],
  ['ipu21-amp', 'float8_e5m2fnuz', { accumulator: 'float32' }],
  ['hopper', 'float8_e4m3fn', {}],
  ['hopper', 'float8_e5m2', { accumulator: 'float16' }],
  ['cdna3', 'float8_e5m2fnuz', {}],
  ['exact', 'float8_e4m3fn', {}],
] as const)('%s in %s %j', (family, name, options) => {
  it('has the error that an independent computation finds', () => {
    const unit = unitFamily(family, 'test').resolve(name, name, options, 'test');
    const format = resolveFloatFormat(name, 'test');
    const [m, n, k] = [5, 6, 130];
    const values = [gaussian(m * k, 11), gaussian(k * n, 12)] as const;
    const operand = (of: Float64Array) => ({ values: of, format, scaleExponent: 0 });
    const error = productError({ unit, m, n, k, left: operand(values[0]), right: operand(values[1]) }, engine);
    const expected = independentError(unit, [m, n, k], values);
    for (const kind of ['operands', 'accumulation', 'total'] as const) {
      // No error at all is null.
      expect(error[kind].snrDb ?? Number.POSITIVE_INFINITY).toBeCloseTo(expected[kind].snrDb, 6);
      expect(error[kind].bias).toBeCloseTo(expected[kind].bias, 9);
    }
    expect(error.accumulation.maxUlp).toBeCloseTo(expected.accumulation.maxUlp, 6);
  });
});
