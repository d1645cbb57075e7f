/** Casts that clip more than one percent of a role's values in some layer: the scale does not fit. */
import type { TrainingRecord } from '../../../records/trace/training.js';
import { percent } from '../../units/number.js';
import type { ReportInput } from '../input.js';

const TOLERATED = 0.01;

type Cast = TrainingRecord['casts'][number];

export function saturationWarnings({ seeds }: ReportInput): string[] {
  const casts = seeds.flatMap(({ training }) => training?.casts ?? []).filter(({ elements }) => elements > 0);
  const roles = [...new Set(casts.map(({ role }) => role))];
  return roles.flatMap((role) => {
    const own = casts.filter((cast) => cast.role === role);
    const worst = own.reduce((most, cast) => (share(cast) > share(most) ? cast : most));
    if (share(worst) <= TOLERATED) return [];
    return [
      `casts clip ${percent(totalShare(own))} of all ${worst.format} ${role} values to the largest (${percent(share(worst))} in layer ${worst.layer}): ` +
        'its scale or bias does not fit.',
    ];
  });
}

function share({ saturated, elements }: Cast): number {
  return saturated / elements;
}

function totalShare(casts: readonly Cast[]): number {
  const total = (key: 'saturated' | 'elements') => casts.reduce((sum, cast) => sum + cast[key], 0);
  return total('saturated') / total('elements');
}
