/**
 * A chain of fused multiply-adds in the order of K: one product and one rounding a step.
 * Source: IEEE 754-2019, 5.4.1 (fusedMultiplyAdd).
 */
import { ANY_ACCUMULATORS, EXAMPLE_PAIRS, IEEE_CHOICES, ieeeAccumulator } from './ieee.js';
import { tableFamily } from './table.js';

export const fma = tableFamily(
  {
    name: 'fma',
    summary: 'chain of fused multiply-adds in the order of K, rounded once a product into the accumulator',
    source: 'IEEE 754-2019, 5.4.1',
    assumed: ['operands narrower than the accumulator are widened exactly before the operation'],
    choices: IEEE_CHOICES,
    pairs: EXAMPLE_PAIRS,
  },
  ANY_ACCUMULATORS.map((format) => ({
    a: 'any-float',
    b: 'any-float',
    accumulator: ieeeAccumulator(format),
    productsPerStep: 1,
    sum: { kind: 'exact' },
  })),
);
