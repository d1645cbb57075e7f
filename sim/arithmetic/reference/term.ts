/**
 * What a unit adds up: exact values with the exponent that the hardware aligns them by. That exponent is the
 * operands' own, from their fields: a product in [1, 4) is not renormalised, a subnormal keeps the least exponent.
 * Source: MMA-Sim, arXiv:2511.10909.
 */
import { type FloatFormat, leastNormalExponent } from '../../../models/formats/format.js';
import { type Dyadic, dyadicOf, floorLog2, multiply, scale } from './dyadic.js';

export interface Term {
  readonly value: Dyadic;
  readonly exponent: number;
}

/** One product's operands: finite values of their formats, and of their block scales (1 where there are none). */
export interface Product {
  readonly a: number;
  readonly b: number;
  readonly scaleA: number;
  readonly scaleB: number;
}

/** The formats that the values of a product come from. */
export interface OperandFormats {
  readonly a: FloatFormat;
  readonly b: FloatFormat;
  readonly scale: FloatFormat | undefined;
  /** A fault between multipliers and adders, where one is planted. */
  readonly fault?: TermFault;
}

/** What a fault makes of the products of a step (NVFP4: of a group), in the order in which the unit takes them. */
export type TermFault = (terms: readonly Term[]) => readonly Term[];

export const ZERO: Dyadic = { negative: false, significand: 0n, exponent: 0 };

export type SubnormalExponents = 'least-exponent' | 'normalised';

/** A value of a format with its exponent; a zero has the format's least. */
export function operandTerm(
  format: FloatFormat,
  value: number,
  subnormals: SubnormalExponents = 'least-exponent',
): Term {
  const exact = dyadicOf(value);
  const least = leastNormalExponent(format);
  if (exact.significand === 0n) return { value: exact, exponent: least };
  const leading = floorLog2(exact);
  return { value: exact, exponent: subnormals === 'normalised' ? leading : Math.max(leading, least) };
}

/** The exact product of terms; its exponent is the sum of theirs, whatever the significands give. */
export function timesTerm(x: Term, y: Term): Term {
  return { value: multiply(x.value, y.value), exponent: x.exponent + y.exponent };
}

/** Product times its block scales and 2^scaleSum. */
function productTerm(
  formats: OperandFormats,
  product: Product,
  scaleSum: number,
  subnormals: SubnormalExponents = 'least-exponent',
): Term {
  const operands = timesTerm(
    operandTerm(formats.a, product.a, subnormals),
    operandTerm(formats.b, product.b, subnormals),
  );
  const scaled =
    formats.scale === undefined
      ? operands
      : timesTerm(
          operands,
          timesTerm(operandTerm(formats.scale, product.scaleA), operandTerm(formats.scale, product.scaleB)),
        );
  return { value: scale(scaled.value, scaleSum), exponent: scaled.exponent + scaleSum };
}

/** All products of a step. */
export function productTerms(
  formats: OperandFormats,
  products: readonly Product[],
  scaleSum: number,
  subnormals?: SubnormalExponents,
): readonly Term[] {
  const terms = products.map((product) => productTerm(formats, product, scaleSum, subnormals));
  return formats.fault === undefined ? terms : formats.fault(terms);
}

/** An integer number of 2^exponent as an exact number. */
export function multipleOf(steps: bigint, exponent: number): Dyadic {
  return { negative: steps < 0n, significand: steps < 0n ? -steps : steps, exponent };
}

/** The largest exponent of terms, or undefined for none. */
export function largestExponent(terms: readonly Term[]): number | undefined {
  return terms.length === 0 ? undefined : Math.max(...terms.map(({ exponent }) => exponent));
}

/** The terms that are not zero. */
export function nonZero(terms: readonly Term[]): Term[] {
  return terms.filter(({ value }) => value.significand !== 0n);
}
