/**
 * CDNA3's sum: products aligned among themselves first, their sum with the accumulator second.
 * Stage 1: each product truncated toward zero below the largest product exponent, added exactly.
 * Stage 2: sum and accumulator floored below the larger of that exponent and the accumulator's, added exactly.
 * Source: MMA-Sim, arXiv:2511.10909.
 */
import type { TwoStageSum } from '../../../models/units/unit.js';
import { sumOfMultiples } from './aligned.js';
import { type Dyadic, sum } from './dyadic.js';
import { largestExponent, nonZero, type OperandFormats, type Product, productTerms, type Term, ZERO } from './term.js';

export function sumTwoStage(
  rule: TwoStageSum,
  formats: OperandFormats,
  products: readonly Product[],
  scaleSum: number,
  accumulator: Term,
): Dyadic {
  const terms = productTerms(formats, products, scaleSum);
  const ofProducts = rule.order === 'even-odd' ? sumOfHalves(rule, terms) : truncatedSum(rule, terms);
  return joinAccumulator(rule, ofProducts, accumulator);
}

/** Stage 1, or nothing where every product is zero. */
function truncatedSum({ productBits }: TwoStageSum, terms: readonly Term[]): Term | undefined {
  const present = nonZero(terms);
  const exponent = largestExponent(present);
  if (exponent === undefined) return undefined;
  return { value: sumOfMultiples(present, exponent - productBits, 'toward-zero'), exponent };
}

/** Even and odd products apart; both sums floored below the larger exponent. */
function sumOfHalves(rule: TwoStageSum, terms: readonly Term[]): Term | undefined {
  const halves = [0, 1].map((parity) =>
    truncatedSum(
      rule,
      terms.filter((_, i) => i % 2 === parity),
    ),
  );
  const present = halves.filter((half) => half !== undefined);
  const exponent = largestExponent(present);
  if (exponent === undefined) return undefined;
  return { value: sumOfMultiples(present, exponent - rule.productBits, 'down'), exponent };
}

/** Stage 2. */
function joinAccumulator(rule: TwoStageSum, ofProducts: Term | undefined, accumulator: Term): Dyadic {
  const accumulators = nonZero([accumulator]);
  if (ofProducts === undefined) return accumulators[0]?.value ?? ZERO;
  const exponent = largestExponent([ofProducts, ...accumulators]) as number;
  const reached = accumulators.filter((term) => term.exponent >= exponent - (rule.accumulatorReach ?? Infinity));
  return sum([
    sumOfMultiples([ofProducts], exponent - rule.sumBits, 'down'),
    sumOfMultiples(reached, exponent - rule.accumulatorBits, 'down'),
  ]);
}
