/** `octile machines [NAME]`: the machines, every field with its source. */
import { numericFields } from '../../models/machines/fields.js';
import type { TileMachine } from '../../models/machines/machine.js';
import { MACHINES, machine } from '../../models/machines/machines.js';
import { type Command, print } from '../command.js';
import { textTable } from '../table.js';

interface Options {
  name: string | undefined;
  json: boolean;
}

export const machinesCommand: Command<Options> = {
  command: 'machines [name]',
  describe: 'machines; with a name every field and its source',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', describe: 'a machine' })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example('octile machines ipu21', 'tiles, clock, programs, exchange: each number with its source'),
  handler: ({ name, json }) => {
    const found = name === undefined ? MACHINES : [machine(name, 'NAME')];
    if (json) return print(JSON.stringify(found, null, 2));
    if (name !== undefined) return print(details(found[0] as TileMachine));
    const rows = found.map((entry) => [
      entry.name,
      String(entry.tiles),
      (entry.clockHz / 1e9).toFixed(2),
      entry.summary,
    ]);
    print(textTable(['machine', 'tiles', 'clock (GHz)', 'what it is'], rows));
  },
};

function details(entry: TileMachine): string {
  const rows = numericFields(entry).map((path) => [path, String(valueAt(entry, path)), entry.sources[path] ?? '']);
  return [`${entry.name}: ${entry.summary}`, textTable(['field', 'value', 'source'], rows)].join('\n\n');
}

function valueAt(entry: TileMachine, path: string): unknown {
  let at: unknown = entry;
  for (const key of path.split('.')) at = (at as Record<string, unknown>)[key];
  return at;
}
