/**
 * Gates on the longest path of each section, estimated from widths, to place registers by before any synthesis.
 * The numbers of GATES were set on eight units mapped to ASAP7 by yosys with its default, area-saving script, under which
 * adders ripple: most blocks are within 5 gates, sums of more than 80 bits are taken for deeper than they are (89 for 59).
 * What depth a unit has is said by its synthesis.
 */
import { sumBits } from './blocks/add.js';
import { relativeBits } from './blocks/align-exponent.js';
import type { Section } from './pipeline.js';
import type { FloatPlan } from './plan/float-plan.js';
import { bitLength } from './plan/operand.js';

const GATES = {
  /** A level of carry-save adders. */
  carrySave: 2.2,
  /** A bit of an adder of two numbers; of one and a carry. */
  sumBit: 0.7,
  incrementBit: 0.45,
  /** A bit of a comparison. */
  comparisonBit: 0.5,
  /** A level of multiplexers or of a tree. */
  level: 2,
  /** What begins or ends a section. */
  ends: 3,
} as const;

/** Sections of a unit of floats in order; aligned sums find the largest exponent first. */
export function floatSections(plan: FloatPlan): Section[] {
  const { a, b, c, products, productExponentBits, window, normalise, round, frame, unit } = plan;
  const isAligned = window.frame === 'largest';
  const comparison = GATES.comparisonBit * productExponentBits + GATES.ends;
  const distanceBits = isAligned ? relativeBits(plan) : productExponentBits;
  const subtraction = isAligned || window.frame === 'product' ? GATES.sumBit * distanceBits : 0;
  const zeros = logarithm(normalise.bits) * GATES.level;
  return [
    { name: 'decode', depth: GATES.ends + (a.formats.length > 1 ? 1 : 0) },
    {
      name: 'multiply',
      depth: product(Math.min(a.significandBits, b.significandBits), a.significandBits + b.significandBits),
    },
    ...(isAligned ? [{ name: 'exponent', depth: logarithm(products) * comparison + frame.bits + GATES.ends }] : []),
    { name: 'align', depth: subtraction + distanceBits + GATES.ends },
    { name: 'compress', depth: compression(products + 1) },
    { name: 'sum', depth: GATES.sumBit * sumBits(plan) + GATES.ends },
    { name: 'magnitude', depth: GATES.incrementBit * sumBits(plan) + GATES.ends },
    { name: 'normalise', depth: 2 * zeros + GATES.ends },
    {
      name: 'round',
      depth:
        2 * GATES.ends +
        (unit.accumulator.rounding === 'toward-zero' ? 0 : GATES.incrementBit * (round.mantissaBits + c.exponentBits)),
    },
  ];
}

/** Sections of a unit of integers. */
export function integerSections(operandBits: number, products: number, sum: number, isGated: boolean): Section[] {
  return [
    ...(isGated ? [{ name: 'decode', depth: GATES.ends }] : []),
    { name: 'multiply', depth: product(operandBits, 2 * operandBits) },
    { name: 'compress', depth: compression(products + 1) },
    { name: 'sum', depth: GATES.sumBit * sum + GATES.ends },
  ];
}

/** Rows of partial products compressed, then added. */
function product(rows: number, bits: number): number {
  return 1 + carrySaveLevels(rows) * GATES.carrySave + GATES.incrementBit * bits;
}

/** Rows to two, and these with the accumulator. */
function compression(rows: number): number {
  return (carrySaveLevels(rows) + 1) * GATES.carrySave;
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
