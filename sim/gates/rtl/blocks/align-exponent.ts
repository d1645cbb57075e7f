/**
 * Align, exponents: the largest exponent of what is summed, by a tree of comparisons, as the normaliser and the
 * accumulator need it and as products are compared with it.
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

/**
 * Bits of the largest exponent as products are compared with it: up to where all of them leave the window, and no larger
 * one is told apart from that.
 */
export function relativeBits({ a, b, window }: FloatPlan): number {
  return bitLength(a.largestExponent + b.largestExponent + window.productBits);
}

/**
 * Whether zero products must be kept from the largest exponent, and a zero accumulator: that has its format's least
 * exponent, which does no harm where no product's is lower.
 */
export function maskedInLargest({ unit, a, b, c }: FloatPlan): { readonly products: boolean; readonly c: boolean } {
  const leastOfProducts = 2 - a.bias - b.bias + unit.scaleRange[0];
  return {
    products: unit.sum.kind === 'aligned' && unit.sum.zeroProducts === 'left-out',
    c: 1 - c.bias > leastOfProducts,
  };
}

/** The largest exponent of the terms that count, and how far products are compared with it. */
export function largestModule(plan: FloatPlan): RtlModule {
  const { products, productExponentBits: bits, a, b, c, frame, scaleBits } = plan;
  const masked = maskedInLargest(plan);
  const [ofProducts, ofAccumulator] = [
    masked.products ? ' that are not zero' : '',
    masked.c ? ' where it is not zero' : '',
  ];
  return {
    name: 'align_exponent',
    block: 'align',
    about: [`The largest exponent of the products${ofProducts} and of the accumulator${ofAccumulator}.`],
    ports: [
      input('exponent', products * bits, `of each product, bias ${a.bias + b.bias}`),
      ...(masked.products ? [input('zero', products, 'a zero product does not count')] : []),
      input('c_exponent', c.exponentBits, `of the accumulator, bias ${c.bias}`),
      ...(masked.c ? [input('c_zero', undefined, 'nor does a zero accumulator')] : []),
      ...(scaleBits > 0 ? [input('scale', scaleBits, 'added to every product’s exponent, signed')] : []),
      output('largest', frame.bits, `bias ${frame.bias}`),
      output('relative', relativeBits(plan), 'in the bias of products; all ones where all of them leave'),
    ],
    body: [...maximumLines(plan, masked.products), ...choiceLines(plan, masked)],
  };
}

/** Products' exponents level by level, the larger of two; the last is `maximum`. */
function maximumLines({ products, productExponentBits: bits }: FloatPlan, isMasked: boolean): string[] {
  const wire = (name: string, text: string) => `wire [${bits - 1}:0] ${name} = ${text};`;
  const lines = Array.from({ length: products }, (_, i) => {
    const own = `exponent[${i * bits} +: ${bits}]`;
    return wire(`larger_0_${i}`, isMasked ? `zero[${i}] ? ${constant(bits, 0)} : ${own}` : own);
  });
  let level = 0;
  for (let count = products; count > 1; level++) {
    const pairs = Math.ceil(count / 2);
    for (let i = 0; i < pairs; i++) {
      const [x, y] = [`larger_${level}_${2 * i}`, `larger_${level}_${2 * i + 1}`];
      lines.push(wire(`larger_${level + 1}_${i}`, 2 * i + 1 < count ? `${x} > ${y} ? ${x} : ${y}` : x));
    }
    count = pairs;
  }
  return [...lines, wire('maximum', `larger_${level}_0`)];
}

/** The products' largest and the accumulator's in a common bias, with bits for what lies below and above. */
function choiceLines(plan: FloatPlan, masked: { readonly products: boolean; readonly c: boolean }): string[] {
  const { a, b, c, frame, scaleBits, productExponentBits } = plan;
  const wide = frame.bits + 2;
  const near = relativeBits(plan);
  const offset = signedConstant(wide, frame.bias - a.bias - b.bias);
  const scale = scaleBits === 0 ? [] : [signExtended('scale', scaleBits, wide)];
  const ofProducts = [unsignedExtended('maximum', productExponentBits, wide), offset, ...scale].join(' + ');
  const ofAccumulator = `${unsignedExtended('c_exponent', c.exponentBits, wide)} + ${signedConstant(wide, frame.bias - c.bias)}`;
  const counts = masked.products ? '(of_accumulator > of_products | &zero)' : 'of_accumulator > of_products';
  return [
    `wire signed [${wide - 1}:0] of_products = ${ofProducts};`,
    `wire signed [${wide - 1}:0] of_accumulator = ${ofAccumulator};`,
    `wire accumulator = ${masked.c ? `~c_zero & ${counts}` : counts};`,
    `assign largest = accumulator ? of_accumulator[${frame.bits - 1}:0] : of_products[${frame.bits - 1}:0];`,
    `wire signed [${wide - 1}:0] above = ${[unsignedExtended('largest', frame.bits, wide), offset, ...scale].join(' - ')};`,
    wide > near
      ? `assign relative = |above[${wide - 1}:${near}] ? {${near}{1'b1}} : above[${near - 1}:0];`
      : `assign relative = ${joined(zeros(near - wide), 'above')};`,
  ];
}
