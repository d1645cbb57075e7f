/** Values one by one, at the ends of float32 and of the steps that can be spelled, against the exact reference. */
import { describe, expect, it } from 'vitest';
import { resolveFormat } from '../../../../models/formats/resolve.js';
import { ROUNDING_RULES } from '../../../../models/rounding.js';
import { numberEncoder } from '../../../../sim/arithmetic/kernels/conversion/encode-number.js';
import { encode } from '../../../../sim/arithmetic/reference/convert.js';

const ENDS = [0, 2 ** -149, 3 * 2 ** -149, 2 ** -126, 1, 1.5, 2 ** 127, (2 - 2 ** -23) * 2 ** 127, Infinity];
const VALUES = ENDS.flatMap((value) => [value, -value]);

describe.each([
  'int8:step=2^500',
  'int16:step=2^-500',
  'int2:step=2^-149',
  '1.8.23:bias=500',
  '1.8.23:bias=-500',
  '1.0.7:bias=-500',
  '0.5.3',
])('%s', (name) => {
  it.each(ROUNDING_RULES)('%s', (rounding) => {
    const format = resolveFormat(name, 'test');
    const rule = { rounding, overflow: 'saturate' } as const;
    const random = { bits: 3, value: 5 };
    const fast = numberEncoder(format, rule);
    const answer = (code: () => number) => {
      try {
        return code();
      } catch (error) {
        return (error as Error).message;
      }
    };
    for (const value of VALUES) {
      const expected = answer(() => encode(format, value, rule, random));
      expect([value, answer(() => fast(value, random, false))]).toEqual([value, expected]);
    }
  });
});

describe('a step that float64 cannot divide by is refused', () => {
  it.each(['int8:step=2^501', 'int8:step=2^-501', 'int8:step=2^999'])('%s', (name) => {
    expect(() => resolveFormat(name, '--format')).toThrow('--format: expected a step within 2^±500');
  });
});
