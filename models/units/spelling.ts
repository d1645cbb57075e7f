/**
 * A unit spelled as text: a family's name, and behind colons what the family leaves open to choice:
 * `hopper:promotion=128`, `ipu21-amp:internal=13:rounding=toward-zero`. The same choices may stand apart from the
 * name, as options of a command or keys of a plan. Left out: units from files (records/unit.ts).
 */
import { resolveFloatFormat } from '../formats/resolve.js';
import { numberOf, oneOf, type Where, wholeNumber } from '../input-checks.js';
import { InputError, shown } from '../input-error.js';
import { isStochastic, ROUNDING_RULES } from '../rounding.js';
import { sumRuleOf } from './sum-rules.js';
import { ACCUMULATOR_OVERFLOW_RULES, type UnitChoice, type UnitOptions } from './unit.js';

/** How each thing that a family may leave open is spelled. */
export const CHOICE_NAMES = {
  accumulator: 'accumulator',
  scaleFormat: 'scale-format',
  promotion: 'promotion',
  internal: 'internal',
  stepsPerRounding: 'rounding-after',
  rounding: 'rounding',
  randomBits: 'random-bits',
  overflow: 'overflow',
} as const satisfies Readonly<Record<UnitChoice, string>>;
export type ChoiceName = (typeof CHOICE_NAMES)[UnitChoice];

const NAMES: readonly ChoiceName[] = Object.values(CHOICE_NAMES);

/** What was said, as text. */
export type UnitChoices = { readonly [name in ChoiceName]?: string | undefined };

/** Steps a rounding, by name. */
const ROUNDING_AFTER = { pass: 1, phase: 8 } as const;
/** Random bits of a stochastic rule that says none. */
const RANDOM_BITS = 10;
const MOST_PROMOTION = 2 ** 24;

/**
 * From `name:key=value:key=value`.
 * @param where what an error names
 */
export function spelledUnit(text: string, where: string): { readonly name: string; readonly choices: UnitChoices } {
  const [name = '', ...parts] = text.split(':');
  const choices: { [choice in ChoiceName]?: string } = {};
  for (const part of parts) {
    const [key, value, ...rest] = part.split('=');
    const choice = NAMES.find((candidate) => candidate === key);
    if (choice === undefined || value === undefined || rest.length > 0 || choices[choice] !== undefined) {
      throw new InputError(where, `${NAMES.join(', ')}, each once, as key=value behind colons`, shown(text));
    }
    choices[choice] = value;
  }
  return { name, choices };
}

/** The choices that were made. */
export function madeChoices(choices: UnitChoices): UnitChoices {
  const made = NAMES.filter((name) => choices[name] !== undefined);
  return Object.fromEntries(made.map((name) => [name, choices[name]]));
}

/** From text to a family's options; a stochastic rule takes its random bits with it. @throws InputError */
export function unitOptionsOf(choices: UnitChoices, where: Where): UnitOptions {
  const { accumulator, promotion, internal, rounding, overflow } = choices;
  const [scaleFormat, after, bits] = [choices['scale-format'], choices['rounding-after'], choices['random-bits']];
  const whole = (name: ChoiceName, text: string, most: number) => wholeNumber(where(name), numberOf(text), 1, most);
  const rule = rounding === undefined ? undefined : oneOf(where('rounding'), ROUNDING_RULES, rounding);
  if (bits !== undefined && (rule === undefined || !isStochastic(rule))) {
    throw new InputError(where('random-bits'), `a stochastic ${where('rounding')} beside it`, rule ?? 'none');
  }
  const randomBits = bits === undefined ? RANDOM_BITS : whole('random-bits', bits, 32);
  return {
    ...(accumulator === undefined ? {} : { accumulator }),
    ...(scaleFormat === undefined ? {} : { scaleFormat: resolveFloatFormat(scaleFormat, where('scale-format')).name }),
    ...(promotion === undefined ? {} : { promotion: whole('promotion', promotion, MOST_PROMOTION) }),
    ...(internal === undefined ? {} : { internal: sumRuleOf(internal, where('internal')) }),
    ...(after === undefined ? {} : { stepsPerRounding: stepsAfter(after, where) }),
    ...(overflow === undefined ? {} : { overflow: oneOf(where('overflow'), ACCUMULATOR_OVERFLOW_RULES, overflow) }),
    ...(rule === undefined ? {} : { rounding: rule }),
    ...(rule === undefined || !isStochastic(rule) ? {} : { randomBits }),
  };
}

function stepsAfter(text: string, where: Where): number {
  return ROUNDING_AFTER[oneOf(where('rounding-after'), ['pass', 'phase'] as const, text)];
}
