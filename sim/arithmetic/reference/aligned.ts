/**
 * The aligned sum: every term cut to some bits below the largest exponent, then added exactly. No guard or
 * sticky bit: what is cut is lost.
 * Source: MMA-Sim, arXiv:2511.10909 (NVIDIA tensor cores).
 */
import type { AlignedSum } from '../../../models/units/unit.js';
import { type Dyadic, floorLog2, sum } from './dyadic.js';
import { roundToMultiple } from './round.js';
import {
  largestExponent,
  multipleOf,
  nonZero,
  type OperandFormats,
  type Product,
  productTerms,
  type Term,
  ZERO,
} from './term.js';

const CUTS = { truncate: 'toward-zero', floor: 'down', 'nearest-even': 'nearest-even' } as const;

export function sumAligned(
  rule: AlignedSum,
  formats: OperandFormats,
  products: readonly Product[],
  scaleSum: number,
  accumulator: Term,
): Dyadic {
  const terms = productTerms(formats, products, scaleSum, rule.subnormals).map((term) => {
    const isNormalised = rule.productExponent === 'normalised' && term.value.significand !== 0n;
    return isNormalised ? { value: term.value, exponent: floorLog2(term.value) } : term;
  });
  const present = rule.zeroProducts === 'aligned' ? terms : nonZero(terms);
  if (rule.accumulatorAligned === 'after-products') return sum([cutAndAdd(rule, present), accumulator.value]);
  return cutAndAdd(rule, [...present, ...nonZero([accumulator])]);
}

/** Each term cut to `fractionBits` below the largest exponent, then summed exactly. */
function cutAndAdd({ fractionBits, cut }: AlignedSum, terms: readonly Term[]): Dyadic {
  const largest = largestExponent(terms);
  if (largest === undefined) return ZERO;
  return sumOfMultiples(terms, largest - fractionBits, CUTS[cut]);
}

/** Terms cut to multiples of 2^exponent and added. */
export function sumOfMultiples(
  terms: readonly Term[],
  exponent: number,
  cut: 'toward-zero' | 'down' | 'nearest-even',
): Dyadic {
  let total = 0n;
  for (const { value } of terms) total += roundToMultiple(value, exponent, cut, { bits: 0, value: 0 });
  return multipleOf(total, exponent);
}
