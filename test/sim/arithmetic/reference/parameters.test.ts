/** Parameters that no vector covers, on sums counted by hand. */
import { expect, it } from 'vitest';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { unitFamily } from '../../../../models/units/families.js';
import { resultFormat, type UnitOptions } from '../../../../models/units/unit.js';
import { decode, encode } from '../../../../sim/arithmetic/reference/convert.js';
import { dot } from '../../../../sim/arithmetic/reference/dot.js';

/** The value of c + Σ a·b. */
function result(
  family: string,
  format: string,
  a: readonly number[],
  b: readonly number[],
  c: number,
  options: UnitOptions = {},
): number {
  const unit = unitFamily(family, 'test').resolve(format, format, options, 'test');
  const code = (name: string) => (value: number) =>
    encode(resolveFloatFormat(name, 'test'), value, { rounding: 'nearest-even', overflow: 'special' });
  const name = resultFormat(unit);
  const d = dot(unit, a.map(code(format)), b.map(code(format)), code(name)(c), 0);
  return decode(resolveFloatFormat(name, 'test'), d);
}

const ones = (length: number) => Array.from({ length }, () => 1);
/** One product of 1 in each pass of 32. */
const sparse = (length: number) => Array.from({ length }, (_, i) => (i % 32 === 0 ? 1 : 0));

it('Hopper loses 32 beside 2^20 in 13 bits; promotion keeps it in float32', () => {
  expect(result('hopper', 'float8_e4m3fn', ones(32), ones(32), 2 ** 20)).toBe(2 ** 20);
  expect(result('hopper', 'float8_e4m3fn', ones(32), ones(32), 2 ** 20, { promotion: 32 })).toBe(2 ** 20 + 32);
});

it('the AMP rounds 2048 + 1 back to 2048 every pass, and 2048 + 8 once a phase', () => {
  expect(result('ipu21-amp', 'float8_e4m3fnuz', sparse(256), ones(256), 2048)).toBe(2048);
  const phase = { stepsPerRounding: 8 };
  expect(result('ipu21-amp', 'float8_e4m3fnuz', sparse(256), ones(256), 2048, phase)).toBe(2056);
  const partials = { accumulator: 'float32' };
  expect(result('ipu21-amp', 'float8_e4m3fnuz', sparse(256), ones(256), 2048, partials)).toBe(2056);
});

it('the chain of multiply-adds rounds every product, ExSdotp every two, exact once', () => {
  const [a, b] = [ones(4), ones(4)];
  const float16 = { accumulator: 'float16' };
  expect(result('fma', 'float8_e5m2', a, b, 2048, float16)).toBe(2048);
  expect(result('exsdotp', 'float8_e5m2', a, b, 2048)).toBe(2052);
  expect(result('exact', 'float8_e5m2', [1, 1, 1, 1, 1, 0], [1, 1, 1, 1, 1, 0], 2048, float16)).toBe(2052);
});

it('chunks of 64 in DLFloat16 keep what one chain loses', () => {
  // DLFloat16 has 9 mantissa bits: from 1024 on, a chain cannot add 1.
  expect(result('ibm-chunked', 'float8_e5m2', ones(2048), ones(2048), 0)).toBe(2048);
  expect(result('fma', 'float8_e5m2', ones(2048), ones(2048), 0, { accumulator: 'dlfloat16' })).toBe(1024);
});
