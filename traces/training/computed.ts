/**
 * Which recipes training and lowering compute. What a recipe may say and nothing here computes is refused before a
 * step begins.
 */
import { InputError } from '../../models/input-error.js';
import { RECIPE_ROLES, type Recipe, type Scaling } from '../../records/trace/recipe.js';

const COMPUTED_SCALINGS = ['fixed', 'automatic', 'delayed'] as const satisfies readonly Scaling['kind'][];

/** @throws InputError naming the recipe and its field */
export function checkComputed(recipe: Recipe): void {
  const where = (field: string) => `recipe ${recipe.name} ${field}`;
  for (const role of RECIPE_ROLES) {
    const { scaling } = recipe.roles[role];
    if (COMPUTED_SCALINGS.some((kind) => kind === scaling.kind)) continue;
    throw new InputError(where(`roles.${role}.scaling.kind`), COMPUTED_SCALINGS.join(', '), scaling.kind);
  }
  const { transform, lossScaling } = recipe;
  if (transform !== undefined) throw new InputError(where('transform'), 'none', `wgrad ${transform.wgrad}`);
  if (lossScaling.kind !== 'logmax' || recipe.roles.dw.scaling.kind === 'fixed') return;
  const expected = 'another than logmax, which needs a largest value of dw: a fixed scale of its role';
  throw new InputError(where('lossScaling.kind'), expected, lossScaling.kind);
}
