/** A matrix product on one tile, as a record. */
import type { OperandWidth } from '../../../../models/machines/operand-width.js';
import type { PartialWidth } from '../../amp-shape.js';

/** `packed`: rows in blocks as the next product wants its left operand; pieces restart at their edges. */
export const GEMM_OUTPUTS = ['plain', 'packed'] as const;

export type GemmOutput = (typeof GEMM_OUTPUTS)[number];

/** The memory that coefficients lie in: read two elements at a time, or one. */
export const COEFFICIENT_PLACES = ['interleaved', 'standard'] as const;

export type CoefficientPlace = (typeof COEFFICIENT_PLACES)[number];

/** Whether the first panel of a column group starts from zero or from what the output holds. */
export const GEMM_STARTS = ['zero', 'output'] as const;

export type GemmStart = (typeof GEMM_STARTS)[number];

/** output[m × n] (+)= left[m × k] · right[k × n]. */
export interface GemmTask {
  readonly kind: 'gemm';
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly operands: OperandWidth;
  readonly partials: PartialWidth;
  readonly output: GemmOutput;
  readonly coefficients: CoefficientPlace;
  readonly start: GemmStart;
}
