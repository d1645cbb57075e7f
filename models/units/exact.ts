/**
 * The ideal: the exact sum of all products and the initial value, rounded once. The yardstick of accumulation
 * errors; no hardware.
 */
import { ANY_ACCUMULATORS, EXAMPLE_PAIRS, IEEE_CHOICES, ieeeAccumulator } from './ieee.js';
import { tableFamily } from './table.js';

export const exact = tableFamily(
  {
    name: 'exact',
    summary: 'exact sum of all products of a whole dot product, rounded once into the accumulator',
    source: 'definition (Kulisch accumulation)',
    assumed: ['an ideal to compare with, not hardware'],
    choices: IEEE_CHOICES,
    pairs: EXAMPLE_PAIRS,
  },
  ANY_ACCUMULATORS.map((format) => ({
    a: 'any-float',
    b: 'any-float',
    accumulator: ieeeAccumulator(format),
    productsPerStep: 1,
    sum: { kind: 'exact' },
    stepsPerRounding: 'all',
  })),
);
