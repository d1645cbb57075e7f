/**
 * ExSdotp: the expanding sum of two products of PULP's MiniFloat-NN, in the open FPU CVFPU: two products and an
 * accumulator of twice the operands' width, summed exactly, one rounding.
 * Source: Bertaccini et al., "MiniFloat-NN and ExSdotp", ARITH 2022, arXiv:2207.03192.
 */
import { IEEE_CHOICES, ieeeAccumulator } from './ieee.js';
import { tableFamily, type UnitRow } from './table.js';

/** FP8 is float8_e5m2, FP8alt float8_e4m3 (IEEE conventions). */
const FP8 = ['float8_e5m2', 'float8_e4m3'] as const;

function row(formats: readonly string[], accumulator: string): UnitRow {
  return {
    a: formats,
    b: formats,
    accumulator: ieeeAccumulator(accumulator),
    productsPerStep: 2,
    sum: { kind: 'exact' },
  };
}

export const exsdotp = tableFamily(
  {
    name: 'exsdotp',
    summary:
      'ExSdotp (MiniFloat-NN, CVFPU): two products and an accumulator of twice the width, exact sum, one rounding',
    source: 'Bertaccini et al., ARITH 2022, arXiv:2207.03192',
    assumed: ['the three-term sum is exact before its rounding', 'a missing second product is +0'],
    choices: IEEE_CHOICES,
  },
  [row(FP8, 'float16'), row(FP8, 'bfloat16'), row(['float16'], 'float32'), row(['bfloat16'], 'float32')],
);
