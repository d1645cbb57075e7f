/** `octile schemas [KIND]`: the JSON schemas of the records between stages. */
import { z } from 'zod';
import { energySchema } from '../../records/energy.js';
import { reportSchema } from '../../records/report.js';
import { runSchema, scalingSchema } from '../../records/run.js';
import { SCHEMAS } from '../../records/schema.js';
import { opSchema, tensorSchema, traceSchema, trainingSchema } from '../../records/trace.js';
import { type Command, oneOf, print } from '../command.js';
import { textTable } from '../table.js';

interface Options {
  kind: string | undefined;
}

const RECORDS = {
  trace: { schema: traceSchema, what: 'trace.json: what was trained and captured' },
  op: { schema: opSchema, what: 'a line of ops.jsonl' },
  tensor: { schema: tensorSchema, what: 'a line of tensors.jsonl' },
  training: { schema: trainingSchema, what: 'training.json: losses, casts, evaluation' },
  run: { schema: runSchema, what: 'run.json: cycles and counts of every op' },
  scaling: { schema: scalingSchema, what: 'scaling.json: the step on fewer tiles' },
  energy: { schema: energySchema, what: 'energy.json: counts × energy table' },
  report: { schema: reportSchema, what: 'report.json: metrics, findings, tables, charts' },
} as const;
const KINDS = Object.keys(RECORDS) as readonly (keyof typeof RECORDS)[];

export const schemasCommand: Command<Options> = {
  command: 'schemas [kind]',
  describe: 'JSON schemas of the records between stages',
  builder: (yargs) =>
    yargs
      .positional('kind', { type: 'string', describe: KINDS.join(', ') })
      .example('octile schemas run', 'the JSON schema of run.json'),
  handler: ({ kind }) => {
    if (kind === undefined) {
      const versions: Readonly<Record<string, string>> = SCHEMAS;
      return print(
        textTable(
          ['kind', 'version', 'what it is'],
          KINDS.map((name) => [name, versions[name] ?? '', RECORDS[name].what]),
        ),
      );
    }
    const name = oneOf('kind', KINDS, kind);
    print(JSON.stringify(z.toJSONSchema(RECORDS[name].schema), null, 2));
  },
};
