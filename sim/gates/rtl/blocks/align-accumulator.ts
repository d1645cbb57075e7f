/**
 * Align, the accumulator's part: its significand at its place in the window, by a shifter of its own.
 * Where the window is narrower than the accumulator reaches, it says so: `above` by a frame that follows the
 * accumulator, `below` by bits that were lost.
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
import { frameMoves } from '../plan/window.js';

export function alignAccumulatorModule(plan: FloatPlan): RtlModule {
  const { window } = plan;
  if (window.frame === 'largest') return belowLargest(plan);
  return window.frame === 'fixed' && window.above === 'never' && window.below === 'never'
    ? inWindow(plan)
    : moving(plan);
}

const NAME = 'align_accumulator';

/** Cut below the largest exponent, as products are. */
function belowLargest({ c, window, frame }: FloatPlan): RtlModule {
  const width = Math.max(window.accumulatorBits, c.significandBits);
  const padded = joined('significand', zeros(width - c.significandBits));
  return {
    name: NAME,
    block: 'align',
    about: [`The accumulator cut to ${window.accumulatorBits - 1} bits below the largest exponent.`],
    ports: [
      input('largest', frame.bits, `exponent, bias ${frame.bias}`),
      input('sign', undefined, '1 for negative'),
      input('exponent', c.exponentBits, `of the accumulator, bias ${c.bias}`),
      input('significand', c.significandBits, ''),
      output('term', window.accumulatorBits, 'ones’ complement where negative'),
    ],
    body: [
      `wire [${frame.bits - 1}:0] distance = largest - ${shiftedBias(frame.bits, c.exponentBits, frame.bias - c.bias)};`,
      `wire [${width - 1}:0] shifted = ${padded} >> distance;`,
      `assign term = shifted[${width - 1}:${width - window.accumulatorBits}] ^ {${window.accumulatorBits}{sign}};`,
    ],
  };
}

/** The exponent in another bias, modulo its bits. */
function shiftedBias(bits: number, own: number, offset: number): string {
  const text = own <= bits ? joined(zeros(bits - own), 'exponent') : `exponent[${bits - 1}:0]`;
  if (offset === 0) return text;
  return `(${text} ${offset < 0 ? '-' : '+'} ${constant(bits, Math.abs(offset))})`;
}

/** All of it in a window that stands still: shifted left by its exponent. */
function inWindow({ c, window }: FloatPlan): RtlModule {
  const low = window.low + c.bias + c.mantissaBits;
  const width = Math.max(low, 0) + window.accumulatorBits;
  const whole = `${joined(zeros(width - c.significandBits), 'significand')} << exponent`;
  const placed = low >= 0 ? `shifted[${width - 1}:${low}]` : `{shifted[${width + low - 1}:0], ${zeros(-low)}}`;
  return {
    name: NAME,
    block: 'align',
    about: [`The accumulator in the window, from 2^${window.low}: all of its bits fit.`],
    ports: [
      input('sign', undefined, '1 for negative'),
      input('exponent', c.exponentBits, `of the accumulator, bias ${c.bias}`),
      input('significand', c.significandBits, ''),
      output('term', window.accumulatorBits, 'ones’ complement where negative'),
    ],
    body: [`wire [${width - 1}:0] shifted = ${whole};`, `assign term = ${placed} ^ {${window.accumulatorBits}{sign}};`],
  };
}

/** In a window that moves or does not reach far enough: shifted right from the window's top. */
function moving(plan: FloatPlan): RtlModule {
  const { a, b, c, window, frame, productExponentBits, scaleBits } = plan;
  const reach = window.accumulatorHigh - window.low;
  const ofProduct = window.frame === 'product';
  const farthest = window.below === 'possible' ? reach + c.significandBits : reach;
  const lostBits = window.below === 'possible' ? c.significandBits : 0;
  const distanceBits = bitLength(farthest);
  const wide = 2 + Math.max(bitLength(frame.bias + 2 ** c.exponentBits), frame.bits, productExponentBits, scaleBits);
  // A frame of 0 without product and scale; with them their exponents.
  const frameTerms = [
    ...(ofProduct ? [unsignedExtended('product_exponent', productExponentBits, wide)] : []),
    ...(scaleBits > 0 ? [signExtended('scale', scaleBits, wide)] : []),
  ];
  const own = frame.bias - (ofProduct ? a.bias + b.bias : 0);
  const ofAccumulator = frame.bias - c.bias - c.mantissaBits - window.accumulatorHigh;
  const follows = frameMoves(window);
  return {
    name: NAME,
    block: 'align',
    about: [
      `The accumulator in the window, shifted right from its top by at most ${farthest}.`,
      ...(window.above === 'possible' ? ['Above the window it stays on top, and the frame follows it.'] : []),
      ...(window.below === 'possible' ? ['Below the window its bits become one sticky bit, the lowest.'] : []),
    ],
    ports: [
      ...(ofProduct ? [input('product_exponent', productExponentBits, `bias ${a.bias + b.bias}`)] : []),
      ...(scaleBits > 0 ? [input('scale', scaleBits, 'added to every product’s exponent, signed')] : []),
      input('sign', undefined, '1 for negative'),
      input('exponent', c.exponentBits, `of the accumulator, bias ${c.bias}`),
      input('significand', c.significandBits, ''),
      ...(follows ? [output('frame', frame.bits, `exponent of the window, bias ${frame.bias}`)] : []),
      ...(window.below === 'possible' ? [output('lost', undefined, 'bits of the accumulator lie below')] : []),
      output('term', window.accumulatorBits, 'ones’ complement where negative'),
    ],
    body: [
      `// the window as the products have it, and as the accumulator on its top would have it`,
      `wire signed [${wide - 1}:0] of_products = ${[...frameTerms, signedConstant(wide, own)].join(' + ')};`,
      `wire signed [${wide - 1}:0] of_accumulator = ${unsignedExtended('exponent', c.exponentBits, wide)} + ${signedConstant(wide, ofAccumulator)};`,
      `wire signed [${wide - 1}:0] below = of_products - of_accumulator;`,
      ...(window.above === 'possible' ? [`wire above = below[${wide - 1}];`] : []),
      ...(follows ? [`assign frame = ${chosenFrame(window.above, frame.bits)};`] : []),
      ...distanceLines(window.above, wide, distanceBits, farthest, window.below),
      `wire [${reach + c.significandBits + lostBits - 1}:0] shifted = ${joined('significand', zeros(reach + lostBits))} >> distance;`,
      ...(window.below === 'possible'
        ? [
            `assign lost = |shifted[${lostBits - 1}:0];`,
            `assign term = (shifted[${reach + c.significandBits + lostBits - 1}:${lostBits}] | ${joined(zeros(window.accumulatorBits - 1), 'lost')}) ^ {${window.accumulatorBits}{sign}};`,
          ]
        : [`assign term = shifted ^ {${window.accumulatorBits}{sign}};`]),
    ],
  };
}

function chosenFrame(above: 'possible' | 'never', bits: number): string {
  const products = `of_products[${bits - 1}:0]`;
  return above === 'possible' ? `above ? of_accumulator[${bits - 1}:0] : ${products}` : products;
}

function distanceLines(
  above: 'possible' | 'never',
  wide: number,
  bits: number,
  farthest: number,
  below: 'possible' | 'never',
): string[] {
  const zero = above === 'possible' ? `above ? ${constant(bits, 0)} : ` : '';
  const far = below === 'possible' ? `below > ${signedConstant(wide, farthest)} ? ${constant(bits, farthest)} : ` : '';
  return [`wire [${bits - 1}:0] distance = ${zero}${far}below[${bits - 1}:0];`];
}
