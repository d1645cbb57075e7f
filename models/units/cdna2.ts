/**
 * AMD CDNA2 (MI210, MI250, MI250X) matrix cores: float16 and bfloat16 as products and sums of pairs in float32, which
 * flush subnormals. The "_1k" instructions of bfloat16 add four products before the accumulator, as float16 does; those
 * that CDNA1 had add two. float32 is a chain of fused multiply-adds, subnormals kept. Left out: integers, float64.
 * Sources: MMA-Sim, arXiv:2511.10909, its published model of CDNA2 (microsoft/MMA-Sim, amd/sim.py and
 * arithmetic/ftz_mul_add.py); AMD, MIOpen, "MI200 MFMA behavior specifics" (subnormal input and output become zero).
 */
import { SCALES_ASSUMED, tableFamily, type UnitRow } from './table.js';
import type { UnitFamily } from './unit.js';

const FLOAT32: UnitRow['accumulator'] = {
  format: 'float32',
  rounding: 'nearest-even',
  overflow: 'infinity',
  nan: 'quiet',
  zero: 'ieee',
};

function pairs(format: string, productsPerStep: number): UnitRow {
  const sum = { kind: 'pairwise', subnormals: 'flushed' } as const;
  return { a: [format], b: [format], accumulator: FLOAT32, productsPerStep, sum };
}

const FUSED: UnitRow = {
  a: ['float32'],
  b: ['float32'],
  accumulator: FLOAT32,
  productsPerStep: 1,
  sum: { kind: 'exact' },
};

function family(name: string, summary: string, rows: readonly UnitRow[]): UnitFamily {
  return tableFamily(
    {
      name,
      summary,
      source:
        'MMA-Sim, arXiv:2511.10909, and its published model (microsoft/MMA-Sim); AMD, MIOpen, “MI200 MFMA behavior specifics”',
      assumed: [
        'from a model: no captured row confirms it (AMD documents that subnormals become zero, not where, nor the order of sums); the unit is arithmetic, not a timed machine',
        'a dot product of any length is one instruction: the accumulator is flushed before it, not between its steps',
        'NaN is written as the quiet bit alone, +',
        'promotion adds each partial into a float32 register, nearest-even (a choice of software, not of the unit)',
        SCALES_ASSUMED,
      ],
      choices: ['accumulator', 'promotion'],
    },
    rows,
  );
}

export const cdna2 = family(
  'cdna2',
  'AMD CDNA2 matrix core (MI250X): 4 products of float16 or bfloat16 (_1k) a step, added two and two in float32, then to the accumulator, subnormals flushed to zero; float32 as fused multiply-adds',
  [pairs('float16', 4), pairs('bfloat16', 4), FUSED],
);

export const cdna2Bf16 = family(
  'cdna2-bf16',
  'AMD CDNA2 matrix core (MI250X), the bfloat16 instructions of CDNA1 (without _1k): 2 products a step, added in float32, then to the accumulator, subnormals flushed to zero',
  [pairs('bfloat16', 2)],
);
