/**
 * AMD CDNA3 (MI300) matrix cores: groups of products in K order, aligned in two stages.
 * fp8 and bf8 are the FNUZ formats; even and odd products are summed apart. xf32 reads tf32 operands.
 * float32 is a chain of fused multiply-adds. Left out: float64.
 * Source: MMA-Sim, arXiv:2511.10909.
 */
import { SCALES_ASSUMED, tableFamily, type UnitRow } from './table.js';
import type { TwoStageSum } from './unit.js';

const FLOAT32: UnitRow['accumulator'] = {
  format: 'float32',
  rounding: 'nearest-even',
  overflow: 'infinity',
  nan: 'quiet',
  zero: 'positive',
};

const IN_SEQUENCE: TwoStageSum = {
  kind: 'two-stage',
  productBits: 24,
  sumBits: 31,
  accumulatorBits: 24,
  order: 'in-sequence',
};
const EVEN_ODD: TwoStageSum = { ...IN_SEQUENCE, order: 'even-odd', accumulatorReach: 25 };
const FNUZ = ['float8_e4m3fnuz', 'float8_e5m2fnuz'] as const;

function row(formats: readonly string[], productsPerStep: number, sum: TwoStageSum): UnitRow {
  return { a: formats, b: formats, accumulator: FLOAT32, productsPerStep, sum };
}

export const cdna3 = tableFamily(
  {
    name: 'cdna3',
    summary:
      'AMD CDNA3 matrix core: 16 products of fp8 (even and odd apart), 8 of float16 or bfloat16, 4 of tf32 a step, truncated at 24 bits, added to the accumulator at 31, rounded to float32',
    source: 'MMA-Sim, arXiv:2511.10909',
    assumed: [
      'no third party has confirmed MMA-Sim’s model of CDNA3; the unit is arithmetic, not a timed machine',
      'a product or sum of exactly zero gives +0',
      'the sum and the accumulator are rounded to float32 as they are; later versions of MMA-Sim keep one more bit of the sum and floor what comes out at 31 bits below its leading bit',
      'promotion adds each partial into a float32 register, nearest-even (a choice of software, not of the unit)',
      SCALES_ASSUMED,
    ],
    choices: ['accumulator', 'promotion'],
  },
  [
    row(FNUZ, 16, EVEN_ODD),
    row(['float16'], 8, IN_SEQUENCE),
    row(['bfloat16'], 8, IN_SEQUENCE),
    row(['tf32'], 4, IN_SEQUENCE),
    {
      a: ['float32'],
      b: ['float32'],
      accumulator: { ...FLOAT32, zero: 'ieee' },
      productsPerStep: 1,
      sum: { kind: 'exact' },
    },
  ],
);
