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

/** The other operand of the product that each comes out of, beside dy. */
const BESIDE = { dx: 'weight', dw: 'activation' } as const;

/** Empty where partials hold all that the roles' formats hold, or the unit has no such product. */
export function lostGradients({ roles }: Recipe, unitFor: StepContext['unitFor']): LostGradients {
  return (['dx', 'dw'] as const).flatMap((role) => {
    const { format, scaling } = roles[role];
    const partials = partialsOf(unitFor, roles[BESIDE[role]].format, roles.dx.format);
    if (scaling.kind !== 'fixed' || partials === undefined) return [];
    const [own, left] = [leastOf(format) + scaling.exponent, leastOf(partials)];
    return own < left ? [{ role, least: own, partials, partialsLeast: left }] : [];
  });
}

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
