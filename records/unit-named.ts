/** The unit, or the units of all operands, that a text names: a family with its choices behind colons, or a file, which says everything itself. */
import { basename } from 'node:path';
import { bitsOf } from '../models/formats/format.js';
import { resolveFloatFormat } from '../models/formats/resolve.js';
import type { Where } from '../models/input-checks.js';
import { InputError, shown } from '../models/input-error.js';
import { checkUnit } from '../models/units/check-unit.js';
import { plainFamilyOf, unitFamily } from '../models/units/families.js';
import { resolveUnitAt } from '../models/units/resolve-unit.js';
import { CHOICE_NAMES, madeChoices, spelledUnit, type UnitChoices, unitOptionsOf } from '../models/units/spelling.js';
import { checkChoices } from '../models/units/table.js';
import type { BlockScale, DotProductUnit } from '../models/units/unit.js';
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

/** A unit for every pair of operand formats, as one text names them. */
export interface UnitSource {
  /** As it was named; of a file without its folder. */
  readonly name: string;
  /** @throws InputError for a pair that there is no unit of, or none that reads such scales of blocks */
  readonly unitFor: (aFormat: string, bFormat: string, blocks?: BlockScale) => DotProductUnit;
}

/**
 * The units of products of several formats. Of a family all, with the choices in its name where they fit. A file says one
 * pair; operands of the same widths go through the same datapath (assumed), others through the family's own.
 * @throws InputError for an unknown family, a choice that it does not have, or a file that is none
 */
export function unitSource(text: string, where: string): UnitSource {
  if (isWrittenFile(text)) {
    const like = unitsLike(unitFromFile(text), text);
    return { name: basename(text), unitFor: (a, b, blocks) => reading(like(a, b), blocks, text) };
  }
  const { name: family, choices } = spelledUnit(text, where);
  const named = unitFamily(family, where, WRITTEN_FILES);
  const { choices: open, resolve } = named;
  const options = unitOptionsOf(choices, () => where);
  checkChoices(family, open, options, where);
  return {
    name: text,
    unitFor(a, b, blocks) {
      const plain = plainFamilyOf(named, a, b);
      if (blocks === undefined) return plain.resolve(a, b, plain === named ? options : {}, where);
      const read = open.includes('scaleFormat') ? { ...options, scaleFormat: blocks.format } : options;
      return reading(resolve(a, b, read, where), blocks, where);
    },
  };
}

/** The unit, which must read such scales itself. */
function reading(unit: DotProductUnit, blocks: BlockScale | undefined, where: string): DotProductUnit {
  const { blockScale, family } = unit;
  if (blocks === undefined || (blockScale?.block === blocks.block && blockScale.format === blocks.format)) return unit;
  const expected = `a unit that reads ${blocks.format} scales of blocks of ${blocks.block}`;
  throw new InputError(where, expected, family, 'blackwell-mx has those of mx, blackwell-nvfp4 those of nvfp4');
}

function unitsLike(unit: DotProductUnit, path: string): (aFormat: string, bFormat: string) => DotProductUnit {
  const widths = [unit.aFormat, unit.bFormat].map(bitsOfNamed);
  return (aFormat, bFormat) => {
    if (aFormat === unit.aFormat && bFormat === unit.bFormat) return unit;
    if ([aFormat, bFormat].every((format, i) => bitsOfNamed(format) === widths[i])) {
      const like = { ...unit, aFormat, bFormat };
      checkUnit(like, path);
      return like;
    }
    return unitFamily(unit.family, `${path} family`).resolve(aFormat, bFormat, {}, path);
  };
}

function bitsOfNamed(format: string): number {
  return bitsOf(resolveFloatFormat(format, 'unit'));
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
