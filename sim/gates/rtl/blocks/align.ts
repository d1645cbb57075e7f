/**
 * Align: each term at its place in the window, in ones' complement where it is negative (the adder adds the ones).
 * Exact sums shift a product by its exponent; aligned sums first find the largest exponent, then shift right, and what
 * leaves at the right is lost. The accumulator has a shifter of its own, as narrow as it needs.
 */
import {
  constant,
  input,
  joined,
  output,
  type RtlModule,
  signExtended,
  signedConstant,
  unsignedExtended,
  zeros,
} from '../module.js';
import type { FloatPlan } from '../plan/float-plan.js';
import { bitLength } from '../plan/operand.js';

/** What of the window a product's shifter needs. */
export interface AlignPlan {
  /** Of the largest exponent as products are compared with it. */
  readonly relativeBits: number;
  /** Product exponents + this = exponents with the frame's bias. */
  readonly productOffset: number;
  readonly accumulatorOffset: number;
}

export function alignPlan({ a, b, c, window, frame }: FloatPlan): AlignPlan {
  const reach = a.largestExponent + b.largestExponent + window.productBits;
  return {
    relativeBits: bitLength(reach),
    productOffset: frame.bias - a.bias - b.bias,
    accumulatorOffset: frame.bias - c.bias,
  };
}

/** Whether zero products, or a zero accumulator, must be kept from the largest exponent. */
export function maskedInLargest({ unit, a, b, c }: FloatPlan): { readonly products: boolean; readonly c: boolean } {
  const leftOut = unit.sum.kind === 'aligned' && unit.sum.zeroProducts === 'left-out';
  return { products: leftOut, c: 1 - c.bias > 2 - a.bias - b.bias };
}

/** The largest exponent of the terms that count, and how far products are compared with it. */
export function largestModule(plan: FloatPlan): RtlModule {
  const { products, productExponentBits: bits, c, frame, scaleBits } = plan;
  const { relativeBits, productOffset, accumulatorOffset } = alignPlan(plan);
  const masked = maskedInLargest(plan);
  const of = (i: number) => `exponent[${i * bits} +: ${bits}]`;
  const leaves = Array.from({ length: products }, (_, i) =>
    masked.products ? `(zero[${i}] ? ${constant(bits, 0)} : ${of(i)})` : of(i),
  );
  const wide = frame.bits + 2;
  const scale = scaleBits === 0 ? [] : [signExtended('scale', scaleBits, wide)];
  const ofProducts = [
    unsignedExtended(`largest_${products - 1}`, bits, wide),
    signedConstant(wide, productOffset),
    ...scale,
  ];
  const relative = [unsignedExtended('largest', frame.bits, wide), signedConstant(wide, productOffset), ...scale];
  return {
    name: 'align_exponent',
    block: 'align',
    about: [
      `The largest exponent of the products${masked.products ? ' that are not zero' : ''} and of the accumulator${masked.c ? ' where it is not zero' : ''}.`,
    ],
    ports: [
      input('exponent', products * bits, `of each product, bias ${plan.a.bias + plan.b.bias}`),
      ...(masked.products ? [input('zero', products, 'a zero product does not count')] : []),
      input('c_exponent', c.exponentBits, `of the accumulator, bias ${c.bias}`),
      ...(masked.c ? [input('c_zero', undefined, 'nor does a zero accumulator')] : []),
      ...(scaleBits > 0 ? [input('scale', scaleBits, 'added to every product’s exponent, signed')] : []),
      output('largest', frame.bits, `bias ${frame.bias}`),
      output(
        'relative',
        relativeBits,
        'as products’ exponents are written; so large that all of them leave, where it is larger',
      ),
    ],
    body: [
      ...maximumLines(leaves, bits),
      `// in a common bias, with bits for what lies below and above`,
      `wire signed [${wide - 1}:0] of_products = ${ofProducts.join(' + ')};`,
      `wire signed [${wide - 1}:0] of_accumulator = ${unsignedExtended('c_exponent', c.exponentBits, wide)} + ${signedConstant(wide, accumulatorOffset)};`,
      `wire accumulator = ${masked.c ? '~c_zero & ' : ''}(of_accumulator > of_products${masked.products ? ' | &zero' : ''});`,
      `assign largest = accumulator ? of_accumulator[${frame.bits - 1}:0] : of_products[${frame.bits - 1}:0];`,
      `wire signed [${wide - 1}:0] above = ${relative.join(' - ')};`,
      wide > relativeBits
        ? `assign relative = |above[${wide - 1}:${relativeBits}] ? {${relativeBits}{1'b1}} : above[${relativeBits - 1}:0];`
        : `assign relative = ${joined(zeros(relativeBits - wide), 'above')};`,
    ],
  };
}

/** A tree of comparisons; the last wire is `largest_{n − 1}`. */
function maximumLines(leaves: readonly string[], bits: number): string[] {
  const lines = [`wire [${bits - 1}:0] largest_0 = ${leaves[0]};`];
  if (leaves.length === 1) return lines;
  const tree: string[] = [];
  const named = leaves.map((text, i) => {
    tree.push(`wire [${bits - 1}:0] leaf_${i} = ${text};`);
    return `leaf_${i}`;
  });
  let made = 0;
  for (let level = named; level.length > 1; ) {
    const next: string[] = [];
    for (let i = 0; i + 1 < level.length; i += 2) {
      made += 1;
      const [x, y] = [level[i], level[i + 1]];
      tree.push(`wire [${bits - 1}:0] largest_${made} = ${x} > ${y} ? ${x} : ${y};`);
      next.push(`largest_${made}`);
    }
    if (level.length % 2 === 1) next.push(level.at(-1) as string);
    level = next;
  }
  return tree;
}

/** One product at its place. */
export function alignProductModule(plan: FloatPlan): RtlModule {
  const { a, b, window, unit, productExponentBits } = plan;
  const bits = a.significandBits + b.significandBits;
  const gated = unit.zeroGating === 'gated';
  const common = [
    ...(gated ? [input('zero', undefined, 'the operands are held, and the product is not theirs')] : []),
    input('sign', undefined, '1 for negative'),
    input('product', bits, 'exact'),
  ];
  const term = output('term', window.productBits, 'ones’ complement where negative');
  const magnitude = (text: string) => (gated ? `zero ? ${constant(window.productBits, 0)} : ${text}` : text);
  const signed = `assign term = magnitude ^ {${window.productBits}{sign}};`;
  const name = 'align_product';
  if (window.frame === 'product') {
    return {
      name,
      block: 'align',
      about: ['The product, which is its own frame: nothing moves it.'],
      ports: [...common, term],
      body: [`wire [${window.productBits - 1}:0] magnitude = ${magnitude('product')};`, signed],
    };
  }
  if (window.frame === 'largest') {
    const { relativeBits } = alignPlan(plan);
    const fraction = a.mantissaBits + b.mantissaBits;
    const kept = window.productBits - 2;
    const padded = joined('product', zeros(Math.max(0, kept - fraction)));
    const width = Math.max(kept, fraction) + 2;
    return {
      name,
      block: 'align',
      about: [`One product cut to ${kept} bits below the largest exponent: what a shift to the right loses is lost.`],
      ports: [
        input('relative', relativeBits, 'largest exponent'),
        input('exponent', productExponentBits, 'of the product'),
        ...common,
        term,
      ],
      body: [
        `wire [${relativeBits - 1}:0] distance = relative - ${joined(zeros(relativeBits - productExponentBits), 'exponent')};`,
        `wire [${width - 1}:0] shifted = ${padded} >> distance;`,
        `wire [${window.productBits - 1}:0] magnitude = ${magnitude(`shifted[${width - 1}:${width - window.productBits}]`)};`,
        signed,
      ],
    };
  }
  const low = window.productLow + a.bias + b.bias + a.mantissaBits + b.mantissaBits;
  const width = low + window.productBits;
  return {
    name,
    block: 'align',
    about: [
      `One product in the window of all products, ${window.productBits} bits from 2^${window.productLow}: shifted left by its exponent.`,
      `Below bit ${low} of the shifted product no format has anything.`,
    ],
    ports: [input('exponent', productExponentBits, 'of the product'), ...common, term],
    body: [
      `wire [${width - 1}:0] shifted = ${joined(zeros(width - bits), 'product')} << exponent;`,
      `wire [${window.productBits - 1}:0] magnitude = ${magnitude(`shifted[${width - 1}:${low}]`)};`,
      signed,
    ],
  };
}
