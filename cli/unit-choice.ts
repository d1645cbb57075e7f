/**
 * The unit that a command line names: a family or a file, with what the family leaves open to choice, either as
 * options or behind colons in the name: `hopper:promotion=128`, `ipu21-amp:internal=13:rounding=toward-zero`.
 */
import type { Argv } from 'yargs';
import { resolveFloatFormat } from '../models/formats/resolve.js';
import { InputError, shown } from '../models/input-error.js';
import { isStochastic, ROUNDING_RULES } from '../models/rounding.js';
import { unitFamily } from '../models/units/families.js';
import { sumRuleOf } from '../models/units/sum-rules.js';
import {
  ACCUMULATOR_OVERFLOW_RULES,
  type DotProductUnit,
  type UnitChoice,
  type UnitOptions,
} from '../models/units/unit.js';
import { isWrittenFile } from '../records/text-record.js';
import { unitFromFile } from '../records/unit.js';
import { oneOf, wholeNumber } from './command.js';

/** What may be chosen, with what the help says of it. */
const CHOICES = {
  accumulator: 'format of the accumulator (the unit’s first unless said)',
  'scale-format': 'format of block scales, for units that read them',
  promotion: 'add every so many products into a float32 register',
  internal: 'the sum inside a step: exact, float32, or fraction bits',
  'rounding-after': 'round into the accumulator after each pass, or each phase of 8',
  rounding: 'rounding into the accumulator, where the unit leaves it open',
  'random-bits': 'random bits of a stochastic rule (10 unless said)',
  overflow: `overflow of the accumulator: ${ACCUMULATOR_OVERFLOW_RULES.join(', ')}`,
} as const;
type Choice = keyof typeof CHOICES;
const CHOICE_NAMES = Object.keys(CHOICES) as readonly Choice[];

/** The option of each thing that a family may leave open. */
export const CHOICE_OPTIONS: Readonly<Record<UnitChoice, Choice>> = {
  accumulator: 'accumulator',
  scaleFormat: 'scale-format',
  promotion: 'promotion',
  internal: 'internal',
  stepsPerRounding: 'rounding-after',
  rounding: 'rounding',
  randomBits: 'random-bits',
  overflow: 'overflow',
};

/** What was said, as text. */
export type UnitChoices = { readonly [name in Choice]?: string | undefined };

/** Steps a rounding, by name. */
const ROUNDING_AFTER = { pass: 1, phase: 8 } as const;
const RANDOM_BITS = 10;
const MOST_PROMOTION = 2 ** 24;

/** One text option for each choice. */
export function unitOptions<T>(yargs: Argv<T>): Argv<T & UnitChoices> {
  const described = CHOICE_NAMES.map((name) => [name, { type: 'string', describe: CHOICES[name] }] as const);
  return yargs.options(Object.fromEntries(described)) as Argv<T & UnitChoices>;
}

/** A unit as it was named, with the operands' formats where they were said. */
export interface NamedUnit {
  /** A family or a file, choices behind colons. */
  readonly text: string;
  /** The option or argument that it was. */
  readonly where: string;
  readonly a?: string | undefined;
  readonly b?: string | undefined;
}

/**
 * @param choices options beside the name
 * @throws InputError naming the option, or the file and its field
 */
export function chosenUnit(named: NamedUnit, choices: UnitChoices = {}): DotProductUnit {
  const { name, options } = spelledChoices(named);
  const all = { ...given(choices), ...options };
  if (isWrittenFile(name)) return fromFile(name, named, all);
  const family = unitFamily(name, named.where);
  const [first, second] = family.pairs[0] as readonly [string, string];
  const a = resolveFloatFormat(named.a ?? first, '--a-format').name;
  const b = resolveFloatFormat(named.b ?? named.a ?? second, '--b-format').name;
  return family.resolve(a, b, resolvedChoices(all), '--a-format, --b-format');
}

/** The unit of a file, which says everything itself. */
function fromFile(path: string, operands: Pick<NamedUnit, 'a' | 'b'>, choices: UnitChoices): DotProductUnit {
  const [chosen] = Object.keys(choices);
  if (chosen !== undefined) throw new InputError(`--${chosen}`, `no choice beside the file ${path}`, 'one');
  const unit = unitFromFile(path);
  checkOperand('--a-format', operands.a, unit.aFormat, path);
  checkOperand('--b-format', operands.b ?? operands.a, unit.bFormat, path);
  return unit;
}

function checkOperand(where: string, said: string | undefined, own: string, path: string): void {
  if (said === undefined || resolveFloatFormat(said, where).name === resolveFloatFormat(own, path).name) return;
  throw new InputError(where, `${own}, as ${path} says, or nothing`, shown(said));
}

/** `name:key=value:key=value`. */
function spelledChoices({ text, where }: NamedUnit): { name: string; options: UnitChoices } {
  const [name = '', ...parts] = isWrittenFile(text) ? [text] : text.split(':');
  const options: { [choice in Choice]?: string } = {};
  for (const part of parts) {
    const [key, value, ...rest] = part.split('=');
    const choice = CHOICE_NAMES.find((candidate) => candidate === key);
    if (choice === undefined || value === undefined || rest.length > 0 || options[choice] !== undefined) {
      throw new InputError(where, `${CHOICE_NAMES.join(', ')}, each once, as key=value behind colons`, shown(text));
    }
    options[choice] = value;
  }
  return { name, options };
}

/** The choices that were made. */
function given(choices: UnitChoices): UnitChoices {
  const made = CHOICE_NAMES.filter((name) => choices[name] !== undefined);
  return Object.fromEntries(made.map((name) => [name, choices[name]]));
}

/** From text to a family's options; a stochastic rule takes its random bits with it. */
function resolvedChoices(choices: UnitChoices): UnitOptions {
  const { accumulator, promotion, internal, rounding, overflow } = choices;
  const [scaleFormat, after, bits] = [choices['scale-format'], choices['rounding-after'], choices['random-bits']];
  const rule = rounding === undefined ? undefined : oneOf('rounding', ROUNDING_RULES, rounding);
  const randomBits = bits === undefined ? RANDOM_BITS : wholeNumber('random-bits', numberOf(bits), 1, 32);
  return {
    ...(accumulator === undefined ? {} : { accumulator }),
    ...(scaleFormat === undefined ? {} : { scaleFormat: resolveFloatFormat(scaleFormat, '--scale-format').name }),
    ...(promotion === undefined ? {} : { promotion: wholeNumber('promotion', numberOf(promotion), 1, MOST_PROMOTION) }),
    ...(internal === undefined ? {} : { internal: sumRuleOf(internal, '--internal') }),
    ...(after === undefined ? {} : { stepsPerRounding: stepsAfter(after) }),
    ...(overflow === undefined ? {} : { overflow: oneOf('overflow', ACCUMULATOR_OVERFLOW_RULES, overflow) }),
    ...(rule === undefined ? {} : { rounding: rule }),
    ...(rule === undefined || !isStochastic(rule) ? {} : { randomBits }),
  };
}

function stepsAfter(text: string): number {
  return ROUNDING_AFTER[oneOf('rounding-after', ['pass', 'phase'] as const, text)];
}

function numberOf(text: string): unknown {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
