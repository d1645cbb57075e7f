/** The recipe that a name, a file or a record says, with what options change in it. */
import type { Where } from '../../models/input-checks.js';
import { InputError } from '../../models/input-error.js';
import type { StorageFormat } from '../../models/recipes/storage.js';
import { type RecipeChanges, type RecipeSpec, type RoleSpec, recipeFromFile } from '../../records/recipe.js';
import { isWrittenFile, WRITTEN_FILES } from '../../records/text-record.js';
import type { LossScaling, Recipe } from '../../records/trace/recipe.js';
import { lossScaleOfBias, operandFormat } from './recipes/biases.js';
import { builtInRecipe } from './recipes/built-in.js';
import { changed } from './recipes/changed.js';

/** What a user may set beside a name; a bias is the paper's, of the role's format. */
export interface RecipeOptions {
  readonly activationFormat?: string;
  readonly activationBias?: number;
  readonly weightFormat?: string;
  readonly weightBias?: number;
  /** Of dx and dw. */
  readonly gradientFormat?: string;
  /** The paper's bias of both, carried by the loss scale. */
  readonly gradientBias?: number;
  readonly dxFormat?: string;
  /** Carried by the scale of the role. */
  readonly dxBias?: number;
  readonly dwFormat?: string;
  readonly dwBias?: number;
  readonly lossScaling?: LossScaling;
  /** Of tensors between products. */
  readonly storage?: StorageFormat;
  readonly master?: Recipe['master'];
  readonly firstLayer?: Recipe['firstLayer'];
  readonly highLayers?: string[];
}

/**
 * @param name of a built-in recipe, or a file
 * @param where what an error of the name names
 * @param place what an error of an option names, by the option's name on the command line
 */
export function recipe(
  name: string,
  options: RecipeOptions,
  where: string,
  place: Where = (option) => `${where} ${option}`,
): Recipe {
  return withOptions(recipeNamed(name, where), options, place);
}

function recipeNamed(name: string, where: string): Recipe {
  if (!isWrittenFile(name)) return builtInRecipe(name, where, WRITTEN_FILES).recipe;
  return recipeOfSpec(recipeFromFile(name), (field) => `${name} ${field}`);
}

/**
 * A recipe as settings write it: a name, a file, what differs from a named one, or whole.
 * @param where of a field, by its path with dots; of the whole for an empty one
 */
export function writtenRecipe(written: string | RecipeSpec | Recipe, where: Where): Recipe {
  if (typeof written === 'string') return recipeNamed(written, where(''));
  return isSpec(written) ? recipeOfSpec(written, where) : written;
}

function isSpec(written: RecipeSpec | Recipe): written is RecipeSpec {
  return typeof written.extends === 'string';
}

function recipeOfSpec({ extends: base, ...changes }: RecipeSpec, where: Where): Recipe {
  return changed(builtInRecipe(base, where('extends')).recipe, changes, where);
}

/** A recipe with options on top. @param place as `recipe` has it */
export function withOptions(base: Recipe, options: RecipeOptions, place: Where): Recipe {
  checkApart(options, place);
  return changed(base, changesOf(base, options, place), (field) => place(OPTION_OF[field] ?? field));
}

/** The option that says a field, by the field's path. */
const OPTION_OF: Readonly<Record<string, string>> = {
  'roles.activation.format': 'activation-format',
  'roles.activation.bias': 'activation-bias',
  'roles.weight.format': 'weight-format',
  'roles.weight.bias': 'weight-bias',
  'roles.dx.format': 'dx-format',
  'roles.dx.bias': 'dx-bias',
  'roles.dw.format': 'dw-format',
  'roles.dw.bias': 'dw-bias',
};

function changesOf(base: Recipe, options: RecipeOptions, place: Where): RecipeChanges {
  const { gradientFormat: gradient, lossScaling, storage, master, firstLayer, highLayers } = options;
  const dxFormat = options.dxFormat ?? gradient;
  return {
    roles: {
      activation: roleOf(options.activationFormat, options.activationBias),
      weight: roleOf(options.weightFormat, options.weightBias),
      dx: roleOf(dxFormat, options.dxBias),
      dw: roleOf(options.dwFormat ?? gradient, options.dwBias),
    },
    ...(storage === undefined ? {} : { storage }),
    ...(master === undefined ? {} : { master }),
    ...(firstLayer === undefined ? {} : { firstLayer }),
    ...(highLayers === undefined ? {} : { highLayers }),
    ...lossScalingOf(lossScaling, options.gradientBias, dxFormat ?? base.roles.dx.format, place),
  };
}

function roleOf(format: string | undefined, bias: number | undefined): RoleSpec {
  return { ...(format === undefined ? {} : { format }), ...(bias === undefined ? {} : { bias }) };
}

/** The gradients' bias is the loss scale's. */
function lossScalingOf(
  lossScaling: LossScaling | undefined,
  bias: number | undefined,
  gradient: string,
  place: Where,
): Pick<RecipeChanges, 'lossScaling'> {
  if (bias === undefined) return lossScaling === undefined ? {} : { lossScaling };
  const format = operandFormat(gradient, place('gradient-format'));
  return { lossScaling: { kind: 'fixed', exponent: lossScaleOfBias(format, bias, place('gradient-bias')) } };
}

/** Options that would have no effect beside others. */
function checkApart(options: RecipeOptions, place: Where): void {
  const { gradientFormat, gradientBias, dxFormat, dwFormat, dxBias, dwBias, lossScaling } = options;
  const refuse = (option: string, expected: string, got: unknown): never => {
    throw new InputError(place(option), expected, String(got));
  };
  if (gradientFormat !== undefined && dxFormat !== undefined && dwFormat !== undefined) {
    refuse('gradient-format', `not both ${place('dx-format')} and ${place('dw-format')} beside it`, gradientFormat);
  }
  if (gradientBias === undefined) return;
  if (lossScaling !== undefined)
    refuse('gradient-bias', `no ${place('loss-scale')} beside it, which it is`, gradientBias);
  if (dxBias !== undefined || dwBias !== undefined) {
    refuse(
      'gradient-bias',
      `no ${place('dx-bias')} or ${place('dw-bias')} beside it: a gradient is scaled once`,
      gradientBias,
    );
  }
  if (dxFormat !== dwFormat) {
    refuse(
      'gradient-bias',
      `one format of dx and dw, as ${place('gradient-format')} says it`,
      `${dxFormat} and ${dwFormat}`,
    );
  }
}
