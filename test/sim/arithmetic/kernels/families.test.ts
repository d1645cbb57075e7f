/** Which kernels take a unit, from its fields; and the records that host and kernels share. */
import { describe, expect, it } from 'vitest';
import { unitFamily } from '../../../../models/units/families.js';
import type { DotProductUnit } from '../../../../models/units/unit.js';
import { kernelChoice } from '../../../../sim/arithmetic/kernels/dispatch.js';
import { fieldsOf, recordWords } from '../../../../sim/arithmetic/kernels/host/records.js';
import { ScalarFormat } from '../../../../sim/arithmetic/kernels/scalar/records.js';

const amp = unitFamily('ipu21-amp', 'test').resolve('float8_e4m3fnuz', 'float8_e4m3fnuz', {}, 'test');
const hopper = unitFamily('hopper', 'test').resolve('float8_e4m3fn', 'float8_e4m3fn', {}, 'test');

const chosen = (unit: DotProductUnit) => {
  const { family, refused } = kernelChoice(unit);
  return [family?.name, ...refused.map(({ family: name, because }) => `${name}: ${because}`)];
};

describe('the first family that takes a unit runs it, and the others say why not', () => {
  it.each([
    ['AMP', amp, ['exact']],
    ['hopper', hopper, ['aligned', 'exact: its sums are aligned, not exact']],
    [
      'AMP rounding after 8 steps',
      { ...amp, stepsPerRounding: 8 },
      ['scalar', 'exact: it rounds after 8 steps, not after each', 'aligned: its sums are exact, not aligned'],
    ],
    [
      'AMP of 24 products',
      { ...amp, productsPerStep: 24 },
      ['scalar', 'exact: 24 products a step are no whole vectors', 'aligned: its sums are exact, not aligned'],
    ],
    [
      'hopper of 40 bits',
      { ...hopper, sum: { ...hopper.sum, fractionBits: 40 } },
      ['scalar', 'exact: its sums are aligned, not exact', 'aligned: it keeps 40 bits'],
    ],
    [
      'hopper with ties',
      { ...hopper, sum: { ...hopper.sum, cut: 'nearest-even' } },
      ['scalar', 'exact: its sums are aligned, not exact', 'aligned: it cuts by nearest-even'],
    ],
    [
      'extreme biases',
      { ...amp, aFormat: '1.5.2:bias=490', bFormat: '1.5.2:bias=490' },
      [
        undefined,
        'exact: its exponents reach beyond its digits',
        'aligned: its sums are exact, not aligned',
        'scalar: its exponents reach beyond float64',
      ],
    ],
  ] as const)('%s', (_, unit, expected) => {
    expect(chosen(unit as DotProductUnit)).toEqual(expected);
  });
});

it('a record is its class’s fields as words, in their order', () => {
  const fields = fieldsOf(ScalarFormat);
  expect(fields.slice(0, 4)).toEqual(['mantissaBits', 'bias', 'least', 'signCode']);
  const values = Object.fromEntries(fields.map((field, i) => [field, i + 1])) as Record<keyof ScalarFormat, number>;
  expect([...recordWords(ScalarFormat, values)]).toEqual(fields.map((_, i) => i + 1));
});
