/**
 * AMD CDNA1 (MI100) matrix cores: exact sums of the products of a step and the accumulator, rounded once to float32.
 * float32 is a chain of fused multiply-adds. Left out: integers.
 * Source: MMA-Sim, arXiv:2511.10909, its published model of CDNA1 (microsoft/MMA-Sim, amd/sim.py and arithmetic/fdpa.py).
 */
import { SCALES_ASSUMED, tableFamily, type UnitRow } from './table.js';

const FLOAT32: UnitRow['accumulator'] = {
  format: 'float32',
  rounding: 'nearest-even',
  overflow: 'infinity',
  nan: 'quiet',
  zero: 'signed-underflow',
};

function row(format: string, productsPerStep: number, zero: UnitRow['accumulator']['zero'] = FLOAT32.zero): UnitRow {
  return {
    a: [format],
    b: [format],
    accumulator: { ...FLOAT32, zero },
    productsPerStep,
    sum: { kind: 'exact' },
  };
}

export const cdna1 = tableFamily(
  {
    name: 'cdna1',
    summary:
      'AMD CDNA1 matrix core (MI100): 4 products of float16 or 2 of bfloat16 a step, added exactly to the accumulator, rounded once to float32; float32 as fused multiply-adds',
    source: 'MMA-Sim, arXiv:2511.10909, and its published model (microsoft/MMA-Sim)',
    assumed: [
      'from a model: no captured row and no third party confirms it; the unit is arithmetic, not a timed machine',
      'an exact sum of zero is +0; a negative sum that rounds to zero is −0',
      'promotion adds each partial into a float32 register, nearest-even (a choice of software, not of the unit)',
      SCALES_ASSUMED,
    ],
    choices: ['accumulator', 'promotion'],
  },
  [row('float16', 4), row('bfloat16', 2), row('float32', 1, 'ieee')],
);
