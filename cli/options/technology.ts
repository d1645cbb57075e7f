/** The energy table that work is priced with: by name, or a file. */
import type { Argv } from 'yargs';
import type { Technology } from '../../models/technologies/technology.js';
import { technologyNamed } from '../../records/technology.js';
import { isWrittenFile } from '../../records/text-record.js';

export interface TechnologyOptions {
  technology: string;
}

export function technologyOptions<T>(yargs: Argv<T>): Argv<T & TechnologyOptions> {
  return yargs.option('technology', {
    type: 'string',
    default: 'published-7nm',
    describe: 'an energy table of `octile technologies`, or a file',
  });
}

/** What must not be overwritten: the table, where it is a file. */
export function technologyFiles({ technology }: TechnologyOptions): string[] {
  return isWrittenFile(technology) ? [technology] : [];
}

export function technologyOf({ technology }: TechnologyOptions): Technology {
  return technologyNamed(technology, '--technology');
}
