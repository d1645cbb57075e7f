/**
 * What a dot-product unit is: one parameter record for every multiply-accumulate datapath that Octile
 * models. A preset (ipu21-amp.ts) is a family: it maps a pair of operand formats to such a record.
 * Left out: how it computes (sim/arithmetic), how long it takes (models/machines).
 */
import type { RoundingRule } from '../rounding.js';

/** How the products of a step and the accumulator become one number. */
export type SumRule =
  /** The exact sum. */
  | { readonly kind: 'exact' }
  /** The exact sum, rounded once to float32 (nearest-even) before the accumulator's own rounding. */
  | { readonly kind: 'float32' }
  /**
   * Every term cut to `fractionBits` bits below the largest exponent, then an exact sum.
   * Products are not renormalised; a zero takes no part in the largest exponent.
   */
  | {
      readonly kind: 'aligned';
      readonly fractionBits: number;
      readonly cut: 'truncate' | 'nearest-even';
      readonly accumulatorAligned: 'with-products' | 'after-products';
    };

/** What a step's sum beyond the accumulator's largest finite value becomes. */
export const ACCUMULATOR_OVERFLOW_RULES = ['nan', 'clip', 'infinity'] as const;
export type AccumulatorOverflow = (typeof ACCUMULATOR_OVERFLOW_RULES)[number];

/** A resolved unit: one pair of operand formats, every parameter said. */
export interface DotProductUnit {
  readonly family: string;
  readonly aFormat: string;
  readonly bFormat: string;
  readonly productsPerStep: number;
  readonly sum: SumRule;
  readonly accumulator: {
    readonly format: string;
    readonly rounding: RoundingRule;
    readonly randomBits: number;
    readonly overflow: AccumulatorOverflow;
  };
  /** Steps whose exact sums are joined before one rounding into the accumulator. */
  readonly stepsPerRounding: number;
  /** Least and largest sum of the two operands' power-of-two scales. */
  readonly scaleRange: readonly [number, number];
}

/** What a user may choose within a family; everything else the family fixes. */
export interface UnitOptions {
  readonly internal?: SumRule;
  readonly rounding?: RoundingRule;
  readonly randomBits?: number;
  readonly overflow?: AccumulatorOverflow;
}

/** A family of units with what a reader must know about it. */
export interface UnitFamily {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Statements that no document or measurement confirms. */
  readonly assumed: readonly string[];
  /** The pairs of operand formats that it takes. */
  readonly pairs: readonly (readonly [string, string])[];
  /**
   * @param where what an error names
   * @throws InputError for a pair outside `pairs`
   */
  readonly resolve: (aFormat: string, bFormat: string, options: UnitOptions, where: string) => DotProductUnit;
}
