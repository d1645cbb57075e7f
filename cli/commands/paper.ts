/** `octile paper`: the paper's results remade, as a page with the paper's numbers beside them. */
import { join } from 'node:path';
import { writeInside } from '../../records/folder.js';
import type { Experiment, PaperSize, Sources } from '../../sweeps/paper/experiment.js';
import { type Command, print } from '../command.js';
import { optionName } from '../options/checks.js';
import { type WorkersOptions, workersOf, workersOption } from '../options/workers.js';
import { sweepText } from '../terminal/sweep.js';
import { createSweepProgress } from '../terminal/sweep-progress.js';
import { packageVersion } from '../version.js';

interface Options extends WorkersOptions {
  quick: boolean;
  only: string | undefined;
  cifar: string | undefined;
  text: string | undefined;
  from: string | undefined;
  check: boolean;
  out: string;
}

export const paperCommand: Command<Options> = {
  command: 'paper',
  describe: 'the results of the paper remade, its numbers beside ours: a page, and the numbers as JSON',
  builder: (yargs) =>
    workersOption(yargs)
      .option('quick', {
        type: 'boolean',
        default: false,
        describe: 'smaller networks and fewer seeds: 20 minutes of a core',
      })
      .option('only', { type: 'string', describe: 'names of experiments, with commas' })
      .option('cifar', {
        type: 'string',
        describe: 'folder of CIFAR-10 (binary) for the ResNet, which is left out without one',
      })
      .option('text', { type: 'string', describe: 'a text for the Transformer, which is left out without one' })
      .option('check', {
        type: 'boolean',
        default: false,
        describe: 'only say what would be run, and about how long it takes',
      })
      .option('from', { type: 'string', describe: 'make the page of the results in this folder, without running' })
      .option('out', {
        type: 'string',
        default: 'octile-out/paper',
        describe: 'folder; what is done there is not done again',
      })
      .example('octile paper --quick', 'every experiment, small; killed, it goes on with the next call')
      .example('octile paper --only formats,integer-step', 'table 1 and figure 7b'),
  handler: async (options) => {
    const { readPaper } = await import('../../sweeps/paper/read-paper.js');
    const { exportPaper, PAPER_PAGE } = await import('../../sweeps/paper/page/files.js');
    const { from, out } = options;
    if (from === undefined) {
      await run(options);
      if (options.check) return;
    }
    const sections = from === undefined ? readPaper(out, optionName('out')) : readPaper(from, optionName('from'));
    exportPaper(sections, (path, content) => writeInside(out, path, content));
    for (const { experiment, findings } of sections) {
      print(`${experiment.title}${findings.map((sentence) => `\n  ${sentence}`).join('')}`);
    }
    print(`page: ${join(out, PAPER_PAGE)}`);
  },
};

async function run(options: Options): Promise<void> {
  const { EXPERIMENTS, experimentNamed } = await import('../../sweeps/paper/all.js');
  const { checkedPaper, runExperiment } = await import('../../sweeps/paper/run-paper.js');
  const names = options.only?.split(',') ?? EXPERIMENTS.map(({ name }) => name);
  const size = options.quick ? 'quick' : 'full';
  const paper = {
    experiments: names.map((name) => experimentNamed(name, optionName('only'))),
    size,
    sources: { cifar: options.cifar, text: options.text },
    tool: packageVersion(),
    commandOf: (experiment: Experiment) => commandOf(experiment, size),
  } as const;
  const workers = workersOf(options);
  const checked = checkedPaper(paper);
  if (options.check) {
    for (const { experiment, sweep } of checked) {
      print(sweep === undefined ? `${experiment.name}: computed at once, nothing is trained` : sweepText(sweep));
    }
    return;
  }
  for (const entry of checked) {
    const { show, end } = createSweepProgress(entry.experiment.name);
    const place = { folder: options.out, where: optionName('out'), workers };
    await runExperiment(paper, entry, { ...place, progress: show });
    end();
  }
}

/** What stands for the place of data where a command is shown. */
const SHOWN_PLACES = { cifar: 'FOLDER', text: 'FILE' } as const satisfies Record<keyof Sources, string>;

/** As it would be typed: places of data by their kind alone, and only what the experiment reads. */
function commandOf(experiment: Experiment, size: PaperSize): string {
  const needs = experiment.kind === 'trained' ? experiment.needs : undefined;
  return [
    ...['octile paper', ...(size === 'quick' && experiment.kind === 'trained' ? ['--quick'] : [])],
    ...['--only', experiment.name],
    ...(needs === undefined ? [] : [`--${needs}`, SHOWN_PLACES[needs]]),
  ].join(' ');
}
