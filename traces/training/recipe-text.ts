/** Recipes in words: one line of a role, of the loss scale, of the whole. */
import {
  type LossScaling,
  RECIPE_ROLES,
  type Recipe,
  type Scaling,
  type WgradTransform,
} from '../../records/trace/recipe.js';

/** Behind a format: ` × 2^-2`; nothing for a scale of one. */
export function scalingText(scaling: Scaling): string {
  switch (scaling.kind) {
    case 'fixed':
      return scaling.exponent === 0 ? '' : ` × 2^${scaling.exponent}`;
    case 'automatic':
      return ` × automatic 2^s${marginText(scaling.margin)}`;
    case 'delayed':
      return ` × 2^s of the last ${scaling.history} steps${marginText(scaling.margin)}`;
    case 'float32':
      return ` × float32 a ${scaling.group}`;
    case 'mx':
      return ` × 2^s a block (${scaling.rule})`;
    case 'nvfp4':
      return ' × E4M3 a block × float32';
  }
}

function marginText(margin: number): string {
  return margin === 0 ? '' : ` (margin ${margin})`;
}

/** The scale of the first step, and what changes it. */
export function lossScalingText(scaling: LossScaling): string {
  switch (scaling.kind) {
    case 'none':
      return 'none';
    case 'fixed':
      return `2^${scaling.exponent}`;
    case 'backoff':
      return `2^${scaling.exponent} at first, Backoff (doubled after ${scaling.cleanSteps} clean steps)`;
    case 'logmax':
      return `2^${scaling.exponent} at first, LogMax (${scaling.deviations} deviations)`;
  }
}

/** One line for people: role by role, format and scale. */
export function recipeSummary({ roles, lossScaling, transform }: Recipe): string {
  const texts = RECIPE_ROLES.map((role) => `${role} ${roles[role].format}${scalingText(roles[role].scaling)}`);
  const turned = transform === undefined ? '' : `; ${transformText(transform.wgrad)}`;
  return `${texts.join(', ')}${turned}; loss scale ${lossScaling.kind === 'none' ? '2^0' : lossScalingText(lossScaling)}`;
}

function transformText({ size, signs }: WgradTransform): string {
  return `Hadamard ${size} on wgrad inputs, signs of the ${signs}`;
}
