/** `octile plan`: how the ops of a run, or of a network's step, are laid over the tiles, and why. */
import { extname } from 'node:path';
import { InputError, shown } from '../../models/input-error.js';
import { writeWholeFiles } from '../../records/whole-file.js';
import type { FigureForm, PlannedWork } from '../../stages/plan.js';
import { type Command, print } from '../command.js';
import { optionName } from '../options/checks.js';
import { type FigureOptions, figureOf, figureOptions } from '../options/figure.js';
import { type LoweredOptions, loweredOptions, loweredTraceOf } from '../options/lowered.js';
import { type MachineOptions, machineOf, machineOptions } from '../options/machine.js';
import { FORCE_REMEDY } from '../options/output.js';

interface Options extends MachineOptions, LoweredOptions, FigureOptions {
  run: string | undefined;
  op: string | undefined;
  memory: boolean;
  figure: string | undefined;
  force: boolean;
  json: boolean;
}

export const planCommand: Command<Options> = {
  command: 'plan [run]',
  describe: 'how every op is laid over the tiles, where its cycles go, what a tile’s memory holds',
  builder: (yargs) =>
    figureOptions(loweredOptions(machineOptions(yargs)))
      .positional('run', { type: 'string', describe: 'folder that `octile simulate` or `octile price` wrote' })
      .option('op', { type: 'string', describe: 'explain the ops whose name holds this; * stands for anything' })
      .option('memory', { type: 'boolean', default: false, describe: 'the map of a tile’s memory over the step' })
      .option('figure', { type: 'string', describe: 'that map as a picture: a file .svg, .pdf or .png' })
      .option('force', { type: 'boolean', default: false, describe: 'replace the picture' })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example('octile plan --network cnn --recipe fp8 --batch 32', 'splits, rounds, operands, cycles, memory')
      .example('octile plan octile-out/simulate --memory', 'what the fullest tile holds, op by op')
      .example('octile plan --network mlp --op xw', 'why its products are split as they are'),
  handler: async (options) => {
    const { explainedOps, layoutOfWork, memoryFigure } = await import('../../stages/plan.js');
    const { memoryMap } = await import('../../reports/plan/memory-map.js');
    const { opTable } = await import('../../reports/plan/op-table.js');
    const { explanationText } = await import('../../reports/plan/explanation-text.js');
    const picture = options.figure === undefined ? undefined : { path: options.figure, figure: figureOf(options) };
    const form = picture === undefined ? undefined : formOf(picture.path);
    const work = await workOf(options);
    const layout = layoutOfWork(work);
    if (options.op !== undefined) {
      const explained = explainedOps(work, options.op, optionName('op'));
      if (options.json) return print(JSON.stringify(explained, null, 2));
      return print(explained.map(({ op, explanation }) => explanationText(op, explanation)).join('\n\n'));
    }
    if (picture !== undefined && form !== undefined) {
      writeFigure(options, picture.path, form, memoryFigure(layout, form, picture.figure));
    }
    if (options.json) return print(JSON.stringify(layout, null, 2));
    if (options.memory) print(memoryMap(layout));
    else if (picture === undefined) print(opTable(layout));
    if (picture !== undefined) print(`figure: ${picture.path}`);
  },
};

async function workOf(options: Options): Promise<PlannedWork> {
  const { run, network } = options;
  if ((run === undefined) === (network === undefined)) {
    const got = run === undefined ? 'neither' : 'both';
    throw new InputError('plan', 'the folder of a run or --network NAME', got, '`octile plan --help` has an example');
  }
  const { plannedNetwork, plannedRun } = await import('../../stages/plan.js');
  if (run !== undefined) return plannedRun(run);
  return plannedNetwork(await loweredTraceOf(options, network ?? ''), machineOf(options), optionName('unit'));
}

function formOf(path: string): FigureForm {
  const form = extname(path).slice(1);
  if (form === 'svg' || form === 'pdf' || form === 'png') return form;
  throw new InputError(optionName('figure'), 'a file .svg, .pdf or .png', shown(path));
}

/** How each begins, as text. */
const BEGINNINGS = { svg: '<?xml', pdf: '%PDF', png: '\uFFFDPNG' } as const satisfies Record<FigureForm, string>;

function writeFigure({ force }: Options, path: string, form: FigureForm, content: string | Uint8Array): void {
  const replace = force ? 'replace' : 'keep';
  const begins = BEGINNINGS[form];
  const where = optionName('figure');
  writeWholeFiles([{ path, where, replace, remedy: FORCE_REMEDY, begins, fill: (write) => write(content) }]);
}
