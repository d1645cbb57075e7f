/**
 * Normalise: the leading one to the top, but not beyond where the result's least exponent has it; the exponent that
 * follows. What lies below the bits that rounding looks at becomes one sticky bit, where the rule asks for it.
 */
import { constant, input, joined, output, type RtlModule, unsignedExtended, zeros } from '../module.js';
import type { FloatPlan } from '../plan/float-plan.js';
import { bitLength } from '../plan/operand.js';
import { frameMoves } from '../plan/window.js';

export function normaliseModule(plan: FloatPlan): RtlModule {
  const { normalise, round, window, frame } = plan;
  const { bits, exponentBits } = normalise;
  const moves = frameMoves(window);
  const kept = round.mantissaBits + 1;
  const looked = kept + round.fractionBits;
  const width = Math.max(bits, looked + 1);
  const padded = joined(zeros(bits - window.magnitudeBits), 'magnitude', zeros(width - bits));
  const shiftBits = bitLength(width - 1);
  return {
    name: 'normalise',
    block: 'normalise',
    about: [
      `The leading one of ${window.magnitudeBits} bits to the top; the exponent above the least normal one, 0 for subnormals and zero.`,
      ...(bits > window.magnitudeBits
        ? [`${bits - window.magnitudeBits} zeros on top, because the smallest sums lie below the least subnormal.`]
        : []),
    ],
    ports: [
      input('magnitude', window.magnitudeBits, 'of the sum'),
      ...(moves ? [input('frame', frame.bits, `exponent of the window, bias ${frame.bias}`)] : []),
      output('exponent', exponentBits, 'above the least'),
      output('significand', kept, 'hidden bit on top'),
      ...(round.fractionBits > 0 ? [output('fraction', round.fractionBits, 'next bits below')] : []),
      ...(round.sticky === 'used' ? [output('sticky', undefined, 'any bit below these')] : []),
    ],
    body: [
      `wire [${width - 1}:0] window = ${padded};`,
      ...(moves ? movingLines(plan, width, shiftBits) : fixedLines(plan, width, shiftBits)),
      `wire [${width - 1}:0] shifted = window << shift;`,
      `assign significand = shifted[${width - 1}:${width - kept}];`,
      ...(round.fractionBits > 0 ? [`assign fraction = shifted[${width - kept - 1}:${width - looked}];`] : []),
      ...(round.sticky === 'used' ? [`assign sticky = |shifted[${width - looked - 1}:0];`] : []),
    ],
  };
}

/** The window stands still: a one at the place of the least exponent stops the count there. */
function fixedLines({ normalise, round }: FloatPlan, width: number, shiftBits: number): string[] {
  const { limit, subnormal, exponentBits } = normalise;
  const stop = width - 1 - limit;
  const counted = subnormal === 'possible' ? `(window | ${joined(zeros(limit), "1'b1", zeros(stop))})` : 'window';
  const above = `${constant(exponentBits, limit)} - ${fitted('shift', shiftBits, exponentBits)}`;
  return [
    ...countLines(counted, width, shiftBits),
    `wire [${shiftBits - 1}:0] shift = count;`,
    `assign exponent = ${subnormal === 'possible' ? above : `significand[${round.mantissaBits}] ? ${above} : ${constant(exponentBits, 0)}`};`,
  ];
}

/** The window moves, and with it how far a leading one may go. */
function movingLines({ normalise, frame, round }: FloatPlan, width: number, shiftBits: number): string[] {
  const { limit, exponentBits } = normalise;
  const bits = Math.max(frame.bits, exponentBits, shiftBits) + 2;
  const signed = limit < 0 ? `-${bits}'sd${-limit}` : `${bits}'sd${limit}`;
  return [
    ...countLines('window', width, shiftBits),
    `wire signed [${bits - 1}:0] limit = ${unsignedExtended('frame', frame.bits, bits)} + ${signed};`,
    `wire signed [${bits - 1}:0] above = limit - ${unsignedExtended('count', shiftBits, bits)};`,
    `wire [${shiftBits - 1}:0] shift = above[${bits - 1}] ? limit[${shiftBits - 1}:0] : count;`,
    `assign exponent = above[${bits - 1}] | ~significand[${round.mantissaBits}] ? ${constant(exponentBits, 0)} : above[${exponentBits - 1}:0];`,
  ];
}

function fitted(name: string, own: number, bits: number): string {
  return own <= bits ? joined(zeros(bits - own), name) : `${name}[${bits - 1}:0]`;
}

/**
 * Leading zeros by halves: of each pair of groups, whether both are empty, and the zeros above the leading one.
 * Groups below the last bit count as full.
 */
function countLines(text: string, width: number, countBits: number): string[] {
  const size = 2 ** countBits;
  const lines = [
    'genvar g;',
    `// leading zeros: of groups of 2, 4, 8 … bits, whether they are empty and how many zeros they begin with`,
    `wire [${size - 1}:0] empty_0 = ~${joined(text, size > width ? `{${size - width}{1'b1}}` : '')};`,
  ];
  for (let level = 1; level <= countBits; level++) lines.push(...levelLines(level, size / 2 ** level));
  return [...lines, `wire [${countBits - 1}:0] count = count_${countBits};`];
}

/** From the groups of the level below; those of the first are bits. */
function levelLines(level: number, groups: number): string[] {
  const below = level - 1;
  return [
    `wire [${groups - 1}:0] empty_${level};`,
    `wire [${groups * level - 1}:0] count_${level};`,
    `for (g = 0; g < ${groups}; g = g + 1) begin : count_by_${2 ** level}`,
    `  assign empty_${level}[g] = empty_${below}[2*g + 1] & empty_${below}[2*g];`,
    ...(level === 1
      ? ['  assign count_1[g] = empty_0[2*g + 1];']
      : [
          `  assign count_${level}[g*${level} +: ${level}] = empty_${below}[2*g + 1]`,
          `    ? {1'b1, count_${below}[(2*g)*${below} +: ${below}]} : {1'b0, count_${below}[(2*g + 1)*${below} +: ${below}]};`,
        ]),
    'end',
  ];
}
