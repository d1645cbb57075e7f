/**
 * From a name, an alias or a spelling to a format.
 * Spelling: `1.E.M` (sign, exponent bits, mantissa bits; Noune et al. 2022) with options after a colon:
 *   bias=N          any integer; 2^(E−1) unless said, as in F143 and F152
 *   nan=RULE        negative-zero unless said (the paper's one special code)
 *   inf=RULE        none unless said
 *   subnormals=no   exponent field 0 is an ordinary binade
 * and `intN:step=2^-S` for two's complement. Names of P3109's draft are read by p3109.ts.
 */
import { InputError, shown } from '../input-error.js';
import { FORMAT_ALIASES, FORMATS } from './catalogue.js';
import {
  type FloatFormat,
  finiteMagnitude,
  INFINITY_RULES,
  type IntegerFormat,
  maxFiniteCode,
  NAN_RULES,
  type NumberFormat,
  type OperandFormat,
} from './format.js';
import { p3109Format } from './p3109.js';

const SPELLED_FLOAT = /^([01])\.(\d{1,2})\.(\d{1,2})(?::(.*))?$/;
const SPELLED_INTEGER = /^int(\d{1,2}):step=2\^(-?\d{1,3})$/;

/** Limits of the spelled form: codes fit 32 bits, every value and product fits float64. */
const SPELLED_LIMITS = { exponentBits: 8, mantissaBits: 23, bias: 500, step: 500 } as const;

/**
 * @param name a name of the catalogue, an alias, or a spelled format
 * @param where what to name in the error: an option, or a file and line
 */
export function resolveFormat(name: string, where = 'format'): NumberFormat {
  const known = FORMAT_ALIASES[name] ?? name;
  const entry = FORMATS.find(({ format }) => format.name === known);
  if (entry !== undefined) return entry.format;
  const draft = p3109Format(name, where);
  if (draft !== undefined) return draft;
  const float = SPELLED_FLOAT.exec(name);
  if (float !== null) return spelledFloat(name, float, where);
  const integer = SPELLED_INTEGER.exec(name);
  if (integer !== null) return spelledInteger(name, integer, where);
  throw new InputError(
    where,
    'a format name, an alias or a spelling like 1.3.4:bias=11,nan=negative-zero',
    shown(name),
    '`octile formats` lists the names',
  );
}

/** The bias that a spelling gives; undefined where it gives none, and for names. */
export function spelledBias(name: string): number | undefined {
  const options = SPELLED_FLOAT.exec(name)?.[4];
  const bias = options === undefined ? undefined : parseOptions(name, options, name).get('bias');
  return bias === undefined ? undefined : Number(bias);
}

/** As resolveFormat, for places that take floats only. */
export function resolveFloatFormat(name: string, where = 'format'): FloatFormat {
  const format = resolveFormat(name, where);
  if (format.kind === 'float') return format;
  throw new InputError(where, 'a floating-point format', shown(name));
}

function spelledFloat(name: string, match: RegExpExecArray, where: string): FloatFormat {
  const [signBits, exponentBits, mantissaBits] = [match[1], match[2], match[3]].map(Number) as [number, number, number];
  const options = parseOptions(name, match[4] ?? '', where);
  const nan = oneOf(NAN_RULES, options.get('nan') ?? (signBits === 1 ? 'negative-zero' : 'all-ones'), name, where);
  const format: FloatFormat = {
    kind: 'float',
    name,
    exponentBits,
    mantissaBits,
    bias: integerOption(options, 'bias', exponentBits === 0 ? 0 : 2 ** (exponentBits - 1), where),
    signed: signBits === 1,
    zero: true,
    negativeZero: signBits === 1 && nan !== 'negative-zero',
    subnormals: options.get('subnormals') !== 'no',
    infinities: oneOf(INFINITY_RULES, options.get('inf') ?? 'none', name, where),
    nan,
  };
  checkSpelled(format, where);
  return format;
}

function checkSpelled(format: FloatFormat, where: string): void {
  const refuse = (expected: string): never => {
    throw new InputError(where, expected, shown(format.name));
  };
  const { exponentBits: e, mantissaBits: m } = format;
  if (e > SPELLED_LIMITS.exponentBits) refuse(`at most ${SPELLED_LIMITS.exponentBits} exponent bits`);
  if (m > SPELLED_LIMITS.mantissaBits) refuse(`at most ${SPELLED_LIMITS.mantissaBits} mantissa bits`);
  if (Math.abs(format.bias) > SPELLED_LIMITS.bias) refuse(`a bias within ±${SPELLED_LIMITS.bias}`);
  if (e + m < 1) refuse('at least one exponent or mantissa bit');
  if (e === 0 && !format.subnormals) refuse('subnormals where there are no exponent bits');
  if (format.infinities === 'ieee' && format.nan !== 'ieee') refuse('nan=ieee together with inf=ieee');
  if (format.nan === 'ieee' && (m === 0 || e === 0)) refuse('mantissa and exponent bits for nan=ieee');
  if (!format.signed && format.nan === 'negative-zero') refuse('a sign bit for nan=negative-zero');
  if (maxFiniteCode(format) < 1 || finiteMagnitude(format, maxFiniteCode(format)) === 0)
    refuse('at least one value above zero');
}

function spelledInteger(name: string, match: RegExpExecArray, where: string): IntegerFormat {
  const [bits, stepExponent] = [Number(match[1]), Number(match[2])];
  if (bits < 2 || bits > 16) throw new InputError(where, 'an integer of 2 to 16 bits', shown(name));
  if (Math.abs(stepExponent) > SPELLED_LIMITS.step)
    throw new InputError(where, `a step within 2^±${SPELLED_LIMITS.step}`, shown(name));
  return { kind: 'integer', name, bits, stepExponent };
}

const OPTION_NAMES = ['bias', 'nan', 'inf', 'subnormals'] as const;

function parseOptions(name: string, text: string, where: string): Map<string, string> {
  const options = new Map<string, string>();
  for (const part of text === '' ? [] : text.split(',')) {
    const [key, value, ...rest] = part.split('=');
    const known = OPTION_NAMES.some((option) => option === key);
    if (!known || value === undefined || value === '' || rest.length > 0 || options.has(key ?? '')) {
      throw new InputError(where, `options ${OPTION_NAMES.join(', ')}, each once, as key=value`, shown(name));
    }
    options.set(key ?? '', value);
  }
  const subnormals = options.get('subnormals');
  if (subnormals !== undefined) oneOf(['yes', 'no'] as const, subnormals, name, where);
  return options;
}

function integerOption(options: Map<string, string>, key: string, fallback: number, where: string): number {
  const text = options.get(key);
  if (text === undefined) return fallback;
  if (!/^-?\d{1,4}$/.test(text)) throw new InputError(where, `an integer ${key}`, shown(text));
  return Number(text);
}

function oneOf<T extends string>(allowed: readonly T[], text: string, name: string, where: string): T {
  const found = allowed.find((candidate) => candidate === text);
  if (found !== undefined) return found;
  throw new InputError(where, `one of ${allowed.join(', ')}`, `${shown(text)} in ${shown(name)}`);
}

/** A format that multiplies. @throws InputError for one that no unit takes as it is */
export function resolveOperandFormat(name: string, where = 'format'): OperandFormat {
  const format = resolveFormat(name, where);
  if (format.kind !== 'tapered') return format;
  throw new InputError(where, 'a format that units multiply, float or integer', name);
}
