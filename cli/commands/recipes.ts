/** `octile recipes [NAME]`: the recipes that Octile knows; one in full, as a file that `--recipe` reads. */
import { stringify } from 'yaml';
import { textTable } from '../../reports/export/text-table.js';
import { BUILT_IN_RECIPES } from '../../traces/training/recipes/built-in.js';
import { writtenInFull } from '../../traces/training/recipes/written.js';
import { recipe } from '../../traces/training/recipes.js';
import { type Command, print } from '../command.js';
import { optionName } from '../options/checks.js';
import { type RecipeChoices, recipeOptions, recipeOptionsOf } from '../options/recipe.js';

interface Options extends RecipeChoices {
  name: string | undefined;
  json: boolean;
}

export const recipesCommand: Command<Options> = {
  command: 'recipes [name]',
  describe: 'recipes of training; with a name or a file one in full, as YAML for --recipe FILE',
  builder: (yargs) =>
    recipeOptions(yargs)
      .positional('name', { type: 'string', describe: 'a recipe, or a file (JSON, YAML)' })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example('octile recipes fp8 > mine.yaml', 'a recipe of your own to start from')
      .example('octile recipes paper-mixed --dx-bias 30', 'the paper’s, with another bias of dx'),
  handler: (options) => {
    const { name, json } = options;
    if (name === undefined) return print(json ? JSON.stringify(all(), null, 2) : overview());
    const written = writtenInFull(recipe(name, recipeOptionsOf(options), 'NAME', optionName));
    print(
      json
        ? JSON.stringify(written, null, 2)
        : stringify(written, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd(),
    );
  },
};

function overview(): string {
  return textTable(
    ['recipe', 'what it is'],
    BUILT_IN_RECIPES.map(({ name, summary }) => [name, summary]),
  );
}

function all() {
  return BUILT_IN_RECIPES.map(({ summary, recipe: { name, ...own } }) => ({ name, summary, ...own }));
}
