/**
 * A recipe with what a file or options change in it, and what follows from what they do not say:
 *   scale of a role      as before where its format stays; the usual one of a new format (biases.ts)
 *   loss scaling         none where dx or dw is given a bias or a scaling: it is scaled once; the usual 2^e of new formats
 *   overflow of dx, dw   what is no finite number beside Backoff, which waits for it (Noune et al. 2022)
 *   random bits          16
 */
import type { Where } from '../../../models/input-checks.js';
import { InputError, shown } from '../../../models/input-error.js';
import { USUAL_RANDOM_BITS } from '../../../models/recipes/choices.js';
import { isStochastic } from '../../../models/rounding.js';
import type { RecipeChanges, RoleSpec } from '../../../records/recipe.js';
import {
  type LossScaling,
  RECIPE_ROLES,
  type Recipe,
  type RoleRule,
  type Scaling,
} from '../../../records/trace/recipe.js';
import { biased, operandFormat, type RecipeRole, usualLossScale, usualScaling } from './biases.js';

const GRADIENTS = ['dx', 'dw'] as const;

/** @param where of a field, by its path with dots @throws InputError naming it */
export function changed(base: Recipe, { roles = {}, transform, ...changes }: RecipeChanges, where: Where): Recipe {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const rules = Object.fromEntries(
    RECIPE_ROLES.map((role) => [role, ruleOf(base.roles[role], roles[role] ?? {}, role, where)]),
  ) as Recipe['roles'];
  const lossScaling = changes.lossScaling ?? lossScalingOf(base, rules, roles);
  const { transform: before, ...kept } = base;
  const wgrad = transform === undefined ? before?.wgrad : transform.wgrad;
  return {
    ...kept,
    ...given,
    ...(wgrad === undefined || wgrad.kind === 'none' ? {} : { transform: { wgrad } }),
    lossScaling,
    roles: changes.lossScaling?.kind === 'backoff' ? withNan(rules, roles) : rules,
  };
}

function ruleOf(base: RoleRule, given: RoleSpec, role: RecipeRole, where: Where): RoleRule {
  const at = (field: keyof RoleSpec) => where(`roles.${role}.${field}`);
  const rounding = given.rounding ?? base.rounding;
  const own = given.rounding === undefined ? base.randomBits : undefined;
  if (given.randomBits !== undefined && !isStochastic(rounding)) {
    throw new InputError(at('randomBits'), 'a stochastic rounding beside it', rounding);
  }
  const { randomBits: _, ...rest } = base;
  return {
    ...rest,
    format: given.format === undefined ? base.format : operandFormat(given.format, at('format')).name,
    scaling: scalingOf(base, given, role, at),
    rounding,
    ...(isStochastic(rounding) ? { randomBits: given.randomBits ?? own ?? USUAL_RANDOM_BITS } : {}),
    overflow: given.overflow ?? base.overflow,
  };
}

function scalingOf(base: RoleRule, given: RoleSpec, role: RecipeRole, at: (field: keyof RoleSpec) => string): Scaling {
  const { bias, scaling } = given;
  if (bias !== undefined && scaling !== undefined) {
    throw new InputError(at('bias'), 'no scaling beside it: either says the scale', shown(bias));
  }
  if (scaling !== undefined) return scaling;
  if (bias === undefined && given.format === undefined) return base.scaling;
  const format = operandFormat(given.format ?? base.format, at('format'));
  return bias === undefined ? usualScaling(format, role, at('format')) : biased(format, bias, at('bias'));
}

/** Of new gradients, where nothing is said: a tensor is scaled once. */
function lossScalingOf(base: Recipe, rules: Recipe['roles'], given: NonNullable<RecipeChanges['roles']>): LossScaling {
  const isScaled = GRADIENTS.some((role) => given[role]?.bias !== undefined || given[role]?.scaling !== undefined);
  if (isScaled) return { kind: 'none' };
  const isNew = GRADIENTS.some((role) => given[role]?.format !== undefined);
  if (!isNew || base.lossScaling.kind !== 'fixed') return base.lossScaling;
  const exponents = GRADIENTS.map((role) => usualLossScale(operandFormat(rules[role].format, role)));
  return { kind: 'fixed', exponent: Math.min(...exponents) };
}

/** Beside Backoff gradients are not clipped unless somebody says so. */
function withNan(rules: Recipe['roles'], given: NonNullable<RecipeChanges['roles']>): Recipe['roles'] {
  const rule = (role: 'dx' | 'dw') => ({ ...rules[role], overflow: given[role]?.overflow ?? 'special' }) as const;
  return { ...rules, dx: rule('dx'), dw: rule('dw') };
}
