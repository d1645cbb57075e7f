/**
 * NVFP4's sum: exact sums of groups of products, each times the significands of its block scales; a group is
 * aligned by its scales' exponents alone, also where its sum is zero. Then groups and accumulator are truncated
 * below the largest exponent and added exactly.
 * Source: MMA-Sim, arXiv:2511.10909 (mxf4nvf4).
 */
import type { GroupedSum } from '../../../models/units/unit.js';
import { sumOfMultiples } from './aligned.js';
import { type Dyadic, multiply, sum } from './dyadic.js';
import {
  largestExponent,
  nonZero,
  type OperandFormats,
  operandTerm,
  type Product,
  productTerms,
  type Term,
  timesTerm,
} from './term.js';

export function sumGrouped(
  { groupProducts, fractionBits }: GroupedSum,
  formats: OperandFormats,
  products: readonly Product[],
  scaleSum: number,
  accumulator: Term,
): Dyadic {
  const groups: Term[] = [];
  for (let first = 0; first < products.length; first += groupProducts) {
    groups.push(groupTerm(formats, products.slice(first, first + groupProducts), scaleSum));
  }
  const terms = [...groups, ...nonZero([accumulator])];
  return sumOfMultiples(terms, (largestExponent(terms) as number) - fractionBits, 'toward-zero');
}

/** All products of a group share their scales. */
function groupTerm(formats: OperandFormats, products: readonly Product[], scaleSum: number): Term {
  const unscaled = { ...formats, scale: undefined };
  const total = sum(productTerms(unscaled, products, scaleSum).map(({ value }) => value));
  const { scaleA, scaleB } = products[0] as Product;
  if (formats.scale === undefined) return { value: total, exponent: scaleSum };
  const scales = timesTerm(operandTerm(formats.scale, scaleA), operandTerm(formats.scale, scaleB));
  return { value: multiply(total, scales.value), exponent: scales.exponent + scaleSum };
}
