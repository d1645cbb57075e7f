/**
 * Decode: a code into sign, exponent and significand, and what no number says of it (zero, NaN, infinity).
 * A subnormal has the least normal exponent and no hidden bit; what stands beside a NaN or an infinity is not looked at.
 */
import { type FloatFormat, infinityCode } from '../../../../models/formats/format.js';
import { input, joined, output, type RtlModule, zeros } from '../module.js';
import { exponentOffset, largestField, type OperandPlan } from '../plan/operand.js';

/** What else a decoder says. */
export interface DecodeFlags {
  readonly zero: boolean;
  readonly nan: boolean;
  readonly infinite: boolean;
}

/** @param name `decode_a`, `decode_b`, `decode_c` */
export function decodeModule(name: string, operand: OperandPlan, flags: DecodeFlags): RtlModule {
  const { codeBits, selectBits, exponentBits, significandBits, bias, formats } = operand;
  return {
    name,
    block: 'decode',
    about: [
      `One operand: ${formats.map((format) => format.name).join(' or ')}, as sign × significand × 2^(exponent − ${bias + operand.mantissaBits}).`,
      `Exponents are fields of bias ${bias}, 1 for subnormals; significands have the hidden bit on top.`,
    ],
    ports: [
      input('code', codeBits, formats.length > 1 ? 'narrower formats in the low bits' : 'as the format has it'),
      ...(selectBits > 0 ? [input('select', selectBits, 'index of the format')] : []),
      output('sign', undefined, '1 for negative'),
      output('exponent', exponentBits, `1 to ${operand.largestExponent}`),
      output('significand', significandBits, `${operand.mantissaBits} bits below the hidden one`),
      ...(flags.zero ? [output('zero', undefined, 'the value is zero')] : []),
      ...(flags.nan ? [output('nan', undefined, 'the code is a NaN')] : []),
      ...(flags.infinite ? [output('infinite', undefined, 'the code is an infinity')] : []),
    ],
    body: formats.length === 1 ? oneFormat(operand, flags) : severalFormats(operand, flags),
  };
}

function oneFormat(operand: OperandPlan, flags: DecodeFlags): string[] {
  const [format] = operand.formats as [FloatFormat];
  return [
    ...fieldLines(operand, format, ''),
    `assign sign = ${signText(format)};`,
    'assign exponent = effective;',
    'assign significand = whole;',
    ...(flags.zero ? ['assign zero = ~|significand;'] : []),
    ...(flags.nan ? [`assign nan = ${nanText(format)};`] : []),
    ...(flags.infinite ? [`assign infinite = ${infinityText(format)};`] : []),
  ];
}

function severalFormats(operand: OperandPlan, flags: DecodeFlags): string[] {
  const { formats } = operand;
  const chosen = (text: (format: FloatFormat, i: number) => string): string => {
    const [first, ...others] = formats.map(text) as [string, ...string[]];
    if (others.every((other) => other === first)) return first;
    return others.reduce((rest, other, i) => `select == ${i + 1} ? ${other} : ${rest}`, first);
  };
  return [
    ...formats.flatMap((format, i) => fieldLines(operand, format, `_${i}`)),
    `assign sign = ${chosen(signText)};`,
    `assign exponent = ${chosen((_, i) => `effective_${i}`)};`,
    `assign significand = ${chosen((_, i) => `whole_${i}`)};`,
    ...(flags.zero ? ['assign zero = ~|significand;'] : []),
    ...(flags.nan ? [`assign nan = ${chosen(nanText)};`] : []),
    ...(flags.infinite ? [`assign infinite = ${chosen(infinityText)};`] : []),
  ];
}

/** Wires `effective` (exponent) and `whole` (significand) of one format. */
function fieldLines(operand: OperandPlan, format: FloatFormat, suffix: string): string[] {
  const { exponentBits: e, mantissaBits: m, name } = format;
  const offset = exponentOffset(operand, format);
  const field = `code[${e + m - 1}:${m}]`;
  const bits = operand.exponentBits;
  const filled = joined(zeros(bits - e), field);
  const least = joined(zeros(bits - 1), `~hidden${suffix}`);
  const mantissa = m === 0 ? '' : `code[${m - 1}:0]`;
  const top = largestField(format) < 2 ** e - 1 ? `; the top field is no number` : '';
  return [
    `// ${name}: ${e} exponent bits, ${m} mantissa bits, bias ${format.bias}${top}`,
    `wire hidden${suffix} = |${field};`,
    `wire [${bits - 1}:0] effective${suffix} = ${offset === 0 ? `${filled} | ${least}` : `(${filled} | ${least}) + ${bits}'d${offset}`};`,
    `wire [${operand.significandBits - 1}:0] whole${suffix} = ${joined(`hidden${suffix}`, mantissa, zeros(operand.mantissaBits - m))};`,
  ];
}

function signText({ exponentBits, mantissaBits, negativeZero, nan }: FloatFormat): string {
  const bits = exponentBits + mantissaBits;
  return negativeZero || nan === 'negative-zero' ? `code[${bits}]` : `code[${bits}] & |code[${bits - 1}:0]`;
}

function nanText(format: FloatFormat): string {
  const { exponentBits: e, mantissaBits: m, nan } = format;
  const magnitude = `code[${e + m - 1}:0]`;
  switch (nan) {
    case 'none':
      return "1'b0";
    case 'negative-zero':
      return `code[${e + m}] & ~|${magnitude}`;
    case 'all-ones':
      return `&${magnitude}`;
    case 'ieee':
      return `&code[${e + m - 1}:${m}] & |code[${m - 1}:0]`;
  }
}

function infinityText(format: FloatFormat): string {
  const { exponentBits: e, mantissaBits: m } = format;
  const infinity = infinityCode(format);
  return infinity === undefined ? "1'b0" : `code[${e + m - 1}:0] == ${e + m}'d${infinity}`;
}
