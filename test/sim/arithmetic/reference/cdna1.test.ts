/** AMD CDNA1 as its published model has it: exact sums of a step, one rounding. Values by hand. */
import { expect, it } from 'vitest';
import { unitFamily } from '../../../../models/units/families.js';
import { dot } from '../../../../sim/arithmetic/reference/dot.js';

const float16 = unitFamily('cdna1', 'test').resolve('float16', 'float16', {}, 'test');
const bfloat16 = unitFamily('cdna1', 'test').resolve('bfloat16', 'bfloat16', {}, 'test');

it('loses nothing among four float16 products and the accumulator: 2^30 + 2^-24 − 2^30', () => {
  const [large, least, one] = [0x7800, 0x0001, 0x3c00];
  expect(dot(float16, [large, least, large], [large, one, large + 0x8000], 0, 0)).toBe(0x33800000);
});

it('rounds between steps of two bfloat16 products, to nearest even: (2^30 + 2^-24) − 2^30', () => {
  const [large, small, one] = [0x4700, 0x3380, 0x3f80];
  expect(dot(bfloat16, [large, small, large], [large, one, large + 0x8000], 0, 0)).toBe(0);
  expect(dot(bfloat16, [large, large, small], [large, large + 0x8000, one], 0, 0)).toBe(0x33800000);
});
