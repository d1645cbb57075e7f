/** The unit that a text names: a family with its choices behind colons, or a file, which says everything itself. */
import { resolveFloatFormat } from '../models/formats/resolve.js';
import type { Where } from '../models/input-checks.js';
import { InputError, shown } from '../models/input-error.js';
import { resolveUnitAt } from '../models/units/resolve-unit.js';
import { CHOICE_NAMES, madeChoices, spelledUnit, type UnitChoices, unitOptionsOf } from '../models/units/spelling.js';
import type { DotProductUnit } from '../models/units/unit.js';
import { isWrittenFile, WRITTEN_FILES } from './text-record.js';
import { unitFromFile } from './unit.js';

/** A unit as it was named, with the operands' formats where they were said. */
export interface NamedUnit {
  /** A family or a file, choices behind colons. */
  readonly text: string;
  /** What an error of the name names. */
  readonly where: string;
  readonly a?: string | undefined;
  readonly b?: string | undefined;
  /** What may stand in the name's place; a file unless said. */
  readonly orElse?: string;
}

/**
 * @param choices beside the name; those in the name go before them
 * @param where what an error of a choice or of `a-format`, `b-format` names
 * @throws InputError, of a file with its path and field
 */
export function unitNamed(named: NamedUnit, choices: UnitChoices, where: Where): DotProductUnit {
  const { text, a, b } = named;
  if (isWrittenFile(text)) return fromFile(text, named, madeChoices(choices), where);
  const spelled = spelledUnit(text, named.where);
  const options = unitOptionsOf({ ...madeChoices(choices), ...spelled.choices }, where);
  const request = {
    family: spelled.name,
    ...options,
    ...(a === undefined ? {} : { a }),
    ...(b === undefined ? {} : { b }),
  };
  const operands = { a: where('a-format'), b: where('b-format') };
  return resolveUnitAt(request, {
    family: named.where,
    ...operands,
    operands: `${operands.a}, ${operands.b}`,
    choice: (choice) => where(CHOICE_NAMES[choice]),
    orElse: named.orElse ?? WRITTEN_FILES,
  });
}

function fromFile(path: string, { a, b }: NamedUnit, choices: UnitChoices, where: Where): DotProductUnit {
  const [chosen] = Object.keys(choices);
  if (chosen !== undefined) throw new InputError(where(chosen), `no choice beside the file ${path}`, 'one');
  const unit = unitFromFile(path);
  checkOperand(where('a-format'), a, unit.aFormat, path);
  checkOperand(where('b-format'), b ?? a, unit.bFormat, path);
  return unit;
}

function checkOperand(where: string, said: string | undefined, own: string, path: string): void {
  if (said === undefined || resolveFloatFormat(said, where).name === resolveFloatFormat(own, path).name) return;
  throw new InputError(where, `${own}, as ${path} says, or nothing`, shown(said));
}
