/** `octile sweep export DIR`: what is done, as CSV or JSON, in the order of the plan. */
import { type Command, print } from '../../command.js';
import { oneOf } from '../../options/checks.js';

const EXPORT_FORMATS = ['csv', 'json'] as const;

interface Options {
  folder: string;
  format: string;
}

export const sweepExportCommand: Command<Options> = {
  command: 'export <folder>',
  describe: 'what is done, in the order of the plan: the same bytes for any number of workers',
  builder: (yargs) =>
    yargs
      .positional('folder', { type: 'string', demandOption: true, describe: 'that `octile sweep run` writes' })
      .option('format', {
        type: 'string',
        default: 'csv',
        describe: `${EXPORT_FORMATS.join(' or ')}; loss curves are in json alone`,
      })
      .example('octile sweep export runs/bias > bias.csv', 'a line a point'),
  handler: async ({ folder, format }) => {
    const kind = oneOf('format', EXPORT_FORMATS, format);
    const { readResults } = await import('../../../sweeps/results/results.js');
    const { resultsCsv } = await import('../../../sweeps/results/csv.js');
    const { canonicalText } = await import('../../../records/json.js');
    const results = readResults(folder, 'FOLDER');
    print((kind === 'csv' ? resultsCsv(results) : canonicalText(results)).trimEnd());
  },
};
