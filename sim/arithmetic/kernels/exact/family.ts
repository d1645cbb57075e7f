/**
 * Exact sums of up to 32 products a step, rounded once a step (or to float32 first), as the AMP's: in integers of 16 bits, in two limbs of
 * them, or in float64, by what each block of operands needs.
 */
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import type { DotProductUnit } from '../../../../models/units/unit.js';
import { type KernelFamily, type Takes, takesWhere } from '../family.js';
import { exponentRange } from '../scalar/range.js';
import { lanesOf } from './chunk-length.js';
import { gemmExact } from './gemm-exact.js';
import { hasPacking } from './operand.js';

const MOST_PRODUCTS = 32;
/** Exponents that digits.ts holds, 2^−384 to 2^384, with room for the sums of a step. */
const LARGEST_EXPONENT = 350;
/** Exponents whose sums of a step are normal numbers of float32. */
const LARGEST_FLOAT32 = 120;

export const exactFamily: KernelFamily = { name: 'exact', twin: 'simd', takes, gemm: gemmExact };

function takes(unit: DotProductUnit): Takes {
  const { accumulator, sum, productsPerStep, stepsPerRounding, promotion, blockScale } = unit;
  const operands = [unit.aFormat, unit.bFormat].map((name) => resolveFloatFormat(name, 'unit'));
  const format = resolveFloatFormat(accumulator.format, 'accumulator');
  return takesWhere(
    [sum.kind === 'exact' || isFloat32(unit), `its sums are ${sum.kind}, not exact`],
    [stepsPerRounding === 1, `it rounds after ${stepsPerRounding} steps, not after each`],
    [promotion === undefined, 'it promotes its partials'],
    [blockScale === undefined, 'it has block scales'],
    [accumulator.nan === 'quiet' && accumulator.zero === 'signed-underflow', 'its zeros or NaN have another sign rule'],
    [format.name === 'float16' || format.name === 'float32', `its accumulator is ${accumulator.format}`],
    [accumulator.mantissaBits === format.mantissaBits, 'its accumulator keeps fewer bits than its format has'],
    [operands.every(hasPacking), `${unit.aFormat} × ${unit.bFormat} has no packing in integers or float64`],
    [
      productsPerStep <= MOST_PRODUCTS && productsPerStep % lanesOf(operands) === 0,
      `${productsPerStep} products a step are no whole vectors`,
    ],
    [reaches(unit) <= LARGEST_EXPONENT, 'its exponents reach beyond its digits'],
  );
}

/**
 * Whether exact sums are rounded to float32 and then again: into float16, none of them beyond float32's numbers; or to
 * nearest into float32, which keeps what is one.
 */
function isFloat32(unit: DotProductUnit): boolean {
  const { format, rounding } = unit.accumulator;
  if (unit.sum.kind !== 'float32') return false;
  return format === 'float16' ? reaches(unit) <= LARGEST_FLOAT32 : rounding === 'nearest-even';
}

/** The largest exponent, up or down, of any product with any sum of scales. */
function reaches(unit: DotProductUnit): number {
  const ends = unit.scaleRange.flatMap((scaleSum) => Object.values(exponentRange(unit, scaleSum)));
  return Math.max(...ends.map(Math.abs));
}
