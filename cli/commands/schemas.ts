/** `octile schemas [KIND]`: the JSON schemas of the records between stages. */
import { type Command, oneOf, print } from '../command.js';
import { textTable } from '../table.js';

interface Options {
  kind: string | undefined;
}

const RECORDS = {
  trace: 'trace.json: what was trained and captured',
  op: 'a line of ops.jsonl',
  tensor: 'a line of tensors.jsonl',
  training: 'training.json: losses, casts, evaluation',
  run: 'run.json: cycles and counts of every op',
  scaling: 'scaling.json: the step on fewer tiles',
  energy: 'energy.json: counts × energy table',
  report: 'report.json: metrics, findings, tables, charts',
  network: 'a network as JSON or YAML, for --network FILE',
  machine: 'a machine as JSON or YAML, for --machine FILE',
  unit: 'a dot-product unit as JSON or YAML, for --unit FILE',
} as const;
export type RecordName = keyof typeof RECORDS;
const NAMES = Object.keys(RECORDS) as readonly RecordName[];

export const schemasCommand: Command<Options> = {
  command: 'schemas [kind]',
  describe: 'JSON schemas of the records between stages',
  builder: (yargs) =>
    yargs
      .positional('kind', { type: 'string', describe: NAMES.join(', ') })
      .example('octile schemas run', 'the JSON schema of run.json'),
  handler: async ({ kind }) => {
    const { jsonSchema, schemaVersion } = await import('../record-schemas.js');
    if (kind === undefined) {
      const rows = NAMES.map((name) => [name, schemaVersion(name), RECORDS[name]]);
      return print(textTable(['kind', 'version', 'what it is'], rows));
    }
    print(JSON.stringify(jsonSchema(oneOf('kind', NAMES, kind)), null, 2));
  },
};
