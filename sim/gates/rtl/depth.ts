/**
 * Gates on the longest path of each section, estimated from widths: adders and counts of zeros grow with the logarithm
 * of their bits, shifters with the bits of their distance, trees with the logarithm of their leaves. Good enough to
 * place registers; what depth a unit has is said by its synthesis.
 */

import { sumBits } from './blocks/add.js';
import { alignPlan } from './blocks/align.js';
import type { Section } from './pipeline.js';
import type { FloatPlan } from './plan/float-plan.js';
import { bitLength } from './plan/operand.js';

/** Gates of a cell of a carry-save adder, of a bit of an adder's prefix tree, of a multiplexer. */
const GATES = { carrySave: 4, prefix: 2, multiplexer: 2, few: 3 } as const;

/** Sections of a unit of floats in order; aligned sums find the largest exponent first. */
export function floatSections(plan: FloatPlan): Section[] {
  const { a, b, c, products, productExponentBits, window, normalise, round } = plan;
  const levels = logarithm(products);
  const comparison = adder(productExponentBits) + GATES.multiplexer;
  const distanceBits = window.frame === 'largest' ? alignPlan(plan).relativeBits : productExponentBits;
  const shift = (bits: number) => bits * GATES.multiplexer;
  const subtraction = window.frame === 'largest' ? adder(distanceBits) : 0;
  const isAligned = window.frame === 'largest';
  return [
    { name: 'decode', depth: GATES.few + (a.formats.length > 1 ? GATES.multiplexer + 1 : 0) },
    {
      name: 'multiply',
      depth: product(Math.min(a.significandBits, b.significandBits), a.significandBits + b.significandBits),
    },
    ...(isAligned ? [{ name: 'exponent', depth: levels * comparison + 2 * adder(plan.frame.bits) }] : []),
    {
      name: 'align',
      depth:
        Math.max(subtraction, window.frame === 'product' ? adder(c.exponentBits) * 2 : 0) + shift(distanceBits) + 1,
    },
    { name: 'compress', depth: (carrySaveLevels(products + 1) + 1) * GATES.carrySave },
    { name: 'sum', depth: adder(sumBits(plan)) },
    { name: 'magnitude', depth: adder(sumBits(plan)) },
    {
      name: 'normalise',
      depth: logarithm(normalise.bits) * 2 + adder(plan.frame.bits) + shift(logarithm(normalise.bits)),
    },
    { name: 'round', depth: GATES.few + adder(round.mantissaBits + c.exponentBits) + 2 * GATES.multiplexer },
  ];
}

/** Sections of a unit of integers. */
export function integerSections(operandBits: number, products: number, sum: number, isGated: boolean): Section[] {
  return [
    ...(isGated ? [{ name: 'decode', depth: GATES.few }] : []),
    { name: 'multiply', depth: product(operandBits, 2 * operandBits) },
    { name: 'compress', depth: (carrySaveLevels(products + 1) + 1) * GATES.carrySave },
    { name: 'sum', depth: adder(sum) },
  ];
}

/** Partial products compressed, and one adder. */
function product(rows: number, bits: number): number {
  return 1 + carrySaveLevels(rows) * GATES.carrySave + adder(bits);
}

function adder(bits: number): number {
  return GATES.prefix * logarithm(bits) + GATES.few;
}

/** Levels that take rows to two, a third fewer at each. */
function carrySaveLevels(rows: number): number {
  let levels = 0;
  for (let left = rows; left > 2; levels++) left -= Math.floor(left / 3);
  return levels;
}

/** The least n with 2^n at least `count`. */
function logarithm(count: number): number {
  return count <= 1 ? 0 : bitLength(count - 1);
}
