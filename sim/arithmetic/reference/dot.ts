/**
 * A dot-product unit on exact numbers: the plain reference that every fast twin is compared with.
 * One step: products exactly, scaled, summed with the accumulator by the unit's rule, one rounding.
 * Sources: models/units/*; facts of the aligned adders: MMA-Sim, arXiv:2511.10909.
 */
import {
  type FloatFormat,
  infinityCode,
  leastNormalExponent,
  maxFiniteCode,
  nanCode,
  signCode,
} from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import type { DotProductUnit, SumRule } from '../../../models/units/unit.js';
import { decode, encodeDyadic } from './convert.js';
import { type Dyadic, dyadicOf, floorLog2, multiply, scale, sum } from './dyadic.js';
import { type RandomBits, roundToMultiple, roundUnbounded } from './round.js';

/** Random bits of the rounding after a given step; only stochastic units ask. */
export type RandomSource = (step: number) => RandomBits;

export const NO_RANDOM: RandomSource = () => ({ bits: 0, value: 0 });

interface UnitFormats {
  readonly a: FloatFormat;
  readonly b: FloatFormat;
  readonly accumulator: FloatFormat;
}

interface Term {
  readonly value: Dyadic;
  readonly exponent: number;
}

const FLOAT32 = resolveFloatFormat('float32', 'internal');

/**
 * d = c + 2^scale · Σ a·b through the unit, in steps of `productsPerStep`; a short last step is filled
 * with zeros.
 *
 * @param a codes of the unit's aFormat; @param b as many codes of its bFormat
 * @param c code of the accumulator's format
 * @param scaleSum sum of the operands' power-of-two scales, within the unit's range
 * @returns a code of the accumulator's format; NaN as its canonical positive code
 */
export function dot(
  unit: DotProductUnit,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  c: number,
  scaleSum: number,
  random: RandomSource = NO_RANDOM,
): number {
  const formats: UnitFormats = {
    a: resolveFloatFormat(unit.aFormat, 'aFormat'),
    b: resolveFloatFormat(unit.bFormat, 'bFormat'),
    accumulator: resolveFloatFormat(unit.accumulator.format, 'accumulator'),
  };
  const productsPerRounding = unit.productsPerStep * unit.stepsPerRounding;
  let partial = c;
  const steps = Math.max(1, Math.ceil(a.length / productsPerRounding));
  for (let step = 0; step < steps; step++) {
    const products: number[][] = [];
    const end = Math.min(a.length, (step + 1) * productsPerRounding);
    for (let i = step * productsPerRounding; i < end; i++) {
      products.push([decode(formats.a, a[i] as number), decode(formats.b, b[i] as number)]);
    }
    partial = accumulate(unit, formats, products, partial, scaleSum, random(step));
  }
  return partial;
}

function accumulate(
  unit: DotProductUnit,
  formats: UnitFormats,
  products: readonly number[][],
  partial: number,
  scaleSum: number,
  random: RandomBits,
): number {
  const format = formats.accumulator;
  const c = decode(format, partial);
  const special = specialSum(products, c);
  if (special !== 'finite') return specialCode(unit, format, special);
  const terms = products.map(([x, y]) => productTerm(formats, x as number, y as number, scaleSum));
  const total = sumOf(unit.sum, terms, operandTerm(formats.accumulator, c));
  const { rounding, overflow } = unit.accumulator;
  if (total.significand === 0n) return 0;
  const code = encodeDyadic(format, total, { rounding, overflow: 'special' }, random);
  const magnitude = code % signCode(format);
  if (magnitude <= maxFiniteCode(format) || overflow === 'infinity') return code;
  return overflow === 'clip' ? code - magnitude + maxFiniteCode(format) : canonicalNan(format);
}

/** What IEEE 754 makes of the NaNs and infinities among the terms. */
function specialSum(products: readonly number[][], c: number): 'finite' | 'nan' | 'infinite' | '-infinite' {
  let total = Number.isFinite(c) ? 0 : c;
  for (const [x, y] of products) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) total += (x as number) * (y as number);
  }
  if (Number.isNaN(total)) return 'nan';
  return total === 0 ? 'finite' : total > 0 ? 'infinite' : '-infinite';
}

function specialCode(unit: DotProductUnit, format: FloatFormat, kind: 'nan' | 'infinite' | '-infinite'): number {
  const { overflow } = unit.accumulator;
  if (kind === 'nan' || overflow === 'nan') return canonicalNan(format);
  const sign = kind === '-infinite' ? signCode(format) : 0;
  return sign + (overflow === 'clip' ? maxFiniteCode(format) : (infinityCode(format) ?? canonicalNan(format)));
}

function canonicalNan(format: FloatFormat): number {
  const code = nanCode(format, false);
  if (code === undefined) throw new RangeError(`accumulator ${format.name} has no NaN`);
  return code;
}

/** The value and the exponent that the hardware aligns by: of the operand's field, not normalised. */
function operandTerm(format: FloatFormat, value: number): Term {
  const exact = dyadicOf(value);
  const exponent = exact.significand === 0n ? 0 : Math.max(floorLog2(exact), leastNormalExponent(format));
  return { value: exact, exponent };
}

/** Exact product; its exponent is the sum of the operands' exponents, whatever the significands give. */
function productTerm(formats: UnitFormats, x: number, y: number, scaleSum: number): Term {
  const [a, b] = [operandTerm(formats.a, x), operandTerm(formats.b, y)];
  return { value: scale(multiply(a.value, b.value), scaleSum), exponent: a.exponent + b.exponent + scaleSum };
}

function sumOf(rule: SumRule, products: readonly Term[], c: Term): Dyadic {
  const terms = [...products, c];
  switch (rule.kind) {
    case 'exact':
      return sum(terms.map((term) => term.value));
    case 'float32':
      return roundUnbounded(sum(terms.map((term) => term.value)), FLOAT32, 'nearest-even', { bits: 0, value: 0 });
    case 'aligned':
      return rule.accumulatorAligned === 'with-products'
        ? alignedSum(rule, terms)
        : sum([alignedSum(rule, products), c.value]);
  }
}

/** Each term cut to `fractionBits` below the largest exponent, then summed exactly; zeros take no part. */
function alignedSum(rule: Extract<SumRule, { kind: 'aligned' }>, terms: readonly Term[]): Dyadic {
  const present = terms.filter(({ value }) => value.significand !== 0n);
  if (present.length === 0) return dyadicOf(0);
  const quantum = Math.max(...present.map(({ exponent }) => exponent)) - rule.fractionBits;
  const rounding = rule.cut === 'truncate' ? 'toward-zero' : 'nearest-even';
  let total = 0n;
  for (const { value } of present) total += roundToMultiple(value, quantum, rounding, { bits: 0, value: 0 });
  return { negative: total < 0n, significand: total < 0n ? -total : total, exponent: quantum };
}
