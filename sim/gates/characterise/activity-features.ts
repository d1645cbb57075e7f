/**
 * What changes at a unit from a cycle to the next, counted on its operands alone:
 * bits of a and of b; signs, bits of significands (before any normalising) and of exponents (sums of the operands'
 * fields) of products; products that become zero or cease to be; bits of how far a product that is not zero is shifted,
 * and of the largest exponent, where the unit aligns to it; columns of the adder in which any term changes; bits of the
 * accumulator that comes in.
 * Left out: what changes inside because of these (sim/gates/simulate).
 */
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import type { HardwareUnit } from '../../../models/hardware/hardware-unit.js';
import { UNIT_CHANGES, type UnitChange } from '../../../models/hardware/unit-changes.js';
import { LANES, type OperandStreams } from '../operands/operand-streams.js';
import type { OperandFormats } from '../operands/unit-arithmetic.js';
import { changedBits, type Fields, fieldsOf, setBits } from './operand-fields.js';
import { placeTerm, type TermFrame, termFrame } from './term-frame.js';

export const FEATURES = UNIT_CHANGES;
export type Feature = UnitChange;
export type FeatureCounts = Readonly<Record<Feature, number>>;

/** Changes over all lanes and all cycles behind the warm-up. */
export interface CountedFeatures {
  readonly laneCycles: number;
  readonly changes: FeatureCounts;
}

/** Shifts beyond this leave nothing. */
const MOST_SHIFT = 63;

/** What the terms of all lanes are in a cycle. */
interface Terms {
  /** [lane][product] */
  readonly signs: Uint8Array;
  readonly significands: Float64Array;
  readonly exponents: Int32Array;
  readonly shifts: Uint8Array;
  /** [lane] */
  readonly largest: Int32Array;
  /** [lane][term][word], the accumulator last. */
  readonly words: Uint32Array;
}

interface Reading {
  readonly a: (code: number) => Fields;
  readonly b: (code: number) => Fields;
  readonly c: (code: number) => Fields;
  readonly frame: TermFrame;
  readonly productsPerStep: number;
  /** Bits of a product of integers; undefined for floats. */
  readonly integerBits: number | undefined;
}

/** @param warmUpCycles of the start, not counted, at least 1 */
export function activityFeatures(
  streams: OperandStreams,
  unit: HardwareUnit,
  formats: OperandFormats,
  warmUpCycles: number,
): CountedFeatures {
  const reading = readingOf(unit, formats);
  const changes = Object.fromEntries(FEATURES.map((feature) => [feature, 0])) as Record<Feature, number>;
  let [before, after] = [noTerms(reading), noTerms(reading)];
  for (let cycle = warmUpCycles - 1; cycle < streams.cycles; cycle++) {
    readTerms(streams, cycle, reading, after);
    if (cycle >= warmUpCycles) {
      addCodes(changes, streams, cycle);
      addTerms(changes, before, after, reading);
    }
    [before, after] = [after, before];
  }
  return { laneCycles: (streams.cycles - warmUpCycles) * LANES, changes };
}

function readingOf(unit: HardwareUnit, formats: OperandFormats): Reading {
  const frame = termFrame(unit, formats);
  const { datapath } = unit;
  if (datapath.kind === 'integer') {
    const read = fieldsOf({ kind: 'integer', name: 'integer', bits: datapath.operandBits, stepExponent: 0 });
    const c = (code: number) => ({ sign: 0, significand: code, exponent: 0 });
    const integerBits = 2 * datapath.operandBits;
    return { a: read, b: read, c, frame, productsPerStep: datapath.productsPerStep, integerBits };
  }
  return {
    a: fieldsOf(resolveFloatFormat(formats.aFormat, 'a')),
    b: fieldsOf(resolveFloatFormat(formats.bFormat, 'b')),
    c: fieldsOf(resolveFloatFormat(datapath.unit.accumulator.format, 'accumulator')),
    frame,
    productsPerStep: datapath.unit.productsPerStep,
    integerBits: undefined,
  };
}

function noTerms({ productsPerStep, frame }: Reading): Terms {
  const products = LANES * productsPerStep;
  return {
    signs: new Uint8Array(products),
    significands: new Float64Array(products),
    exponents: new Int32Array(products),
    shifts: new Uint8Array(products),
    largest: new Int32Array(LANES),
    words: new Uint32Array(LANES * (productsPerStep + 1) * frame.words),
  };
}

function readTerms(streams: OperandStreams, cycle: number, reading: Reading, terms: Terms): void {
  for (let lane = 0; lane < LANES; lane++) {
    const at = cycle * LANES + lane;
    readProducts(streams, at, lane, reading, terms);
    placeTerms(reading.c(streams.c[at]), lane, reading, terms);
  }
}

function readProducts({ a, b }: OperandStreams, at: number, lane: number, reading: Reading, terms: Terms): void {
  const { productsPerStep, integerBits } = reading;
  for (let product = 0; product < productsPerStep; product++) {
    const to = lane * productsPerStep + product;
    const from = at * productsPerStep + product;
    const [x, y] = [reading.a(a[from]), reading.b(b[from])];
    terms.signs[to] = x.sign ^ y.sign;
    terms.exponents[to] = x.exponent + y.exponent;
    terms.significands[to] =
      integerBits === undefined
        ? x.significand * y.significand
        : integerProduct(x.significand, y.significand, integerBits);
  }
}

/** Two's complement, of operands of half the bits. */
function integerProduct(x: number, y: number, bits: number): number {
  const shift = 32 - bits / 2;
  const product = ((x << shift) >> shift) * ((y << shift) >> shift);
  return product < 0 ? product + 2 ** bits : product;
}

function placeTerms(c: Fields, lane: number, reading: Reading, terms: Terms): void {
  const { frame, productsPerStep } = reading;
  const { product: scale, accumulator } = frame;
  const cExponent = c.exponent - accumulator.bias;
  let largest = c.significand === 0 ? frame.leastExponent : cExponent;
  for (let at = lane * productsPerStep; at < (lane + 1) * productsPerStep; at++) {
    if (terms.significands[at] > 0) largest = Math.max(largest, terms.exponents[at] - scale.bias);
  }
  terms.largest[lane] = frame.fractionBits === undefined ? 0 : largest - frame.leastExponent;
  let to = lane * (productsPerStep + 1) * frame.words;
  for (let at = lane * productsPerStep; at < (lane + 1) * productsPerStep; at++, to += frame.words) {
    const exponent = terms.exponents[at] - scale.bias;
    const shift = frame.fractionBits === undefined ? 0 : Math.max(0, largest - exponent);
    terms.shifts[at] = Math.min(MOST_SHIFT, shift);
    const term = { sign: terms.signs[at], significand: terms.significands[at], exponent };
    placeTerm(frame, term, scale.fractionBits, largest, terms.words, to);
  }
  const term = { sign: c.sign, significand: c.significand, exponent: cExponent };
  placeTerm(frame, term, accumulator.fractionBits, largest, terms.words, to);
}

function addCodes(changes: Record<Feature, number>, { a, b, c, productsPerStep }: OperandStreams, cycle: number): void {
  const stride = LANES * productsPerStep;
  for (let at = cycle * stride; at < (cycle + 1) * stride; at++) {
    changes.a += setBits(a[at] ^ a[at - stride]);
    changes.b += setBits(b[at] ^ b[at - stride]);
  }
  for (let at = cycle * LANES; at < (cycle + 1) * LANES; at++) changes.partials += setBits(c[at] ^ c[at - LANES]);
}

function addTerms(
  changes: Record<Feature, number>,
  before: Terms,
  after: Terms,
  { frame, productsPerStep }: Reading,
): void {
  for (let at = 0; at < after.signs.length; at++) {
    const [was, is] = [before.significands[at], after.significands[at]];
    changes.signs += before.signs[at] ^ after.signs[at];
    changes.significands += changedBits(was, is);
    changes.exponents += setBits(before.exponents[at] ^ after.exponents[at]);
    if ((was === 0) !== (is === 0)) changes.zeros += 1;
    if (was > 0 || is > 0) changes.shifts += setBits(before.shifts[at] ^ after.shifts[at]);
  }
  for (let lane = 0; lane < LANES; lane++) {
    changes.largest += setBits(before.largest[lane] ^ after.largest[lane]);
    changes.columns += changedColumns(before.words, after.words, lane, productsPerStep + 1, frame.words);
  }
}

/** Bits at which any of a lane's terms differs. */
function changedColumns(before: Uint32Array, after: Uint32Array, lane: number, terms: number, words: number): number {
  const first = lane * terms * words;
  let columns = 0;
  for (let word = 0; word < words; word++) {
    let changed = 0;
    for (let term = 0; term < terms; term++) {
      const at = first + term * words + word;
      changed |= before[at] ^ after[at];
    }
    columns += setBits(changed);
  }
  return columns;
}
