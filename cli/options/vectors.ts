/** The options that name the unit under test, and where rows go. */
import { once } from 'node:events';
import type { Argv } from 'yargs';
import type { UnitChoices } from '../../models/units/spelling.js';
import type { DotProductUnit } from '../../models/units/unit.js';
import { writeWholeFiles } from '../../records/whole-file.js';
import { optionName } from './checks.js';
import { FORCE_REMEDY } from './output.js';
import { chosenUnit, unitOptions } from './unit.js';

export interface UnderTestOptions extends UnitChoices {
  unit: string;
  'a-format': string | undefined;
  'b-format': string | undefined;
}

/** For commands on one unit. */
export function underTestOptions<T>(yargs: Argv<T>) {
  return unitOptions(
    yargs
      .option('unit', { type: 'string', demandOption: true, describe: 'a unit of `octile units`, or a file' })
      .option('a-format', { type: 'string', describe: 'format of a (the unit’s first unless said)' })
      .option('b-format', { type: 'string', describe: 'format of b (as a unless said)' }),
  );
}

/** @throws InputError naming the option */
export function unitUnderTest(options: UnderTestOptions): DotProductUnit {
  const named = { text: options.unit, where: optionName('unit'), a: options['a-format'], b: options['b-format'] };
  return chosenUnit(named, options);
}

/** Largest seed. */
export const MOST_SEED = 2 ** 32 - 1;

/** Text piece by piece to standard output, or whole or not at all into a file. */
export async function writeText(
  text: Iterable<string>,
  { out, force }: { readonly out: string | undefined; readonly force: boolean },
  begins: string,
): Promise<void> {
  if (out !== undefined) {
    const fill = (write: (content: string) => void) => {
      for (const piece of text) write(piece);
    };
    const place = { path: out, where: optionName('out'), replace: force ? 'replace' : 'keep' } as const;
    return writeWholeFiles([{ ...place, remedy: FORCE_REMEDY, begins, fill }]);
  }
  for (const piece of text) if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
}
