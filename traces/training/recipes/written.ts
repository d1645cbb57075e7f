/** A recipe as a file says it, in full: what `--recipe FILE` reads back as the same. */
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { type RoleSpec, recipeFile } from '../../../records/recipe.js';
import { RECIPE_ROLES, type Recipe, type RoleRule } from '../../../records/trace/recipe.js';

import { isNarrow } from './biases.js';

/** What is said in full leaves nothing of it. */
const BASE = 'fp8';

export function writtenInFull({ roles, ...recipe }: Recipe): unknown {
  const rules = Object.fromEntries(RECIPE_ROLES.map((role) => [role, written(roles[role])]));
  const { name, storage, master, firstLayer, highLayers, lossScaling, transform } = recipe;
  return recipeFile({
    extends: BASE,
    ...{ name, storage, master, roles: rules, firstLayer, highLayers },
    ...(transform === undefined ? {} : { transform }),
    lossScaling,
  });
}

/** A power of two as the paper writes it, where the format is one that it gives a bias. */
function written({ scaling, ...rule }: RoleRule): RoleSpec {
  const format = resolveFloatFormat(rule.format, 'recipe');
  if (scaling.kind !== 'fixed' || !isNarrow(format)) return { ...rule, scaling };
  const { format: name, ...rest } = rule;
  return { format: name, bias: format.bias - scaling.exponent, ...rest };
}
