/** The options that name a recipe and change it, and what they become. */
import type { Argv } from 'yargs';
import { numberOf } from '../../models/input-checks.js';
import { InputError, shown } from '../../models/input-error.js';
import {
  FIRST_LAYER_RULES,
  MASTER_FORMATS,
  USUAL_LOSS_SCALE,
  USUAL_RANDOM_BITS,
} from '../../models/recipes/choices.js';
import { STORAGE_FORMATS } from '../../models/recipes/storage.js';
import { lossScalingSpec } from '../../records/recipe.js';
import { parseRecordAt } from '../../records/schema.js';
import { isWrittenFile } from '../../records/text-record.js';
import type { LossScaling, Recipe } from '../../records/trace/recipe.js';
import { operandFormat } from '../../traces/training/recipes/biases.js';
import { BUILT_IN_RECIPES } from '../../traces/training/recipes/built-in.js';
import type { RecipeOptions } from '../../traces/training/recipes.js';
import { oneOf, optionName, wholeNumber } from './checks.js';

export interface RecipeChoices {
  'activation-format': string | undefined;
  'activation-bias': number | undefined;
  'weight-format': string | undefined;
  'weight-bias': number | undefined;
  'gradient-format': string | undefined;
  'gradient-bias': number | undefined;
  'dx-format': string | undefined;
  'dx-bias': number | undefined;
  'dw-format': string | undefined;
  'dw-bias': number | undefined;
  'loss-scale': string | undefined;
  storage: string | undefined;
  master: string | undefined;
  'first-layer': string | undefined;
  'high-layers': string | undefined;
}

/** What `--recipe` takes, for help. */
export const RECIPES_USAGE = `${BUILT_IN_RECIPES.map(({ name }) => name).join(', ')}, or a file`;

/** Loss scalings as they are typed, each with what may stand behind colons. */
const LOSS_SCALES = {
  none: [],
  fixed: ['exponent'],
  backoff: ['exponent', 'clean-steps'],
  logmax: ['exponent', 'deviations'],
} as const satisfies Readonly<Record<LossScaling['kind'], readonly string[]>>;
const LOSS_KINDS = Object.keys(LOSS_SCALES) as (keyof typeof LOSS_SCALES)[];

export function recipeOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('activation-format', { type: 'string', describe: 'of activations in products (the recipe’s)' })
    .option('activation-bias', {
      type: 'number',
      describe: 'the paper’s bias of activations (10 for f143, 24 for f152)',
    })
    .option('weight-format', { type: 'string', describe: 'of weights in products (the recipe’s)' })
    .option('weight-bias', { type: 'number', describe: 'the paper’s bias of weights (14 for f143, 28 for f152)' })
    .option('gradient-format', { type: 'string', describe: 'of dx and dw (the recipe’s)' })
    .option('gradient-bias', {
      type: 'number',
      describe: 'the paper’s bias B of dx and dw: a loss scale of 2^(B − own bias), 16 for f152, 8 for f143',
    })
    .option('dx-format', { type: 'string', describe: 'of gradients of activations alone' })
    .option('dx-bias', {
      type: 'number',
      describe: 'the paper’s bias of dx, as a scale of its own; without a loss scale unless one is said',
    })
    .option('dw-format', { type: 'string', describe: 'of gradients of weights alone' })
    .option('dw-bias', { type: 'number', describe: 'the paper’s bias of dw, as --dx-bias' })
    .option('loss-scale', {
      type: 'string',
      describe: `${LOSS_KINDS.map(usageOf).join(', ')} (the recipe’s)`,
    })
    .option('storage', { type: 'string', describe: `of tensors between products: ${STORAGE_FORMATS.join(', ')}` })
    .option('master', {
      type: 'string',
      describe: `of master weights: ${MASTER_FORMATS.join(', ')} (rounded stochastically by the update)`,
    })
    .option('first-layer', {
      type: 'string',
      describe: `what of the first layer is cast: ${FIRST_LAYER_RULES.join(', ')} (the recipe’s)`,
    })
    .option('high-layers', {
      type: 'string',
      describe: 'ids of layers whose operands stay in storage, with * for any text: head,blocks.1.*',
    });
}

function usageOf(kind: keyof typeof LOSS_SCALES): string {
  return [kind, ...LOSS_SCALES[kind].map((key) => `[:${key}=N]`)].join('');
}

/** @throws InputError naming the option */
export function recipeOptionsOf(options: RecipeChoices): RecipeOptions {
  const given: { readonly [Option in keyof RecipeOptions]: RecipeOptions[Option] | undefined } = {
    activationFormat: format('activation-format', options),
    activationBias: bias('activation-bias', options),
    weightFormat: format('weight-format', options),
    weightBias: bias('weight-bias', options),
    gradientFormat: format('gradient-format', options),
    gradientBias: bias('gradient-bias', options),
    dxFormat: format('dx-format', options),
    dxBias: bias('dx-bias', options),
    dwFormat: format('dw-format', options),
    dwBias: bias('dw-bias', options),
    lossScaling: options['gradient-bias'] === undefined ? lossScaling(options['loss-scale']) : undefined,
    storage: choice('storage', STORAGE_FORMATS, options),
    master: master(choice('master', MASTER_FORMATS, options)),
    firstLayer: choice('first-layer', FIRST_LAYER_RULES, options),
    highLayers: options['high-layers']?.split(','),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** The file of a recipe, where a file is named. */
export function recipeFiles(named: unknown): string[] {
  return typeof named === 'string' && isWrittenFile(named) ? [named] : [];
}

type FormatOption = `${'activation' | 'weight' | 'gradient' | 'dx' | 'dw'}-format`;
type BiasOption = `${'activation' | 'weight' | 'gradient' | 'dx' | 'dw'}-bias`;

function format(option: FormatOption, options: RecipeChoices): string | undefined {
  const name = options[option];
  return name === undefined ? undefined : operandFormat(name, optionName(option)).name;
}

function bias(option: BiasOption, options: RecipeChoices): number | undefined {
  const value = options[option];
  return value === undefined ? undefined : wholeNumber(option, value, -500, 500);
}

function choice<T extends string>(
  option: 'storage' | 'master' | 'first-layer',
  allowed: readonly T[],
  options: RecipeChoices,
): T | undefined {
  const value = options[option];
  return value === undefined ? undefined : oneOf(option, allowed, value);
}

function master(format: (typeof MASTER_FORMATS)[number] | undefined): Recipe['master'] | undefined {
  if (format !== 'float16') return format === undefined ? undefined : { format };
  return { format, rounding: 'stochastic', randomBits: USUAL_RANDOM_BITS };
}

/** From `kind:key=value:key=value`. */
function lossScaling(text: string | undefined): LossScaling | undefined {
  if (text === undefined) return undefined;
  const where = optionName('loss-scale');
  const [first = '', ...parts] = text.split(':');
  const kind = oneOf('loss-scale', LOSS_KINDS, first);
  const keys: readonly string[] = LOSS_SCALES[kind];
  const fields = parts.map((part): [string, unknown] => {
    const [key = '', value, ...rest] = part.split('=');
    if (keys.includes(key) && value !== undefined && rest.length === 0) return [fieldOf(key), numberOf(value)];
    throw new InputError(where, `${keys.join(', ') || 'nothing'} behind ${kind}, as key=value`, shown(part));
  });
  const usual = kind === 'fixed' ? { exponent: USUAL_LOSS_SCALE } : {};
  const at = (field: string) => (field === '' ? where : `${where} ${field}`);
  return parseRecordAt(lossScalingSpec, { kind, ...usual, ...Object.fromEntries(fields) }, at);
}

function fieldOf(key: string): string {
  return key === 'clean-steps' ? 'cleanSteps' : key;
}
