/** `octile demo` (= `npm start`): the whole way once, fp16 and fp8, from training to a report. */
import { join } from 'node:path';
import { InputError } from '../../models/input-error.js';
import type { TileMachine } from '../../models/machines/machine.js';
import { technology } from '../../models/technologies/technologies.js';
import { RECIPE_NAMES, recipe } from '../../traces/training/recipes.js';
import { type Command, outputOptions, print, writeOutput } from '../command.js';
import { type MachineOptions, machineOf, machineOptions } from '../machine-options.js';
import { createProgress } from '../progress.js';
import { inputsOf, recipeOptionsOf, type TrainingOptions, trainingOptions, trainStageOf } from '../training-options.js';

interface Options extends TrainingOptions, MachineOptions {
  technology: string;
  out: string;
  force: boolean;
}

export const demoCommand: Command<Options> = {
  command: 'demo',
  describe: 'the whole way once: train in fp16 and fp8, simulate, price, report',
  builder: (yargs) =>
    outputOptions(machineOptions(trainingOptions(yargs)), 'demo')
      .option('technology', { type: 'string', default: 'published-7nm', describe: 'an energy table' })
      .example('octile demo --data mnist:data/mnist --force', 'on real MNIST'),
  handler: async (options) => {
    const { priceStage, reportStage, simulateStage, trainStage } = await import('../../sweeps/stages.js');
    const { terminalSummary } = await import('../../reports/export/text.js');
    const machine = machineOf(options);
    requireFp8(machine);
    const table = technology(options.technology, '--technology');
    const stage = trainStageOf(options);
    const recipes = [...RECIPE_NAMES].reverse().map((name) => recipe(name, recipeOptionsOf(options), '--recipe'));
    const report = writeOutput(options, inputsOf(options), (folder) => {
      for (const chosen of recipes) {
        const [trace, run, priced] = ['trace', 'run', 'priced'].map((part) => join(folder, chosen.name, part)) as [
          string,
          string,
          string,
        ];
        const training = createProgress(`training ${chosen.name}`);
        trainStage(
          {
            ...stage,
            recipe: chosen,
            progress: (done, total, loss) => training.show(done, total, `loss ${loss.toFixed(3)}`),
          },
          trace,
        );
        training.end();
        const simulating = createProgress(`simulating ${chosen.name}`);
        simulateStage(
          trace,
          {
            machine,
            engine: 'counted',
            activity: 'operands',
            scaling: scalingOf(machine.tiles),
            progress: simulating.show,
          },
          run,
        );
        simulating.end();
        priceStage(run, table, priced);
      }
      return reportStage(
        recipes.map(({ name }) => join(folder, name, 'priced')),
        join(folder, 'report'),
      );
    });
    print(terminalSummary(report));
    print(`report: ${join(options.out, 'report', 'report.html')}`);
  },
};

/** Each a quarter of the one before, down to eight tiles: the weights must fit. */
function scalingOf(tiles: number): number[] {
  const counts = [tiles];
  while ((counts[0] as number) >= 32) counts.unshift(Math.floor((counts[0] as number) / 4));
  return counts;
}

/** Before training takes its time. */
function requireFp8({ name, amp }: TileMachine): void {
  if (amp.operands.includes('fp8')) return;
  throw new InputError('--machine', 'a machine that multiplies fp8', `${name} (${amp.operands.join(', ')})`);
}
