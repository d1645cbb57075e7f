/** `octile demo` (= `npm start`): the whole way once, fp16 and fp8, from training to a report. */
import { join } from 'node:path';
import { InputError } from '../../models/input-error.js';
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';
import type { Recipe } from '../../records/trace/recipe.js';
import { recipe } from '../../traces/training/recipes.js';
import { type Command, print } from '../command.js';
import { optionName, wholeNumber } from '../options/checks.js';
import { type MachineOptions, machineOf, machineOptions } from '../options/machine.js';
import { outputOptions, writeOutput } from '../options/output.js';
import { recipeOptionsOf } from '../options/recipe.js';
import { type TechnologyOptions, technologyFiles, technologyOf, technologyOptions } from '../options/technology.js';
import { inputsOf, runOptionsOf, settingsOf, type TrainingOptions, trainingOptions } from '../options/training.js';
import { createProgress } from '../terminal/progress.js';

interface Options extends TrainingOptions, MachineOptions, TechnologyOptions {
  seeds: number;
  out: string;
  force: boolean;
}

export const demoCommand: Command<Options> = {
  command: 'demo',
  describe: 'the whole way once: train in fp16 and fp8, simulate, price, report',
  builder: (yargs) =>
    technologyOptions(outputOptions(machineOptions(trainingOptions(yargs)), 'demo'))
      .option('seeds', { type: 'number', default: 2, describe: 'trainings of each recipe, from --seed on' })
      .example('octile demo --data mnist:data/mnist --force', 'on real MNIST'),
  handler: async (options) => {
    const { demoStage } = await import('../../stages/demo.js');
    const { trainingOf } = await import('../../stages/training-of.js');
    const { terminalSummary } = await import('../../reports/export/text.js');
    const machine = machineOf(options);
    requireFp8(machine);
    const named = settingsOf(options);
    const seeds = wholeNumber('seeds', options.seeds, 1, MOST_SEEDS);
    const stage = {
      machine,
      technology: technologyOf(options),
      trainings: Array.from({ length: seeds }, (_, i) => {
        const { settings, where } = settingsOf({ ...options, seed: named.settings.seed + i });
        return { ...trainingOf(settings, where), ...runOptionsOf(options) };
      }),
      recipes: recipesOf(options),
      progress: createProgress,
    };
    const report = writeOutput(options, [...inputsOf(named), ...technologyFiles(options)], (folder) =>
      demoStage(stage, folder),
    );
    print(terminalSummary(report));
    print(`report: ${join(options.out, 'report', 'report.html')}`);
  },
};

/** The baseline is fp16 with what fp8 stores and the loss scaling that it has: they differ in operands alone. */
function recipesOf(options: Options): Recipe[] {
  const fp8 = recipe('fp8', recipeOptionsOf(options), '--recipe', optionName);
  const { storage, master, lossScaling } = fp8;
  return [recipe('fp16', { storage, master, lossScaling }, '--recipe'), fp8];
}

const MOST_SEEDS = 100;

/** Before training takes its time. */
function requireFp8({ name, amp }: TileMachine): void {
  if (amp.operands.includes('fp8')) return;
  throw new InputError('--machine', 'a machine that multiplies fp8', `${name} (${amp.operands.join(', ')})`);
}
