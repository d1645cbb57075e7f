/**
 * What NVIDIA's tensor cores share: every product and the accumulator truncated below the largest exponent,
 * an exact sum, one result. Each generation's preset says how many products a step and fraction bits.
 * Source: MMA-Sim (arXiv:2511.10909), models compared by its authors with the GPUs.
 */

import { alignedTruncated } from './sum-rules.js';
import { SCALES_ASSUMED, type UnitRow } from './table.js';

export const NVIDIA_SOURCE =
  'MMA-Sim, arXiv:2511.10909 (compared by its authors with GPUs); DeepSeek-V3 issues 197, 659';

const CHAINED = [
  'long sums are chained: d of one instruction is c of the next; missing products are zeros',
  'zeros take no part in the alignment; later versions of MMA-Sim give them an exponent of −131 to −133, which shows only where the accumulator is zero and every product below 2^-131',
  'promotion adds each partial into a float32 register, nearest-even (a choice of software, not of the unit)',
  SCALES_ASSUMED,
];

/** Of units that no captured row was compared with. */
export const NVIDIA_ASSUMED = [
  'the arithmetic is MMA-Sim’s model, not read from the silicon here; the unit is arithmetic, not a timed machine',
  ...CHAINED,
];

/** Of units that answer as captured rows do. */
export const NVIDIA_CAPTURED_ASSUMED = [
  'beyond the captured rows (no NaN, infinity, overflow, negative accumulator, mixed operands, long sum in them) the arithmetic is MMA-Sim’s model; the unit is arithmetic, not a timed machine',
  ...CHAINED,
];

/** Of float16 results of float16 products. */
export const CUT_UNSEEN =
  'into float16 hardly any row shows where terms are cut: the fraction bits are those into float32';
/** Of tf32, of which rows hold four products. */
export const TF32_STEP = 'rows of tf32 hold 4 products: they show at least 4 a step, not how many more';
/** Of chips whose rows of wide formats come from another instruction. */
export const CAPTURED_BY_WMMA =
  'rows of float16, bfloat16 and tf32 were captured through wmma (mma.sync); that the newer instruction does the same is MMA-Sim’s word';

export const OCP_FP8 = ['float8_e4m3fn', 'float8_e5m2'] as const;
/** What Blackwell's k32 instructions take (kind::f8f6f4), any with any. Source: PTX ISA 8.7, mma and tcgen05.mma. */
export const F8F6F4 = [...OCP_FP8, 'float6_e3m2fn', 'float6_e2m3fn', 'float4_e2m1fn'] as const;
/** Of the formats of f8f6f4 that MMA-Sim compared with no GPU. */
export const FP6_FP4_ASSUMED =
  'fp6 and fp4 from a model: that they are summed as MMA-Sim sums fp8, each with the least exponent of its own format, is no more than that (PTX says which pairs the instruction takes; MMA-Sim leaves fp6 out)';

const shared = { overflow: 'infinity', nan: 'all-ones', zero: 'positive' } as const;
/** float32, toward zero. */
export const FLOAT32_TRUNCATED: UnitRow['accumulator'] = { ...shared, format: 'float32', rounding: 'toward-zero' };
/** "e8m13": a float32 with 13 fraction bits, toward zero. */
export const E8M13_TRUNCATED: UnitRow['accumulator'] = { ...FLOAT32_TRUNCATED, mantissaBits: 13 };
/** float16, nearest-even. */
export const FLOAT16_NEAREST: UnitRow['accumulator'] = { ...shared, format: 'float16', rounding: 'nearest-even' };

/** A row of float16 or bfloat16 or tf32 with itself. */
export function sameFormatRow(
  format: string,
  accumulator: UnitRow['accumulator'],
  productsPerStep: number,
  fractionBits: number,
): UnitRow {
  return { a: [format], b: [format], accumulator, productsPerStep, sum: alignedTruncated(fractionBits) };
}

/** A row of fp8, mixed too. */
export function fp8Row(
  formats: readonly string[],
  accumulator: UnitRow['accumulator'],
  productsPerStep: number,
  fractionBits: number,
): UnitRow {
  return { a: formats, b: formats, accumulator, productsPerStep, sum: alignedTruncated(fractionBits) };
}
