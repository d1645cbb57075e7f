/**
 * What rows for a unit are built from: its formats with their reach, the products of each step, and the distances
 * below the largest exponent at which it loses bits.
 */
import { type FloatFormat, leastNormalExponent, maxFiniteExponent } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import type { DotProductUnit } from '../../models/units/unit.js';
import { dealt } from '../arithmetic/reference/dot.js';
import { answerFormat, oneCode } from './row.js';

/** A format with the exponents of its least and its largest power of two, and the code of 1. */
export interface Side {
  readonly format: FloatFormat;
  readonly least: number;
  readonly most: number;
  readonly one: number;
}

export interface Bench {
  readonly unit: DotProductUnit;
  readonly a: Side;
  readonly b: Side;
  readonly c: Side;
  readonly scale: Side | undefined;
  /** Products of one whole turn of the unit: a step, or what is dealt out to several. */
  readonly whole: number;
  /** Products of every row, where all have as many. */
  readonly k: number | undefined;
  readonly cuts: readonly number[];
}

/** Products of a turn of units that take fewer a step: order shows among several alone. */
const FEWEST_PRODUCTS = 4;

/** @param k products of every row; undefined for rows of several lengths */
export function createBench(unit: DotProductUnit, k?: number): Bench {
  const { blockScale, interleave, productsPerStep } = unit;
  const turn = interleave?.products ?? productsPerStep;
  return {
    unit,
    a: sideOf(resolveFloatFormat(unit.aFormat, 'a')),
    b: sideOf(resolveFloatFormat(unit.bFormat, 'b')),
    c: sideOf(answerFormat(unit)),
    scale: blockScale === undefined ? undefined : sideOf(resolveFloatFormat(blockScale.format, 'scale')),
    whole: turn >= FEWEST_PRODUCTS ? turn : turn * Math.ceil(FEWEST_PRODUCTS / turn),
    k,
    cuts: cutsOf(unit),
  };
}

function sideOf(format: FloatFormat): Side {
  const { subnormals, zero, mantissaBits } = format;
  const normal = leastNormalExponent(format);
  const least = subnormals ? normal - mantissaBits : zero ? normal + 1 : normal;
  return { format, least, most: maxFiniteExponent(format), one: oneCode(format) };
}

/** Where a unit that should lose nothing may lose something. */
const EXACT_CUTS = [16, 24, 28] as const;

function cutsOf({ sum, accumulator }: DotProductUnit): number[] {
  const { mantissaBits } = accumulator;
  switch (sum.kind) {
    case 'exact':
      return [mantissaBits, ...EXACT_CUTS];
    case 'float32':
    case 'pairwise':
      return [23, mantissaBits];
    case 'aligned':
    case 'grouped':
      return [sum.fractionBits, sum.fractionBits, mantissaBits];
    case 'two-stage': {
      const reach = sum.accumulatorReach === undefined ? [] : [sum.accumulatorReach];
      return [sum.productBits, sum.sumBits, sum.accumulatorBits, ...reach, mantissaBits];
    }
  }
}

/** Of each step the places in K that it takes, of k products. */
export function stepsOf({ unit: { productsPerStep, interleave } }: Bench, k: number): number[][] {
  const whole = interleave?.products ?? productsPerStep;
  const places = Array.from({ length: Math.max(1, Math.ceil(k / whole)) * whole }, (_, place) => place);
  const order = interleave === undefined ? places : dealt(places, productsPerStep, interleave);
  const steps: number[][] = [];
  for (let first = 0; first < order.length; first += productsPerStep) {
    const taken = order.slice(first, first + productsPerStep).filter((place) => place < k);
    if (taken.length > 0) steps.push(taken);
  }
  return steps;
}

/** Roundings of a row of k products: as many random words does a stochastic unit take. */
export function roundingsOf({ productsPerStep, stepsPerRounding, promotion }: DotProductUnit, k: number): number {
  if (stepsPerRounding === 'all') return Math.max(1, Math.ceil(k / (promotion?.products ?? k)));
  const each = productsPerStep * stepsPerRounding;
  const chain = promotion === undefined ? 1 : Math.ceil(promotion.products / each);
  return promotion === undefined
    ? Math.max(1, Math.ceil(k / each))
    : chain * Math.max(1, Math.ceil(k / promotion.products));
}
