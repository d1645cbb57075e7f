/** `octile units [NAME]`: the dot-product units, what they do, from where, and what is assumed. */
import { UNIT_FAMILIES, unitFamily } from '../../models/units/families.js';
import type { UnitFamily } from '../../models/units/unit.js';
import { type Command, print } from '../command.js';
import { textPairs, textTable } from '../table.js';

interface Options {
  name: string | undefined;
  json: boolean;
}

export const unitsCommand: Command<Options> = {
  command: 'units [name]',
  describe: 'dot-product units; with a name its parameters, source and assumptions',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', describe: 'a unit' })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example('octile units ipu21-amp', 'formats that it takes, products a step, accumulator, what is assumed'),
  handler: ({ name, json }) => {
    const families = name === undefined ? UNIT_FAMILIES : [unitFamily(name, 'NAME')];
    if (json) return print(JSON.stringify(families.map(unitJson), null, 2));
    print(
      name === undefined
        ? textTable(
            ['unit', 'what it does'],
            families.map((family) => [family.name, family.summary]),
          )
        : details(families[0] as UnitFamily),
    );
  },
};

function unitJson(family: UnitFamily) {
  const { name, summary, source, assumed } = family;
  return { name, summary, source, assumed, units: family.pairs.map(([a, b]) => family.resolve(a, b, {}, 'NAME')) };
}

function details(family: UnitFamily): string {
  const units = family.pairs.map(([a, b]) => family.resolve(a, b, {}, 'NAME'));
  const rows = units.map((unit) => [
    unit.aFormat,
    unit.bFormat,
    String(unit.productsPerStep),
    unit.sum.kind,
    unit.accumulator.format,
    unit.accumulator.rounding,
  ]);
  return [
    textPairs([
      ['unit', family.name],
      ['what it does', family.summary],
      ['source', family.source],
    ]),
    textTable(['a', 'b', 'products a step', 'sum', 'accumulator', 'rounding'], rows),
    ['assumed (no document or measurement confirms it):', ...family.assumed.map((line) => `- ${line}`)].join('\n'),
  ].join('\n\n');
}
