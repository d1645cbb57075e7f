/**
 * What a dot-product unit is: one parameter record for every multiply-accumulate datapath that Octile
 * models. A preset (one file each) is a family: it maps operand formats and an accumulator to such a record.
 * Left out: how it computes (sim/arithmetic), how long it takes (models/machines).
 * Sources: each preset names its own; the aligned sums after MMA-Sim, arXiv:2511.10909.
 */
import type { RoundingRule } from '../rounding.js';

/** How the products of a step and the accumulator become one number. */
export type SumRule =
  /** The exact sum. */
  | { readonly kind: 'exact' }
  /** The exact sum, rounded once to float32 (nearest-even) before the accumulator's own rounding. */
  | { readonly kind: 'float32' }
  | AlignedSum
  | TwoStageSum
  | GroupedSum
  | PairwiseSum;

/** Every term cut to `fractionBits` bits below the largest exponent, then an exact sum. */
export interface AlignedSum {
  readonly kind: 'aligned';
  readonly fractionBits: number;
  readonly cut: 'truncate' | 'floor' | 'nearest-even';
  /** Whether the accumulator counts for the largest exponent and is cut too, or joins the cut products exactly. */
  readonly accumulatorAligned: 'with-products' | 'after-products';
  /** A product's exponent: the sum of its operands' exponents, or that of its leading bit. */
  readonly productExponent: 'operands' | 'normalised';
  /** A subnormal's exponent: the format's least, or that of its leading bit. */
  readonly subnormals: 'least-exponent' | 'normalised';
  /** Whether products that are zero count for the largest exponent (a zero has the format's least). */
  readonly zeroProducts: 'left-out' | 'aligned';
}

/**
 * CDNA3. Products truncated to `productBits` below their own largest exponent and summed exactly; then sum and
 * accumulator floored at `sumBits` and `accumulatorBits` below the larger exponent and added exactly.
 */
export interface TwoStageSum {
  readonly kind: 'two-stage';
  readonly productBits: number;
  readonly sumBits: number;
  readonly accumulatorBits: number;
  /** `even-odd`: even and odd products have a sum each; both are floored at `productBits` below the larger. */
  readonly order: 'in-sequence' | 'even-odd';
  /** An accumulator more than this many bits below the largest exponent counts as zero, where said. */
  readonly accumulatorReach?: number;
}

/**
 * NVFP4. Exact sums of `groupProducts` products, times the significands of their block scales; a group's
 * exponent is that of its scales alone, whatever the sum; groups and accumulator are then aligned, truncated.
 */
export interface GroupedSum {
  readonly kind: 'grouped';
  readonly groupProducts: number;
  readonly fractionBits: number;
}

/**
 * CDNA2. The products are rounded to float32 (nearest-even) and added in it two and two, neighbours first, until one
 * number is left; its sum with the accumulator is rounded into the accumulator.
 */
export interface PairwiseSum {
  readonly kind: 'pairwise';
  /**
   * `flushed`: a subnormal operand counts as +0 (so does −0), and so does such an accumulator before the first step; a
   * product or sum below the least normal number becomes a zero of its sign. Or all are kept.
   */
  readonly subnormals: 'kept' | 'flushed';
}

/**
 * What a step's sum beyond the accumulator's largest finite value becomes: NaN, the largest finite value, Inf, or
 * Inf as in IEEE 754. Where the rounding is toward zero `nan`, `clip` and `ieee` give the largest finite value;
 * `infinity` is Inf under every rounding, as NVIDIA's units have it. An infinite sum is no overflow.
 * Source of `ieee`: IEEE 754-2019, 7.4.
 */
export const ACCUMULATOR_OVERFLOW_RULES = ['nan', 'clip', 'infinity', 'ieee'] as const;
export type AccumulatorOverflow = (typeof ACCUMULATOR_OVERFLOW_RULES)[number];

/** What a sum is rounded into. */
export interface Accumulator {
  readonly format: string;
  /** Mantissa bits that a result keeps; fewer than the format's own in "e8m13" (13 in a float32). */
  readonly mantissaBits: number;
  readonly rounding: RoundingRule;
  readonly randomBits: number;
  readonly overflow: AccumulatorOverflow;
  /** The NaN that it writes: quiet bit alone, or all bits below the sign. */
  readonly nan: 'quiet' | 'all-ones';
  /** Sign of a zero: always +; − where a negative sum rounds to zero; or of an exact zero too, as IEEE 754. */
  readonly zero: 'positive' | 'signed-underflow' | 'ieee';
}

/** Sums of `products` products, each from +0, added (nearest-even) into a register that keeps the result. */
export interface Promotion {
  readonly products: number;
  readonly format: string;
}

/**
 * How products are dealt out to steps, where not in the order of K: of every `products` consecutive ones each step
 * takes its share of every `group`, the first step the first of them. So come eight-bit operands out of registers
 * that hold four each and are widened by halves.
 */
export interface Interleave {
  readonly products: number;
  readonly group: number;
}

/** Scales of blocks of operands along the depth, read by the unit itself. */
export interface BlockScale {
  readonly format: string;
  /** Operands a block. */
  readonly block: number;
}

export const ZERO_GATING = ['none', 'gated'] as const;
export type ZeroGating = (typeof ZERO_GATING)[number];

/** A resolved unit: one pair of operand formats, every parameter said. */
export interface DotProductUnit {
  readonly family: string;
  readonly aFormat: string;
  readonly bFormat: string;
  /** Format that both operands are converted into, exactly, before they are multiplied: their own unless said. */
  readonly operandsAs?: string;
  readonly productsPerStep: number;
  readonly interleave?: Interleave;
  readonly sum: SumRule;
  readonly accumulator: Accumulator;
  /** Steps whose sums are joined, exactly, before one rounding into the accumulator. */
  readonly stepsPerRounding: number | 'all';
  readonly promotion?: Promotion;
  readonly blockScale?: BlockScale;
  /** Whether a product with a zero operand is switched off: energy, never the result. */
  readonly zeroGating: ZeroGating;
  /** Least and largest sum of the two operands' power-of-two scales, added to the product exponents. */
  readonly scaleRange: readonly [number, number];
}

/** What a user may choose within a family, where its `choices` say so; everything else the family fixes. */
export interface UnitOptions {
  readonly accumulator?: string;
  readonly scaleFormat?: string;
  /** Promotion interval in products. */
  readonly promotion?: number;
  readonly internal?: SumRule;
  readonly stepsPerRounding?: number;
  readonly rounding?: RoundingRule;
  readonly randomBits?: number;
  readonly overflow?: AccumulatorOverflow;
}
export type UnitChoice = keyof UnitOptions;

/** A family of units with what a reader must know about it. */
export interface UnitFamily {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Statements that no document or measurement confirms. */
  readonly assumed: readonly string[];
  /** The pairs of operand formats that it takes; examples where `operands` is `any-float`. */
  readonly pairs: readonly (readonly [string, string])[];
  readonly operands: 'pairs' | 'any-float';
  readonly choices: readonly UnitChoice[];
  /**
   * @param where what an error names
   * @throws InputError for a combination outside its table, or a choice that it does not have
   */
  readonly resolve: (aFormat: string, bFormat: string, options: UnitOptions, where: string) => DotProductUnit;
}

/** The format of a unit's results: of its accumulator, or of the register that it is promoted into. */
export function resultFormat({ accumulator, promotion }: DotProductUnit): string {
  return promotion?.format ?? accumulator.format;
}
