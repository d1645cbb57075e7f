/** `octile machines [NAME]`: the machines, every field with its unit, basis and source. */
import { fieldUnits, fieldValue } from '../../models/machines/fields.js';
import type { Machine } from '../../models/machines/machine.js';
import { MACHINES } from '../../models/machines/machines.js';
import { WHAT_IFS } from '../../models/machines/tiles/what-ifs.js';
import { FIELD_UNITS } from '../../models/machines/units.js';
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
  describe: 'machines and what-ifs; with a name every field, its unit, basis and source',
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
    print(
      json
        ? JSON.stringify(
            MACHINES.map((entry) => machineFile(entry)),
            null,
            2,
          )
        : overview(),
    );
  },
};

function overview(): string {
  const machines = MACHINES.map((entry) => [
    entry.name,
    entry.kind,
    sizeOf(entry),
    inUnit(entry.clockHz, 'Hz', 'GHz').toFixed(3),
    (entry.kind === 'tiles' ? entry.amp : entry.array).operands.join(', '),
    entry.summary,
  ]);
  const whatIfs = WHAT_IFS.map(({ name, summary, fields }) => [`+${name}`, summary, settings(fields)]);
  return [
    textTable(['machine', 'kind', 'size', 'clock (GHz)', 'multiplies', 'what it is'], machines),
    'What-ifs, behind the name of a machine of tiles (ipu21+eight-workers):',
    textTable(['what-if', 'what it changes', 'fields'], whatIfs),
  ].join('\n\n');
}

function sizeOf(entry: Machine): string {
  return entry.kind === 'tiles'
    ? `${entry.tiles} tile${entry.tiles === 1 ? '' : 's'}`
    : `${entry.array.rows} × ${entry.array.columns}`;
}

function settings(fields: Readonly<Record<string, number>>): string {
  return Object.entries(fields)
    .map(([path, value]) => `${path}=${value}`)
    .join(' ');
}

function details(entry: Machine): string {
  const rows = [...fieldUnits(entry.kind)].map(([path, unit]) => [
    path,
    String(fieldValue(entry, path)),
    FIELD_UNITS[unit].symbol,
    entry.bases[path] ?? '',
    [entry.sources[path] ?? '', ...casesOf(entry, path)].join('; fitted to '),
  ]);
  const table = textTable(['field', 'value', 'unit', 'basis', 'source'], rows);
  return [`${entry.name}: ${entry.summary}`, table].join('\n\n');
}

function casesOf({ calibratedOn }: Machine, path: string): string[] {
  const cases = calibratedOn[path];
  return cases === undefined ? [] : [cases.join(', ')];
}
