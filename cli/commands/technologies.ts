/** `octile technologies [NAME]`: energy tables, each figure with its range, basis and source. */
import { InputError } from '../../models/input-error.js';
import { TECHNOLOGIES } from '../../models/technologies/technologies.js';
import type { Technology } from '../../models/technologies/technology.js';
import { technologyFile, technologyNamed } from '../../records/technology.js';
import { textTable } from '../../reports/export/text-table.js';
import { type Command, print } from '../command.js';

interface Options {
  name: string | undefined;
  record: boolean;
  json: boolean;
}

export const technologiesCommand: Command<Options> = {
  command: 'technologies [name]',
  describe: 'energy tables; with a name every figure, its basis and source',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', describe: 'an energy table, or a file' })
      .option('record', {
        type: 'boolean',
        default: false,
        describe: 'one table as a file for --technology, to be changed',
      })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example('octile technologies published-7nm', 'pJ of each action: low, central, high')
      .example('octile technologies published-7nm --record > mine.json', 'a table as a file'),
  handler: ({ name, record, json }) => {
    if (record && name === undefined) throw new InputError('--record', 'the name of a table beside it', 'none');
    const found = name === undefined ? TECHNOLOGIES : [technologyNamed(name, 'NAME')];
    if (record) return print(JSON.stringify(technologyFile(found[0] as Technology), null, 2));
    if (json) return print(JSON.stringify(name === undefined ? found : found[0], null, 2));
    if (name !== undefined) return print(details(found[0] as Technology));
    print(
      textTable(
        ['technology', 'node', 'what it is'],
        found.map((entry) => [entry.name, entry.node, entry.summary]),
      ),
    );
  },
};

function details(table: Technology): string {
  const kinds = Object.entries(table.figures).flatMap(([kind, figures]) => {
    const rows = Object.entries(figures).map(([action, { per, low, value, high, basis }]) => [
      ...[action, per],
      ...[low, value, high].map((picojoules) => picojoules.toPrecision(3)),
      basis,
    ]);
    const sources = Object.entries(figures).map(([action, { source }]) => `${action}: ${source}`);
    const header = ['action', 'per', 'low (pJ)', 'central (pJ)', 'high (pJ)', 'basis'];
    return [`Machines of kind ${kind}:`, textTable(header, rows), sources.join('\n')];
  });
  const supply = `Figures hold at a supply of ${table.supplyV} V.`;
  return [`${table.name}: ${table.summary}`, supply, ...kinds].join('\n\n');
}
