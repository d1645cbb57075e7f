/** `octile price`: energy and power of a run by an energy table. */
import { powerCapText } from '../../reports/compose/power-cap.js';
import { textTable } from '../../reports/export/text-table.js';
import { basisText } from '../../reports/units/basis.js';
import { inUnit } from '../../reports/units/si.js';
import { type Command, print } from '../command.js';
import { outputOptions, writeOutput } from '../options/output.js';
import { readFolders, type SourceOptions, sourceOptions, sourceRuleOf } from '../options/source.js';
import { type TechnologyOptions, technologyFiles, technologyOf, technologyOptions } from '../options/technology.js';

interface Options extends SourceOptions, TechnologyOptions {
  run: string;
  out: string;
  force: boolean;
  json: boolean;
}

export const priceCommand: Command<Options> = {
  command: 'price <run>',
  describe: 'energy and power of a run: counts × energy table',
  builder: (yargs) =>
    technologyOptions(sourceOptions(outputOptions(yargs, 'price')))
      .positional('run', { type: 'string', demandOption: true, describe: 'folder that `octile simulate` wrote' })
      .option('json', { type: 'boolean', default: false, describe: 'the record as JSON' })
      .example('octile price octile-out/simulate --technology published-7nm', 'pJ by component, low – central – high')
      .example(
        'octile price octile-out/simulate --technology mine.yaml',
        'by a table of your own: a base and what differs',
      ),
  handler: async (options) => {
    const { priceStage } = await import('../../stages/price.js');
    const table = technologyOf(options);
    const energy = writeOutput(options, [...readFolders([options.run]), ...technologyFiles(options)], (folder) =>
      priceStage(options.run, table, folder, sourceRuleOf(options)),
    );
    if (options.json) return print(JSON.stringify(energy));
    const rows = Object.entries(energy.byComponent).map(([component, range]) => [component, ...microjoules(range)]);
    print(
      textTable(
        ['component', 'low (µJ)', 'central (µJ)', 'high (µJ)'],
        [...rows, ['total', ...microjoules(energy.totalPj)]],
      ),
    );
    const { low, value, high } = energy.averagePowerW;
    print(
      `average power ${value.toFixed(1)} W (${low.toFixed(1)}–${high.toFixed(1)} W); energy is ${basisText(energy.basisShares)}`,
    );
    const capped = powerCapText(energy.operation);
    if (capped !== undefined) print(`power: ${capped}`);
    print(`energy: ${options.out}`);
  },
};

function microjoules({ low, value, high }: { low: number; value: number; high: number }): string[] {
  return [low, value, high].map((picojoules) => inUnit(picojoules, 'pJ', 'µJ').toFixed(2));
}
