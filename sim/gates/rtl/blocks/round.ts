/**
 * Round: the one place where a result loses bits, and where NaN, infinity and overflow become codes.
 * Exponent and mantissa are one number: rounding up carries from a full mantissa into the exponent, from the largest
 * subnormal to the least normal, and beyond the largest exponent into overflow.
 */
import { infinityCode, magnitudeBits, maxFiniteCode } from '../../../../models/formats/format.js';
import { canonicalNan } from '../../../arithmetic/reference/specials.js';
import { constant, input, joined, output, type RtlModule, zeros } from '../module.js';
import type { FloatPlan } from '../plan/float-plan.js';

export function roundModule(plan: FloatPlan): RtlModule {
  const { unit, round, normalise, specials, window, c } = plan;
  const { accumulator } = unit;
  const { format, mantissaBits, fractionBits, sticky } = round;
  const fieldBits = Math.max(normalise.exponentBits, format.exponentBits) + 1;
  const packedBits = fieldBits + mantissaBits;
  const isLost = window.below === 'possible';
  const allNegative = isIeeeZero(plan);
  return {
    name: 'round',
    block: 'round',
    about: [
      `Rounds ${accumulator.rounding} to ${mantissaBits} mantissa bits of ${format.name}; overflow ${accumulator.overflow}, zeros ${accumulator.zero}.`,
    ],
    ports: [
      input('negative', undefined, 'the sum is below zero'),
      input('exponent', normalise.exponentBits, 'above the least normal one'),
      input('significand', mantissaBits + 1, 'hidden bit on top'),
      ...(fractionBits > 0 ? [input('fraction', fractionBits, 'next bits below')] : []),
      ...(sticky === 'used' ? [input('sticky', undefined, 'any bit below these')] : []),
      ...(accumulator.randomBits > 0 ? [input('random', accumulator.randomBits, '')] : []),
      ...(allNegative ? [input('all_negative', undefined, 'every term has a negative sign')] : []),
      ...(isLost
        ? [input('alone', undefined, 'the accumulator is the result'), input('c', c.codeBits, 'the accumulator')]
        : []),
      input('special_nan', undefined, 'the result is NaN'),
      ...(specials.infinity === 'apart'
        ? [
            input('special_infinite', undefined, 'the result is infinite'),
            input('special_sign', undefined, 'and negative'),
          ]
        : []),
      output('result', c.codeBits, `code of ${format.name}`),
    ],
    body: [
      ...upLines(plan),
      `wire [${packedBits - 1}:0] whole = ${packedText(plan, packedBits)};`,
      `wire overflow = whole[${packedBits - 1}:${mantissaBits}] >= ${constant(fieldBits, 2 ** format.exponentBits - 1)};`,
      `wire sign = ${signText(plan, packedBits)};`,
      `wire [${c.codeBits - 1}:0] finite = ${joined('sign', `whole[${format.exponentBits + mantissaBits - 1}:0]`, zeros(format.mantissaBits - mantissaBits))};`,
      `assign result = special_nan ? ${code(plan, canonicalNan(format, accumulator))}`,
      ...(specials.infinity === 'apart' ? [`  : special_infinite ? ${infiniteText(plan, 'special_sign')}`] : []),
      ...(isLost ? ['  : alone ? c'] : []),
      `  : overflow ? ${overflowText(plan)} : finite;`,
    ],
  };
}

/** Whether a sum of zero may be −0. */
export function isIeeeZero({ unit }: FloatPlan): boolean {
  return unit.accumulator.zero === 'ieee' && unit.sum.kind === 'exact';
}

/** The wire `up`: whether the magnitude goes to its upper neighbour. */
function upLines({ unit }: FloatPlan): string[] {
  const { rounding, randomBits: n } = unit.accumulator;
  switch (rounding) {
    case 'toward-zero':
      return [];
    case 'up':
      return ['wire up = sticky & ~negative;'];
    case 'down':
      return ['wire up = sticky & negative;'];
    case 'to-odd':
      return ['wire up = sticky & ~significand[0];'];
    case 'nearest-away':
      return ['wire up = fraction[0];'];
    case 'nearest-even':
      return ['wire up = fraction[0] & (sticky | significand[0]);'];
    case 'stochastic':
      return [
        `wire half = fraction[0] & (sticky | fraction[1]);`,
        `wire [${n}:0] drawn = {1'b0, fraction[${n}:1]} + {1'b0, random} + ${joined(zeros(n), 'half')};`,
        `wire up = drawn[${n}];`,
      ];
    case 'stochastic-midpoint':
      return [`wire [${n + 1}:0] drawn = {1'b0, fraction} + {1'b0, random, 1'b1};`, `wire up = drawn[${n + 1}];`];
    case 'stochastic-truncate':
      return [`wire [${n}:0] drawn = {1'b0, fraction} + {1'b0, random};`, `wire up = drawn[${n}];`];
  }
}

/** Field and mantissa: the exponent above the least, plus the hidden bit, is the field. */
function packedText({ unit, round, normalise }: FloatPlan, bits: number): string {
  const { mantissaBits } = round;
  const field = joined(zeros(bits - normalise.exponentBits - mantissaBits), 'exponent', zeros(mantissaBits));
  const significand = joined(zeros(bits - mantissaBits - 1), 'significand');
  const up = unit.accumulator.rounding === 'toward-zero' ? '' : ` + ${joined(zeros(bits - 1), 'up')}`;
  return `${field} + ${significand}${up}`;
}

function signText(plan: FloatPlan, packedBits: number): string {
  const { zero } = plan.unit.accumulator;
  if (zero === 'positive') return `negative & |whole[${packedBits - 1}:0]`;
  return isIeeeZero(plan) ? 'negative | all_negative' : 'negative';
}

function overflowText(plan: FloatPlan): string {
  const { rounding, overflow } = plan.unit.accumulator;
  const infinite = infiniteText(plan, 'sign');
  if (overflow === 'infinity') return infinite;
  const largest = `{sign, ${constant(magnitudeBits(plan.round.format), maxFiniteCode(plan.round.format))}}`;
  if (rounding === 'toward-zero') return largest;
  if (rounding === 'up') return `(negative ? ${largest} : ${infinite})`;
  if (rounding === 'down') return `(negative ? ${infinite} : ${largest})`;
  return infinite;
}

/** What an infinite result becomes. */
function infiniteText(plan: FloatPlan, sign: string): string {
  const { format } = plan.round;
  const { accumulator } = plan.unit;
  const infinity = infinityCode(format);
  if (accumulator.overflow === 'nan' || infinity === undefined) return code(plan, canonicalNan(format, accumulator));
  const magnitude = accumulator.overflow === 'clip' ? maxFiniteCode(format) : infinity;
  return `{${sign}, ${constant(magnitudeBits(format), magnitude)}}`;
}

function code({ c }: FloatPlan, value: number): string {
  return constant(c.codeBits, value);
}
