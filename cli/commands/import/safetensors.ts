/** `octile import safetensors`: layers that PyTorch dumped, as a trace with the error of each product. */
import { availableParallelism } from 'node:os';
import { textTable } from '../../../reports/export/text-table.js';
import type { Imported } from '../../../stages/import-safetensors.js';
import type { RecipeOptions } from '../../../traces/training/recipes.js';
import { type Command, print } from '../../command.js';
import { oneOf, wholeNumber } from '../../options/checks.js';
import { outputOptions, writeOutput } from '../../options/output.js';
import { RECIPES_USAGE, recipeFiles } from '../../options/recipe.js';
import { errorTables } from '../../terminal/errors.js';
import { packageVersion } from '../../version.js';

interface Options {
  files: string[];
  recipe: string;
  'activation-format': string | undefined;
  'weight-format': string | undefined;
  'gradient-format': string | undefined;
  scaling: string;
  unit: string;
  codes: string | undefined;
  threads: number;
  out: string;
  force: boolean;
  json: boolean;
}

/** Names of ignored tensors that are shown. */
const MOST_IGNORED = 8;

export const importSafetensorsCommand: Command<Options> = {
  command: 'safetensors <files..>',
  describe: 'layers of safetensors files (LAYER.x, LAYER.w, LAYER.dy) as a trace, and the error of each product',
  builder: (yargs) =>
    outputOptions(yargs, 'import')
      .positional('files', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'that hooks wrote in PyTorch, as docs/how-to/from-pytorch.md does',
      })
      .option('recipe', { type: 'string', default: 'fp8', describe: RECIPES_USAGE })
      .option('activation-format', { type: 'string', describe: 'of activations in products (the recipe’s)' })
      .option('weight-format', { type: 'string', describe: 'of weights in products (the recipe’s)' })
      .option('gradient-format', { type: 'string', describe: 'of dx and dw (the recipe’s)' })
      .option('scaling', {
        type: 'string',
        default: 'automatic',
        describe:
          'automatic: a power of two a tensor, from its largest magnitude; recipe: the recipe’s, without loss scale',
      })
      .option('unit', {
        type: 'string',
        default: 'ipu21-amp',
        describe: 'dot-product unit of every product: a name, with choices behind colons, or a file',
      })
      .option('codes', { type: 'string', describe: 'format of tensors of type U8, I8 and U16' })
      .option('threads', {
        type: 'number',
        default: Math.min(8, availableParallelism()),
        defaultDescription: 'the cores, at most 8',
        describe: 'of the arithmetic; results do not depend on it',
      })
      .option('json', { type: 'boolean', default: false, describe: 'layers, ignored names and errors as JSON' })
      .example('octile import safetensors fc1.safetensors --out fc1', 'then simulate, price and report it')
      .example(
        'octile import safetensors dump.safetensors --unit hopper --activation-format e4m3 --weight-format e4m3 --gradient-format e5m2',
        'through another unit',
      ),
  handler: async (options) => {
    const { IMPORT_SCALINGS, importStage, readDump } = await import('../../../stages/import-safetensors.js');
    const { files, recipe, unit, codes, json, out } = options;
    const stage = {
      ...{ files, recipe, unit, codes },
      recipeOptions: formatsOf(options),
      scaling: oneOf('scaling', IMPORT_SCALINGS, options.scaling),
      threads: wholeNumber('threads', options.threads, 1, 64),
      toolVersion: packageVersion(),
    };
    const dump = readDump(files, codes);
    const imported = writeOutput(options, [...files, ...recipeFiles(recipe)], (folder) =>
      importStage(stage, dump, folder),
    );
    if (json) return print(JSON.stringify({ ...imported, out }));
    print(layerTable(imported));
    if (imported.ignored.length > 0) print(ignoredText(imported.ignored));
    print(`\n${errorTables(imported.errors)}`);
    print(`trace: ${out}`);
  },
};

function formatsOf(options: Options): RecipeOptions {
  const given = {
    activationFormat: options['activation-format'],
    weightFormat: options['weight-format'],
    gradientFormat: options['gradient-format'],
  };
  return Object.fromEntries(Object.entries(given).filter(([, format]) => format !== undefined)) as RecipeOptions;
}

function layerTable({ layers }: Imported): string {
  const rows = layers.map(({ id, kind, products, operands }) => [id, kind, String(products), operands]);
  return textTable(['layer', 'kind', 'products', 'x, w, dy in the files'], rows);
}

function ignoredText(ignored: Imported['ignored']): string {
  const shown = ignored.slice(0, MOST_IGNORED).map(({ name, why }) => `${name} (${why})`);
  const more = ignored.length > MOST_IGNORED ? ` and ${ignored.length - MOST_IGNORED} more` : '';
  return `ignored: ${shown.join(', ')}${more}`;
}
