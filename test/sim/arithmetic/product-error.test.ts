import { afterAll, describe, expect, it } from 'vitest';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { unitFamily } from '../../../models/units/families.js';
import { randomNormal } from '../../../runtime/random.js';
import { createEngine } from '../../../sim/arithmetic/kernels/engine.js';
import { errorAgainstK, productError } from '../../../sim/arithmetic/product-error.js';

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
