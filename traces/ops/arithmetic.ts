/**
 * The arithmetic that a step of training asks for: products through a unit, and conversions between
 * formats. The ops know this interface only; engineArithmetic gives it the fast twins.
 */
import type { OverflowRule, RoundingRule } from '../../models/rounding.js';
import type { DotProductUnit } from '../../models/units/unit.js';
import type { CastStatistics, Codes, Layout } from './tensor.js';

export interface RandomStream {
  readonly seed: number;
  readonly stream: number;
  readonly bits: number;
}

export interface GemmRequest {
  readonly unit: DotProductUnit;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Codes;
  readonly aLayout: Layout;
  readonly b: Codes;
  readonly bLayout: Layout;
  readonly scaleSum: number;
  readonly random?: RandomStream;
}

export interface ScaledFormat {
  readonly format: string;
  readonly scaleExponent: number;
}

export interface ConvertRequest {
  readonly codes: Codes;
  readonly from: ScaledFormat;
  readonly to: ScaledFormat;
  readonly rounding: RoundingRule;
  readonly overflow: OverflowRule;
  readonly random?: RandomStream;
}

export interface Arithmetic {
  /** Codes of the unit's accumulator format, [m × n] row-major. */
  gemm(request: GemmRequest): { readonly codes: Codes };
  convert(request: ConvertRequest): { readonly codes: Codes; readonly statistics: CastStatistics };
}
