/**
 * Recipes that Octile knows. Source: Noune et al. 2022 (formats per role; ResNet-32's biases of activations, weights, dx
 * and dw: 10, 14, 33, 31 mixed, 10, 14, 20, 16 in 1.4.3, 24, 28, 32, 33 in 1.5.2). The paper's gradient biases belong to
 * units with float32 partials, where nothing passes through float16. NVFP4: NVIDIA, arXiv:2509.25149, without its weight
 * scales of 16 × 16 blocks and its last layers in bfloat16.
 */
import { InputError, shown } from '../../../models/input-error.js';
import { USUAL_HADAMARD_SIZE, USUAL_LOSS_SCALE, USUAL_RANDOM_BITS } from '../../../models/recipes/choices.js';
import type { StorageFormat } from '../../../models/recipes/storage.js';
import type { Recipe, RoleRule } from '../../../records/trace/recipe.js';
import { biased, operandFormat, usualScaling } from './biases.js';

export interface BuiltInRecipe {
  readonly name: string;
  readonly summary: string;
  readonly recipe: Recipe;
}

const F143 = 'f143';
const F152 = 'f152';
const WHERE = 'built-in recipe';

const usualGradients = { kind: 'fixed', exponent: USUAL_LOSS_SCALE } as const;

/** Of weights, smaller than activations' by as much as the paper's biases are apart: 10 and 14. */
const WEIGHT_STEP = -4;

/** How the recipe of an integer is spelled. */
const INTEGER = /^int\d+:step=/;

/** A format and the paper's bias of it; the usual one where none stands. */
type Biased = readonly [format: string, bias?: number];

export const BUILT_IN_RECIPES: readonly BuiltInRecipe[] = [
  {
    name: 'fp8',
    summary: 'activations and weights in 1.4.3, gradients in 1.5.2 with a loss scale, float16 between products',
    recipe: mixed('fp8', [[F143], [F143], [F152], [F152]], {}),
  },
  {
    name: 'fp16',
    summary: 'float16 throughout, with the loss scale of fp8: the two differ in operands alone',
    recipe: plain('float16', 'fp16', usualGradients),
  },
  { name: 'bf16', summary: 'bfloat16 throughout, no loss scale', recipe: plain('bfloat16', 'bf16', { kind: 'none' }) },
  { name: 'fp32', summary: 'float32 throughout, no loss scale', recipe: plain('float32', 'fp32', { kind: 'none' }) },
  integerRecipe('int8:step=2^-5', WHERE),
  paper('paper-mixed', '1.4.3 and 1.5.2', [
    [F143, 10],
    [F143, 14],
    [F152, 33],
    [F152, 31],
  ]),
  paper('paper-f143', '1.4.3', [
    [F143, 10],
    [F143, 14],
    [F143, 20],
    [F143, 16],
  ]),
  paper('paper-f152', '1.5.2', [
    [F152, 24],
    [F152, 28],
    [F152, 32],
    [F152, 33],
  ]),
  {
    name: 'nvfp4',
    summary:
      'operands in NVFP4, gradients rounded stochastically, Hadamard 16 on wgrad inputs, bfloat16 between products; for blackwell-nvfp4',
    recipe: nvfp4(),
  },
];

/** @param orElse what may stand in the name's place @throws InputError with all names for an unknown one */
export function builtInRecipe(name: string, where: string, orElse?: string): BuiltInRecipe {
  const found = BUILT_IN_RECIPES.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  if (INTEGER.test(name)) return integerRecipe(name, where);
  const names = BUILT_IN_RECIPES.map((entry) => entry.name).join(', ');
  throw new InputError(where, `a recipe (${names})${orElse === undefined ? '' : ` or ${orElse}`}`, shown(name));
}

/** The paper's 1.0.7: of activations and weights; gradients as fp8 has them, which an integer cannot hold. */
function integerRecipe(name: string, where: string): BuiltInRecipe {
  const format = operandFormat(name, where).name;
  const recipe = mixed(name, [[format], [format], [F152], [F152]], {});
  const weight = { ...recipe.roles.weight, scaling: { kind: 'fixed', exponent: WEIGHT_STEP } } as const;
  return {
    name,
    summary:
      'activations and weights in steps of one size, gradients in 1.5.2 with a loss scale; for units of any floats',
    recipe: { ...recipe, roles: { ...recipe.roles, weight } },
  };
}

/** Of NVFP4 every operand of a product; the gradient of weights stays in the storage format. */
function nvfp4(): Recipe {
  const base = plain('bfloat16', 'nvfp4', { kind: 'none' });
  const operand: RoleRule = { ...base.roles.activation, format: 'float4_e2m1fn', scaling: { kind: 'nvfp4' } };
  const gradient: RoleRule = { ...operand, rounding: 'stochastic', randomBits: USUAL_RANDOM_BITS };
  const roles = { ...base.roles, activation: operand, weight: operand, dx: gradient };
  return { ...base, roles, transform: { wgrad: { kind: 'hadamard', size: USUAL_HADAMARD_SIZE, signs: 'run' } } };
}

function paper(name: string, formats: string, roles: readonly [Biased, Biased, Biased, Biased]): BuiltInRecipe {
  const biases = roles.map(([, bias]) => bias).join(', ');
  return {
    name,
    summary: `${formats} with the paper’s biases (${biases}), no loss scale, float32 between products; for float32 partials`,
    recipe: mixed(name, roles, { storage: 'float32', firstLayer: 'paper', lossScaling: { kind: 'none' } }),
  };
}

function mixed(
  name: string,
  [activation, weight, dx, dw]: readonly [Biased, Biased, Biased, Biased],
  changes: Partial<Recipe>,
): Recipe {
  const roles = {
    activation: ruleOf(activation, 'activation'),
    weight: ruleOf(weight, 'weight'),
    dx: ruleOf(dx, 'dx'),
    dw: ruleOf(dw, 'dw'),
  };
  return { ...plain('float16', name, usualGradients), roles, ...changes };
}

function ruleOf([name, bias]: Biased, role: 'activation' | 'weight' | 'dx' | 'dw'): RoleRule {
  const format = operandFormat(name, WHERE);
  const scaling = bias === undefined ? usualScaling(format, role, WHERE) : biased(format, bias, WHERE);
  return { format: format.name, scaling, rounding: 'nearest-even', overflow: 'saturate' };
}

/** One format for every role and between products. */
function plain(storage: StorageFormat, name: string, lossScaling: Recipe['lossScaling']): Recipe {
  const rule = ruleOf([storage], 'dx');
  return {
    name,
    storage,
    master: { format: 'float32' },
    roles: { activation: rule, weight: rule, dx: rule, dw: rule },
    firstLayer: 'storage',
    highLayers: [],
    lossScaling,
  };
}
