/**
 * Where the terms of a sum stand when they are added: of an aligned sum cut below the largest exponent, of an exact one
 * at the place of their own exponent, of integers as they are. Negative terms in ones' complement, as adders take them.
 * Left out: growth beyond a term's own bits, guard bits of units that have some.
 */

import { maxFiniteExponent } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import type { FloatDatapath, HardwareUnit } from '../../../models/hardware/hardware-unit.js';
import type { OperandFormats } from '../operands/unit-arithmetic.js';

export interface TermFrame {
  /** Bits of a term. */
  readonly bits: number;
  readonly words: number;
  /** Of products and of the accumulator: fraction bits of the significand, and what their exponents are biased by. */
  readonly product: TermScale;
  readonly accumulator: TermScale;
  /** Fraction bits kept below the largest exponent; undefined where nothing is aligned to it. */
  readonly fractionBits: number | undefined;
  /** Exponent of the lowest bit of an exact frame, and the least exponent that any term has. */
  readonly lowestExponent: number;
  readonly leastExponent: number;
}

export interface TermScale {
  readonly fractionBits: number;
  readonly bias: number;
}

export function termFrame({ datapath }: HardwareUnit, formats: OperandFormats): TermFrame {
  return datapath.kind === 'integer'
    ? integerFrame(Math.max(2 * datapath.operandBits, datapath.accumulatorBits))
    : floatFrame(datapath, formats);
}

function integerFrame(bits: number): TermFrame {
  const scale = { fractionBits: 0, bias: 0 };
  const frame = { fractionBits: undefined, lowestExponent: 0, leastExponent: 0 };
  return { bits, words: Math.ceil(bits / 32), product: scale, accumulator: scale, ...frame };
}

function floatFrame({ unit }: FloatDatapath, { aFormat, bFormat, scale }: OperandFormats): TermFrame {
  const [a, b] = [resolveFloatFormat(aFormat), resolveFloatFormat(bFormat)];
  const c = resolveFloatFormat(unit.accumulator.format);
  const product = { fractionBits: a.mantissaBits + b.mantissaBits, bias: a.bias + b.bias - scale };
  const accumulator = { fractionBits: c.mantissaBits, bias: c.bias };
  const [leastProduct, leastAccumulator] = [2 - product.bias, 1 - c.bias];
  const leastExponent = Math.min(leastProduct, leastAccumulator);
  const lowestExponent = Math.min(leastProduct - product.fractionBits, leastAccumulator - c.mantissaBits);
  const most = Math.max(maxFiniteExponent(a) + maxFiniteExponent(b) + scale + 1, maxFiniteExponent(c));
  const fractionBits = unit.sum.kind === 'aligned' ? unit.sum.fractionBits : undefined;
  // A product is below 4: two bits above the point.
  const bits = fractionBits === undefined ? most - lowestExponent + 1 : fractionBits + 2;
  return { bits, words: Math.ceil(bits / 32), product, accumulator, fractionBits, lowestExponent, leastExponent };
}

/** Writes a term's words, lowest first, at `at`. @param largest exponent of the step */
export function placeTerm(
  frame: TermFrame,
  { sign, significand, exponent }: { readonly sign: number; readonly significand: number; readonly exponent: number },
  fractionBits: number,
  largest: number,
  words: Uint32Array,
  at: number,
): void {
  const place =
    frame.fractionBits === undefined
      ? exponent - fractionBits - frame.lowestExponent
      : frame.fractionBits - fractionBits - (largest - exponent);
  const whole = place >= 0 ? significand : Math.floor(significand * 2 ** Math.max(place, -1000));
  writeShifted(whole, Math.max(0, place), frame.words, words, at);
  if (sign === 0) return;
  for (let word = 0; word < frame.words; word++) words[at + word] = ~words[at + word];
  const top = frame.bits % 32;
  if (top > 0) words[at + frame.words - 1] &= 2 ** top - 1;
}

/** @param value below 2^53 */
function writeShifted(value: number, shift: number, count: number, words: Uint32Array, at: number): void {
  words.fill(0, at, at + count);
  const first = Math.floor(shift / 32);
  const inWord = shift % 32;
  const low = 2 ** (32 - inWord);
  let left = value;
  for (let word = first; word < count && left > 0; word++) {
    const taken = word === first ? left % low : left % 2 ** 32;
    words[at + word] = word === first ? taken * 2 ** inWord : taken;
    left = Math.floor(left / (word === first ? low : 2 ** 32));
  }
}
