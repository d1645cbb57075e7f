/**
 * Which recipes training and lowering compute. What a recipe may say and nothing here computes is refused before a
 * step begins.
 */
import { BLOCK_FORMATS } from '../../models/formats/block-formats.js';
import { InputError } from '../../models/input-error.js';
import type { Recipe, Scaling } from '../../records/trace/recipe.js';
import { isGrouped } from '../ops/grouping.js';

/** Of the gradient of weights, which no product reads along k. */
const DW_SCALINGS: readonly Scaling['kind'][] = ['fixed', 'automatic', 'delayed'];
const OPERANDS = ['activation', 'weight', 'dx'] as const;

/** @throws InputError naming the recipe and its field */
export function checkComputed(recipe: Recipe): void {
  const where = (field: string) => `recipe ${recipe.name} ${field}`;
  const { dw } = recipe.roles;
  if (!DW_SCALINGS.includes(dw.scaling.kind)) {
    const expected = `${DW_SCALINGS.join(', ')}: no product reads dw along k`;
    throw new InputError(where('roles.dw.scaling.kind'), expected, dw.scaling.kind);
  }
  for (const role of OPERANDS) checkBlocks(recipe, role, where(`roles.${role}`));
  if (recipe.firstLayer === 'paper' && isGrouped(recipe.roles.weight.scaling)) {
    throw new InputError(where('firstLayer'), 'storage or cast, where groups of weights have scales', 'paper');
  }
  const { lossScaling } = recipe;
  if (lossScaling.kind !== 'logmax' || recipe.roles.dw.scaling.kind === 'fixed') return;
  const expected = 'another than logmax, which needs a largest value of dw: a fixed scale of its role';
  throw new InputError(where('lossScaling.kind'), expected, lossScaling.kind);
}

/** Elements that blocks have; and the operands of a product have scales of one kind of block. */
function checkBlocks({ roles }: Recipe, role: (typeof OPERANDS)[number], where: string): void {
  const { format, scaling } = roles[role];
  if (scaling.kind !== 'mx' && scaling.kind !== 'nvfp4') return;
  const other = OPERANDS.find((operand) => roles[operand].scaling.kind !== scaling.kind);
  if (other !== undefined) {
    const expected = `${scaling.kind} for activation, weight and dx, whose products one unit computes`;
    throw new InputError(`${where}.scaling.kind`, expected, `${roles[other].scaling.kind} for ${other}`);
  }
  const elements = BLOCK_FORMATS.filter(({ name }) => name.startsWith(scaling.kind)).map(({ element }) => element);
  if (elements.includes(format)) return;
  throw new InputError(`${where}.format`, elements.filter((name) => !name.startsWith('int')).join(', '), format);
}
