/** `octile train`: emulated training with one recipe, and the trace of sampled steps. */

import { concernSentence } from '../../reports/compose/concern-sentence.js';
import { percent } from '../../reports/units/number.js';
import { trainingConcerns } from '../../traces/training/concerns.js';
import { recipeSummary } from '../../traces/training/recipe-text.js';
import { type Command, print } from '../command.js';
import { type KeptOptions, keptOf, keptOptions } from '../options/checkpoint.js';
import { outputOptions, writeOutput } from '../options/output.js';
import { RECIPES_USAGE } from '../options/recipe.js';
import { inputsOf, runOptionsOf, settingsOf, type TrainingOptions, trainingOptions } from '../options/training.js';
import { samplingText } from '../terminal/sampling.js';
import { createTrainingProgress } from '../terminal/training-progress.js';

interface Options extends TrainingOptions, KeptOptions {
  settings: string | undefined;
  recipe: string | undefined;
  out: string;
  force: boolean;
  json: boolean;
}

export const trainCommand: Command<Options> = {
  command: 'train [settings]',
  describe: 'train a network in emulated arithmetic and capture the trace of real steps',
  builder: (yargs) =>
    keptOptions(outputOptions(trainingOptions(yargs), 'train'))
      .positional('settings', {
        type: 'string',
        describe: 'file of settings (JSON, YAML); options go before what it says',
      })
      .option('recipe', { type: 'string', defaultDescription: 'fp8', describe: RECIPES_USAGE })
      .option('json', { type: 'boolean', default: false, describe: 'the evaluation as JSON' })
      .example('octile train --recipe fp8 --data mnist:data/mnist --out runs/fp8', 'the paper’s recipe on MNIST'),
  handler: async (options) => {
    const { trainStage } = await import('../../stages/train.js');
    const { trainingOf } = await import('../../stages/training-of.js');
    const named = settingsOf(options, options.settings);
    const run = { ...trainingOf(named.settings, named.where), ...runOptionsOf(options) };
    const { recipe } = run;
    const checkpoint = keptOf(options);
    const progress = createTrainingProgress(`training ${recipe.name}`, run.batch);
    const files = [options.settings, options.checkpoint].filter((file) => file !== undefined);
    const inputs = [...inputsOf(named), ...files];
    const { training: record, sampling } = writeOutput(options, inputs, (folder, digests) =>
      trainStage({ ...run, checkpoint, progress: progress.show }, folder, digests),
    );
    progress.end();
    const { correct, total, loss } = record.evaluation;
    const concerns = trainingConcerns(record).map(concernSentence);
    if (options.json)
      return print(JSON.stringify({ recipe: recipe.name, ...record.evaluation, concerns, out: options.out }));
    print(`${recipe.name}: ${recipeSummary(recipe)}`);
    print(
      `${percent(correct / total, 2)} of ${total} test ${record.dataset.labelled ?? 'image'}${total === 1 ? '' : 's'}, loss ${loss === null ? 'not finite' : loss.toFixed(4)}`,
    );
    for (const concern of concerns) print(`beware: ${concern}`);
    print(`captured: ${samplingText(sampling)}`);
    print(`trace: ${options.out}`);
  },
};
