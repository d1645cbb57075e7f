import { describe, expect, it } from 'vitest';
import { InputError } from '../../../models/input-error.js';
import { UNIT_FAMILIES, unitFamily } from '../../../models/units/families.js';

describe.each(UNIT_FAMILIES.map((family) => [family.name, family] as const))('%s', (name, family) => {
  it('resolves every pair that it lists, and says what is assumed', () => {
    expect(family.pairs.length).toBeGreaterThan(0);
    for (const [a, b] of family.pairs) expect(family.resolve(a, b, {}, 'test').family).toBe(name);
    expect(family.assumed.length).toBeGreaterThan(0);
    expect(family.source).not.toBe('');
  });

  it('takes a promotion interval of whole steps only, where that is open', () => {
    const [a, b] = family.pairs[0] ?? ['', ''];
    if (!family.choices.includes('promotion')) {
      expect(() => family.resolve(a, b, { promotion: 1024 }, 'test')).toThrow(InputError);
      return;
    }
    const { productsPerStep } = family.resolve(a, b, {}, 'test');
    const products = 4 * productsPerStep;
    expect(family.resolve(a, b, { promotion: products }, 'test').promotion).toEqual({ products, format: 'float32' });
    if (productsPerStep > 1)
      expect(() => family.resolve(a, b, { promotion: products + 1 }, 'test')).toThrow(InputError);
  });
});

it('a combination outside the table is an error that names the table', () => {
  const resolve = (a: string, b: string, options = {}) => unitFamily('hopper', 'test').resolve(a, b, options, '--unit');
  const table = /^--unit: expected a combination that hopper takes \(float8_e4m3fn\|float8_e5m2 × .* into float32; /;
  expect(() => resolve('float8_e4m3fnuz', 'float8_e4m3fnuz')).toThrow(table);
  expect(() => resolve('float16', 'float8_e5m2')).toThrow(table);
  expect(() => resolve('bfloat16', 'bfloat16', { accumulator: 'float16' })).toThrow(table);
  expect(() => resolve('float16', 'float16', { rounding: 'up' })).toThrow(/only what hopper leaves open/);
});
