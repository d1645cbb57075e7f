/** `octile hardware cost`: what a format costs: area, delay and energy of every unit, and their ratios. */
import { distinct } from '../../../models/distinct.js';
import { comparedUnits } from '../../../models/hardware/compared-units.js';
import { named } from '../../../models/named.js';
import { cellLibrary } from '../../../models/technologies/cells/libraries.js';
import committed from '../../../models/technologies/characterised/costs-asap7.json' with { type: 'json' };
import type { HardwareCosts } from '../../../records/hardware-costs.js';
import { type Command, print } from '../../command.js';
import { optionName } from '../../options/checks.js';
import { recordOptions, writeOutput } from '../../options/output.js';
import { createProgress } from '../../terminal/progress.js';

interface Options {
  remake: boolean;
  units: string | undefined;
  out: string | undefined;
  force: boolean;
  json: boolean;
}

export const costCommand: Command<Options> = {
  command: 'cost',
  describe: 'what a format costs: area, delay and energy a multiply-accumulate of every unit, and ratios',
  builder: (yargs) =>
    recordOptions(
      yargs
        .option('remake', {
          type: 'boolean',
          default: false,
          describe: 'synthesise and run the units again (some minutes) instead of printing the record that comes along',
        })
        .option('units', { type: 'string', describe: 'beside --remake: some of them, by commas (all unless said)' }),
    )
      .example('octile hardware cost', 'every unit in asap7, and what each choice costs')
      .example('octile hardware cost --remake --units amp-f13,amp-f25', 'two of them, made again'),
  handler: async (options) => {
    const { costsText } = await import('../../terminal/costs.js');
    const costs = options.remake ? await remade(options.units) : (committed as HardwareCosts);
    const { out, force } = options;
    if (out !== undefined) {
      const { writeCosts } = await import('../../../stages/hardware/cost.js');
      writeOutput({ out, force }, [], (folder) => writeCosts(costs, folder));
    }
    print(options.json ? JSON.stringify(costs) : costsText(costs));
  },
};

/** The same bytes as the committed record where all units are made. */
async function remade(names: string | undefined): Promise<HardwareCosts> {
  const { costStage } = await import('../../../stages/hardware/cost.js');
  const all = comparedUnits();
  const units =
    names === undefined
      ? all
      : distinct(
          optionName('units'),
          names.split(',').map((name) => name.trim()),
        ).map((name) => named(all, name, 'a unit of the table', optionName('units')));
  const progress = createProgress('units');
  try {
    const command = `octile hardware cost --remake${names === undefined ? '' : ` --units ${names}`}`;
    return await costStage({ units, library: cellLibrary('asap7', 'library'), command, progress: progress.show });
  } finally {
    progress.end();
  }
}
