/**
 * Gradients that a recipe gives a range which the unit's partials do not have: a bias reaches below the least value of the
 * format in which their products leave the unit, so what lies between is zero before it is scaled. Left out: scales that
 * follow from values.
 */
import { type FloatFormat, leastNormalExponent } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { InputError } from '../../models/input-error.js';
import { resultFormat } from '../../models/units/unit.js';
import type { Recipe } from '../../records/trace/recipe.js';
import type { TrainingRecord } from '../../records/trace/training.js';
import type { StepContext } from '../ops/emit.js';

type LostGradients = NonNullable<TrainingRecord['lostGradients']>;

/**
 * Empty where partials hold all that the roles' formats hold, or no product of the run had such gradients.
 * @param casts of the whole run
 */
export function lostGradients(
  { roles }: Recipe,
  casts: TrainingRecord['casts'],
  unitFor: StepContext['unitFor'],
): LostGradients {
  const { activation, dx } = roles;
  const isRead = casts.some(({ role, format }) => role === 'dx' && format === dx.format);
  if (!isRead || activation.scaling.kind !== 'fixed' || dx.scaling.kind !== 'fixed') return [];
  const partials = partialsOf(unitFor, activation.format, dx.format);
  if (partials === undefined) return [];
  const left = leastOf(partials);
  return (['dx', 'dw'] as const).flatMap((role) => {
    const { format, scaling } = roles[role];
    if (scaling.kind !== 'fixed') return [];
    const own = leastOf(format) + scaling.exponent;
    return own < left ? [{ role, least: own, partials, partialsLeast: left }] : [];
  });
}

/** In which products of activations and gradients leave the unit. */
function partialsOf(unitFor: StepContext['unitFor'], a: string, b: string): string | undefined {
  try {
    return resultFormat(unitFor(a, b));
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** Exponent of the least value above zero. */
function leastOf(name: string): number {
  const format: FloatFormat = resolveFloatFormat(name, 'partials');
  return leastNormalExponent(format) - (format.subnormals ? format.mantissaBits : 0);
}
