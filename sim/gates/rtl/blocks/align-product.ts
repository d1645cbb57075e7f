/**
 * Align, the products' part: each product at its place in the window, in ones' complement where it is negative.
 * An exact sum shifts it left by its exponent, from the lowest bit that any format has; an aligned sum shifts it right,
 * below the largest exponent, and what leaves is lost; a single product is its own window and stays.
 */
import { constant, input, joined, output, type RtlModule, type RtlPort, zeros } from '../module.js';
import type { FloatPlan } from '../plan/float-plan.js';
import { relativeBits } from './align-exponent.js';

export function alignProductModule(plan: FloatPlan): RtlModule {
  const { unit, window, a, b } = plan;
  const isGated = unit.zeroGating === 'gated';
  const placed = placedProduct(plan);
  const text = isGated ? `zero ? ${constant(window.productBits, 0)} : ${placed.text}` : placed.text;
  return {
    name: 'align_product',
    block: 'align',
    about: placed.about,
    ports: [
      ...placed.ports,
      ...(isGated ? [input('zero', undefined, 'the operands are held, and the product is not theirs')] : []),
      input('sign', undefined, '1 for negative'),
      input('product', a.significandBits + b.significandBits, 'exact'),
      output('term', window.productBits, 'ones’ complement where negative'),
    ],
    body: [
      ...placed.lines,
      `wire [${window.productBits - 1}:0] magnitude = ${text};`,
      `assign term = magnitude ^ {${window.productBits}{sign}};`,
    ],
  };
}

/** How the magnitude comes about: what is read for it, lines, and the magnitude itself. */
interface PlacedProduct {
  readonly about: readonly string[];
  readonly ports: readonly RtlPort[];
  readonly lines: readonly string[];
  readonly text: string;
}

function placedProduct(plan: FloatPlan): PlacedProduct {
  switch (plan.window.frame) {
    case 'product':
      return {
        about: ['The product, which is its own frame: nothing moves it.'],
        ports: [],
        lines: [],
        text: 'product',
      };
    case 'largest':
      return belowLargest(plan);
    case 'fixed':
    case 'scale':
      return fromLowest(plan);
  }
}

function belowLargest(plan: FloatPlan): PlacedProduct {
  const { a, b, window, productExponentBits } = plan;
  const bits = relativeBits(plan);
  const fraction = a.mantissaBits + b.mantissaBits;
  const kept = window.productBits - 2;
  const width = Math.max(kept, fraction) + 2;
  return {
    about: [`One product cut to ${kept} bits below the largest exponent: what a shift to the right loses is lost.`],
    ports: [input('relative', bits, 'largest exponent'), input('exponent', productExponentBits, 'of the product')],
    lines: [
      `wire [${bits - 1}:0] distance = relative - ${joined(zeros(bits - productExponentBits), 'exponent')};`,
      `wire [${width - 1}:0] shifted = ${joined('product', zeros(kept - fraction))} >> distance;`,
    ],
    text: `shifted[${width - 1}:${width - window.productBits}]`,
  };
}

function fromLowest({ a, b, window, productExponentBits }: FloatPlan): PlacedProduct {
  const low = window.productLow + a.bias + b.bias + a.mantissaBits + b.mantissaBits;
  const width = low + window.productBits;
  return {
    about: [
      `One product in the window of all products, ${window.productBits} bits from 2^${window.productLow}: shifted left by its exponent.`,
      `Below bit ${low} of the shifted product no format has anything.`,
    ],
    ports: [input('exponent', productExponentBits, 'of the product')],
    lines: [
      `wire [${width - 1}:0] shifted = ${joined(zeros(width - a.significandBits - b.significandBits), 'product')} << exponent;`,
    ],
    text: `shifted[${width - 1}:${low}]`,
  };
}
