/** `octile report`: one report of one or more priced runs. */
import { existsSync } from 'node:fs';
import type { ReportedFolder } from '../../stages/report.js';
import { type Command, print } from '../command.js';
import { type FigureOptions, figureOf, figureOptions } from '../options/figure.js';
import { outputOptions, writeOutput } from '../options/output.js';
import { readFolders } from '../options/source.js';

interface Options extends FigureOptions {
  folders: string[];
  out: string;
  force: boolean;
  json: boolean;
}

export const reportCommand: Command<Options> = {
  command: 'report <folders..>',
  describe: 'report of priced runs: HTML, charts, tables, methods',
  builder: (yargs) =>
    figureOptions(outputOptions(yargs, 'report'))
      .positional('folders', {
        type: 'string',
        array: true,
        demandOption: true,
        describe:
          'folders that `octile price` wrote; LABEL=FOLDER calls it so; runs that differ in the seed alone are one row',
      })
      .option('json', { type: 'boolean', default: false, describe: 'the record as JSON' })
      .example('octile report runs/fp16 runs/fp8 --out report', 'fp8 against fp16')
      .example('octile report runs/fp16 runs/fp8 --width 85mm', 'with figures for one column of a paper'),
  handler: async (options) => {
    const { reportStage } = await import('../../stages/report.js');
    const { terminalSummary } = await import('../../reports/export/text.js');
    const figure = figureOf(options);
    const reported = options.folders.map(labelled);
    const read = readFolders(reported.map(({ folder }) => folder));
    const report = writeOutput(options, read, (folder) => reportStage(reported, folder, { figure }));
    print(options.json ? JSON.stringify(report) : terminalSummary(report));
    if (!options.json) print(`report: ${options.out}/report.html`);
  },
};

/** `LABEL=FOLDER`, or a folder, whose name may hold the sign itself. */
function labelled(text: string): ReportedFolder {
  const [, label, folder] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  return label === undefined || folder === undefined || existsSync(text) ? { folder: text } : { folder, label };
}
