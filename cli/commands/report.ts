/** `octile report`: one report of one or more priced runs. */
import { type Command, print } from '../command.js';
import { outputOptions, writeOutput } from '../options/output.js';
import { readFolders } from '../options/source.js';

interface Options {
  folders: string[];
  out: string;
  force: boolean;
  json: boolean;
}

export const reportCommand: Command<Options> = {
  command: 'report <folders..>',
  describe: 'report of priced runs: HTML, charts, tables, methods',
  builder: (yargs) =>
    outputOptions(yargs, 'report')
      .positional('folders', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'folders that `octile price` wrote',
      })
      .option('json', { type: 'boolean', default: false, describe: 'the record as JSON' })
      .example('octile report runs/fp16 runs/fp8 --out report', 'fp8 against fp16'),
  handler: async (options) => {
    const { reportStage } = await import('../../stages/report.js');
    const { terminalSummary } = await import('../../reports/export/text.js');
    const report = writeOutput(options, readFolders(options.folders), (folder) => reportStage(options.folders, folder));
    print(options.json ? JSON.stringify(report) : terminalSummary(report));
    if (!options.json) print(`report: ${options.out}/report.html`);
  },
};
