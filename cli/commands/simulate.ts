/** `octile simulate`: a trace on a machine: cycles and counts of every op. */
import { writeFolder } from '../../records/folder.js';
import { type Command, oneOf, outputOptions, print, wholeNumber } from '../command.js';
import { type MachineOptions, machineOf, machineOptions } from '../machine-options.js';
import { createProgress } from '../progress.js';

interface Options extends MachineOptions {
  trace: string;
  engine: string;
  activity: string;
  scaling: string | undefined;
  out: string;
  force: boolean;
  json: boolean;
}

export const simulateCommand: Command<Options> = {
  command: 'simulate <trace>',
  describe: 'run a trace on a machine: cycles by cause and counts of every op',
  builder: (yargs) =>
    outputOptions(machineOptions(yargs), 'simulate')
      .positional('trace', { type: 'string', demandOption: true, describe: 'folder that `octile train` wrote' })
      .option('engine', { type: 'string', default: 'counted', describe: 'counted, stepped' })
      .option('activity', {
        type: 'string',
        default: 'operands',
        describe: 'operands: activity from the trace’s bits; none: shapes only',
      })
      .option('scaling', { type: 'string', describe: 'also time the step on these numbers of tiles: 8,32,128' })
      .option('json', { type: 'boolean', default: false, describe: 'the totals as JSON' })
      .example('octile simulate octile-out/train --machine ipu21 --out runs/fp8', 'cycles of every op on 1,472 tiles'),
  handler: async (options) => {
    const { simulateStage } = await import('../../sweeps/stages.js');
    const { ENGINES } = await import('../../records/run.js');
    const progress = createProgress('simulating');
    const stage = {
      machine: machineOf(options),
      engine: oneOf('engine', ENGINES, options.engine),
      activity: oneOf('activity', ['operands', 'none'] as const, options.activity),
      scaling: tileCounts(options.scaling, machineOf(options).tiles),
      progress: progress.show,
    };
    const run = writeFolder(options.out, options.force ? 'replace' : 'keep', (folder) =>
      simulateStage(options.trace, stage, folder),
    );
    progress.end();
    const { cycles, timeS, flops, utilisation } = run.totals;
    if (options.json) return print(JSON.stringify(run.totals));
    print(
      `${run.network.name} (${run.recipe}) on ${run.machine.name}: ${cycles} cycles, ${(timeS * 1e6).toFixed(1)} µs for ${run.steps} step(s)`,
    );
    print(`${(flops / 1e12).toFixed(2)} TFLOP/s, ${(100 * utilisation).toFixed(2)} % of the fp8 peak`);
    print(`run: ${options.out}`);
  },
};

/** From `8,32,128`. @throws InputError for anything that is no number of tiles of the machine */
function tileCounts(text: string | undefined, most: number): number[] {
  return (text === undefined ? [] : text.split(',')).map((part) => wholeNumber('scaling', Number(part), 1, most));
}
