/** `octile technologies [NAME]`: energy tables, each figure with its range, basis and source. */
import { TECHNOLOGIES, technology } from '../../models/technologies/technologies.js';
import type { Technology } from '../../models/technologies/technology.js';
import { textTable } from '../../reports/export/text-table.js';
import { type Command, print } from '../command.js';

interface Options {
  name: string | undefined;
  json: boolean;
}

export const technologiesCommand: Command<Options> = {
  command: 'technologies [name]',
  describe: 'energy tables; with a name every figure, its basis and source',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', describe: 'an energy table' })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example('octile technologies published-7nm', 'pJ of each action: low, central, high'),
  handler: ({ name, json }) => {
    const found = name === undefined ? TECHNOLOGIES : [technology(name, 'NAME')];
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
  return [`${table.name}: ${table.summary}`, ...kinds].join('\n\n');
}
