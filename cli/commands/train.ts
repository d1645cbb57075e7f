/** `octile train`: emulated training with one recipe, and the trace of sampled steps. */

import { concernSentence } from '../../reports/compose/concern-sentence.js';
import { percent } from '../../reports/units/number.js';
import { trainingConcerns } from '../../traces/training/concerns.js';
import { recipeSummary } from '../../traces/training/recipe-text.js';
import { RECIPE_NAMES, recipe } from '../../traces/training/recipes.js';
import { type Command, print } from '../command.js';
import { optionName } from '../options/checks.js';
import { outputOptions, writeOutput } from '../options/output.js';
import { inputsOf, recipeOptionsOf, type TrainingOptions, trainingOptions, trainStageOf } from '../options/training.js';
import { createProgress } from '../terminal/progress.js';

interface Options extends TrainingOptions {
  recipe: string;
  out: string;
  force: boolean;
  json: boolean;
}

export const trainCommand: Command<Options> = {
  command: 'train',
  describe: 'train a network in emulated arithmetic and capture the trace of real steps',
  builder: (yargs) =>
    outputOptions(trainingOptions(yargs), 'train')
      .option('recipe', { type: 'string', default: 'fp8', describe: RECIPE_NAMES.join(', ') })
      .option('json', { type: 'boolean', default: false, describe: 'the evaluation as JSON' })
      .example('octile train --recipe fp8 --data mnist:data/mnist --out runs/fp8', 'the paper’s recipe on MNIST'),
  handler: async (options) => {
    const { trainStage } = await import('../../stages/train.js');
    const chosen = recipe(options.recipe, recipeOptionsOf(options), '--recipe', optionName);
    const stage = trainStageOf(options);
    const progress = createProgress(`training ${chosen.name}`);
    const record = writeOutput(options, inputsOf(options), (folder) =>
      trainStage(
        {
          ...stage,
          recipe: chosen,
          progress: (done, total, loss) => progress.show(done, total, `loss ${loss.toFixed(3)}`),
        },
        folder,
      ),
    );
    progress.end();
    const { correct, total, loss } = record.evaluation;
    const concerns = trainingConcerns(record).map(concernSentence);
    if (options.json)
      return print(JSON.stringify({ recipe: chosen.name, ...record.evaluation, concerns, out: options.out }));
    print(`${chosen.name}: ${recipeSummary(chosen)}`);
    print(
      `${percent(correct / total, 2)} of ${total} test image${total === 1 ? '' : 's'}, loss ${loss === null ? 'not finite' : loss.toFixed(4)}`,
    );
    for (const concern of concerns) print(`beware: ${concern}`);
    print(`trace: ${options.out}`);
  },
};
