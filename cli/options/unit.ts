/** The options that choose what a unit leaves open, beside its name or in it, and the unit that they become. */
import type { Argv } from 'yargs';
import type { ChoiceName, UnitChoices } from '../../models/units/spelling.js';
import { ACCUMULATOR_OVERFLOW_RULES, type DotProductUnit } from '../../models/units/unit.js';
import { type NamedUnit, unitNamed } from '../../records/unit-named.js';
import { optionName } from './checks.js';

/** What the help says of each choice. */
const DESCRIPTIONS: Readonly<Record<ChoiceName, string>> = {
  accumulator: 'format of the accumulator (the unit’s first unless said)',
  'scale-format': 'format of block scales, for units that read them',
  promotion: 'add every so many products into a float32 register',
  internal: 'the sum inside a step: exact, float32, or fraction bits',
  'rounding-after': 'round into the accumulator after each pass, or each phase of 8',
  rounding: 'rounding into the accumulator, where the unit leaves it open',
  'random-bits': 'random bits of a stochastic rule (10 unless said)',
  overflow: `overflow of the accumulator: ${ACCUMULATOR_OVERFLOW_RULES.join(', ')}`,
};

/** One text option for each choice. */
export function unitOptions<T>(yargs: Argv<T>): Argv<T & UnitChoices> {
  const described = Object.entries(DESCRIPTIONS).map(
    ([name, describe]) => [name, { type: 'string', describe }] as const,
  );
  return yargs.options(Object.fromEntries(described)) as Argv<T & UnitChoices>;
}

/**
 * @param choices options beside the name
 * @throws InputError naming the option, or the file and its field
 */
export function chosenUnit(named: NamedUnit, choices: UnitChoices = {}): DotProductUnit {
  return unitNamed(named, choices, optionName);
}
