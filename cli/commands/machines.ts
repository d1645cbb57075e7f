/** `octile machines [NAME]`: the machines, every field with its source. */
import { numericFields } from '../../models/machines/fields.js';
import type { TileMachine } from '../../models/machines/machine.js';
import { MACHINES } from '../../models/machines/machines.js';
import { WHAT_IFS } from '../../models/machines/what-ifs.js';
import { machineFile, machineNamed } from '../../records/machine.js';
import { textTable } from '../../reports/export/text-table.js';
import { inUnit } from '../../reports/units/si.js';
import { type Command, print } from '../command.js';

interface Options {
  name: string | undefined;
  json: boolean;
}

export const machinesCommand: Command<Options> = {
  command: 'machines [name]',
  describe: 'machines and what-ifs; with a name every field and its source',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', describe: 'a machine, with what-ifs, or a file' })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example('octile machines ipu21', 'tiles, clock, programs, exchange: each number with its source'),
  handler: ({ name, json }) => {
    if (name !== undefined) {
      const found = machineNamed(name, 'NAME');
      return print(json ? JSON.stringify(machineFile(found), null, 2) : details(found));
    }
    print(json ? JSON.stringify(MACHINES.map(machineFile), null, 2) : overview());
  },
};

function overview(): string {
  const machines = MACHINES.map((entry) => [
    entry.name,
    String(entry.tiles),
    inUnit(entry.clockHz, 'Hz', 'GHz').toFixed(3),
    entry.amp.operands.join(', '),
    entry.summary,
  ]);
  const whatIfs = WHAT_IFS.map(({ name, summary, fields }) => [`+${name}`, summary, settings(fields)]);
  return [
    textTable(['machine', 'tiles', 'clock (GHz)', 'multiplies', 'what it is'], machines),
    'What-ifs, behind a machine’s name (ipu21+eight-workers):',
    textTable(['what-if', 'what it changes', 'fields'], whatIfs),
  ].join('\n\n');
}

function settings(fields: Readonly<Record<string, number>>): string {
  return Object.entries(fields)
    .map(([path, value]) => `${path}=${value}`)
    .join(' ');
}

function details(entry: TileMachine): string {
  const rows = numericFields(entry).map((path) => [path, String(valueAt(entry, path)), entry.sources[path] ?? '']);
  return [`${entry.name}: ${entry.summary}`, textTable(['field', 'value', 'source'], rows)].join('\n\n');
}

function valueAt(entry: TileMachine, path: string): unknown {
  let at: unknown = entry;
  for (const key of path.split('.')) at = (at as Record<string, unknown>)[key];
  return at;
}
