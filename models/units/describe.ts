/** What a unit does, in words: one sentence for each of its parameters that changes a result. */
import type { Accumulator, AlignedSum, DotProductUnit, Interleave, SumRule, TwoStageSum } from './unit.js';

/** Sentences in the order of the datapath: products, scales, sum, rounding, overflow, promotion. */
export function describeUnit(unit: DotProductUnit): string[] {
  const { aFormat, bFormat, operandsAs, productsPerStep, interleave, blockScale, promotion, accumulator } = unit;
  return [
    ...(operandsAs === undefined ? [] : [`Converts both operands into ${operandsAs}, exactly.`]),
    `Takes ${plural(productsPerStep, 'product')} of ${aFormat} × ${bFormat} a step, each exact; missing ones are zeros.`,
    ...(interleave === undefined ? [] : [interleaveSentence(productsPerStep, interleave)]),
    ...(blockScale === undefined
      ? []
      : [`Each ${blockScale.block} operands along the depth share a scale in ${blockScale.format}.`]),
    ...sumSentences(unit.sum),
    roundingSentence(unit),
    specialsSentence(accumulator),
    ...(promotion === undefined
      ? []
      : [
          `Every ${plural(promotion.products, 'product')} the accumulator is added into a ${promotion.format} register, to nearest even, and starts again from +0.`,
        ]),
  ];
}

function interleaveSentence(productsPerStep: number, { products, group }: Interleave): string {
  const steps = products / productsPerStep;
  return `Of every ${products} products each of ${plural(steps, 'step')} takes ${group / steps} of every ${group}: the first step the first, and so on.`;
}

function sumSentences(sum: SumRule): string[] {
  switch (sum.kind) {
    case 'exact':
      return ['Adds the products of a step and the accumulator exactly.'];
    case 'float32':
      return ['Adds the products of a step and the accumulator exactly, and rounds that sum once to float32.'];
    case 'aligned':
      return alignedSentences(sum);
    case 'two-stage':
      return [
        ...stageSentences(sum),
        `Floors that sum at ${sum.sumBits} bits and the accumulator at ${sum.accumulatorBits} bits below the larger of their exponents, a sum’s being its largest product’s, and adds them exactly.`,
        ...(sum.accumulatorReach === undefined
          ? []
          : [`An accumulator more than ${sum.accumulatorReach} bits below the largest exponent counts as zero.`]),
      ];
    case 'grouped':
      return [
        `Adds ${sum.groupProducts} products exactly, times their scales’ significands, with the scales’ exponent.`,
        `Truncates these sums and the accumulator to ${sum.fractionBits} bits below the largest exponent and adds them exactly.`,
      ];
    case 'pairwise':
      return [
        'Rounds each product to float32, and adds them in it two and two, neighbours first, until one is left; adds that and the accumulator.',
        sum.subnormals === 'kept'
          ? 'Keeps subnormals.'
          : 'Subnormal operands, and a subnormal accumulator before the first step, count as +0, as −0 does; what lies below the least normal number afterwards becomes a zero of its sign.',
      ];
  }
}

/** The first stage. */
function stageSentences({ order, productBits }: TwoStageSum): string[] {
  const bits = plural(productBits, 'bit');
  if (order === 'in-sequence')
    return [`Truncates each product to ${bits} below the largest exponent of a product and adds them exactly.`];
  return [
    `Of even and of odd products apart, truncates each to ${bits} below the largest exponent of its kind and adds them exactly.`,
    `Floors both sums at ${bits} below the larger of these two exponents and adds them.`,
  ];
}

const CUTS = { truncate: 'Truncates', floor: 'Floors', 'nearest-even': 'Rounds to nearest even' } as const;

function alignedSentences(sum: AlignedSum): string[] {
  const joined = sum.accumulatorAligned === 'with-products';
  const exponents =
    sum.productExponent === 'operands' ? 'the sum of its operands’ exponents' : 'that of its leading bit';
  const subnormals = sum.subnormals === 'normalised' ? 'that of its leading bit' : 'the format’s least exponent';
  const zeros = sum.zeroProducts === 'left-out' ? 'zeros take no part' : 'zeros take part with the least exponent';
  return [
    `${CUTS[sum.cut]} each product${joined ? ' and the accumulator' : ''} at ${plural(sum.fractionBits, 'bit')} below the largest of their exponents, and adds what is left exactly${joined ? '' : ' to the whole accumulator'}.`,
    `A product’s exponent is ${exponents}, a subnormal’s ${subnormals}; ${zeros}.`,
  ];
}

function roundingSentence({ accumulator, stepsPerRounding }: DotProductUnit): string {
  const { format, mantissaBits, rounding, randomBits } = accumulator;
  const when =
    stepsPerRounding === 'all'
      ? 'once, at the end'
      : stepsPerRounding === 1
        ? 'after each step'
        : `after each ${stepsPerRounding} steps`;
  const random = randomBits > 0 ? ` with ${plural(randomBits, 'random bit')}` : '';
  return `Rounds ${rounding}${random} to ${plural(mantissaBits, 'mantissa bit')} into the ${format} accumulator ${when}.`;
}

const OVERFLOWS = {
  nan: 'NaN',
  clip: 'the largest finite value',
  infinity: 'infinity (NaN where there is none)',
  ieee: 'infinity, the largest finite value where it rounds toward zero',
} as const;
const ZEROS = {
  positive: 'every zero is +0',
  'signed-underflow': 'an exact zero is +0, a negative sum that rounds to zero −0',
  ieee: 'zeros have the signs of IEEE 754',
} as const;

function specialsSentence({ overflow, nan, zero }: Accumulator): string {
  const code = nan === 'quiet' ? 'the quiet bit alone' : 'all bits below the sign';
  return `Overflow gives ${OVERFLOWS[overflow]}; NaN is written as ${code}; ${ZEROS[zero]}.`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
