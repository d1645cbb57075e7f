/**
 * The arithmetic that a step of training asks for: products through a unit, conversions between formats, and
 * what comes between products. The ops know this interface only; engineArithmetic gives it the fast twins.
 */
import type { OverflowRule, RoundingRule } from '../../models/rounding.js';
import type { ElementArithmetic } from '../../sim/arithmetic/elements.js';
import type { GemmRequest, RandomKey } from '../../sim/arithmetic/kernels/request.js';
import type { CastStatistics, Elements } from './tensor.js';

/** A stream of random bits, so many an element. */
export type RandomStream = RandomKey & { readonly bits: number };

/** As the engine takes it, on a tensor's elements. */
export type ProductRequest = Omit<GemmRequest, 'a' | 'b' | 'initial'> & {
  readonly a: Elements;
  readonly b: Elements;
};

export interface ScaledFormat {
  readonly format: string;
  readonly scaleExponent: number;
}

export interface ConvertRequest {
  readonly codes: Elements;
  readonly from: ScaledFormat;
  readonly to: ScaledFormat;
  readonly rounding: RoundingRule;
  readonly overflow: OverflowRule;
  readonly random?: RandomStream;
}

export interface Arithmetic {
  /** Elements of the unit's accumulator format, [m × n] row-major. */
  gemm(request: ProductRequest): { readonly codes: Elements };
  readonly elements: ElementArithmetic;
  convert(request: ConvertRequest): { readonly codes: Elements; readonly statistics: CastStatistics };
  /** Elements that calls within `use` give hold until it returns: none may be part of its result. */
  readonly lent: <Result>(use: () => Result) => Result;
}
