/** `octile schemas [KIND]`: the JSON schemas of the records between stages. */

import { oneOf } from '../../models/input-checks.js';
import { PUBLISHED_RECORDS, type PublishedRecord } from '../../records/kinds.js';
import { textTable } from '../../reports/export/text-table.js';
import { type Command, print } from '../command.js';

interface Options {
  kind: string | undefined;
}

const KINDS = Object.keys(PUBLISHED_RECORDS) as readonly PublishedRecord[];

export const schemasCommand: Command<Options> = {
  command: 'schemas [kind]',
  describe: 'JSON schemas of the records between stages',
  builder: (yargs) =>
    yargs
      .positional('kind', { type: 'string', describe: KINDS.join(', ') })
      .example('octile schemas run', 'the JSON schema of run.json'),
  handler: async ({ kind }) => {
    const { jsonSchema, schemaVersion } = await import('../../records/json-schemas.js');
    if (kind === undefined) {
      const rows = KINDS.map((name) => [name, schemaVersion(name), PUBLISHED_RECORDS[name]]);
      return print(textTable(['kind', 'version', 'what it is'], rows));
    }
    print(JSON.stringify(jsonSchema(oneOf('KIND', KINDS, kind)), null, 2));
  },
};
