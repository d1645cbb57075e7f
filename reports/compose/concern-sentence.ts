/** A concern of a training run in words, for the terminal and for the report. */
import type { TrainingConcern } from '../../traces/training/concerns.js';
import { percent, wholeNumber } from '../units/number.js';

/** Without the run's name, from a small letter on, without a full stop. */
export function concernSentence(concern: TrainingConcern): string {
  switch (concern.kind) {
    case 'diverged':
      return `training diverged: the loss is not finite from step ${concern.step} on`;
    case 'skipped':
      return `${wholeNumber(concern.skipped)} of ${wholeNumber(concern.steps)} steps changed nothing: a gradient was no finite number`;
    case 'near-chance':
      return `${percent(concern.accuracy, 2)} is near chance among ${concern.classes} classes: no baseline`;
    case 'nan':
      return `${percent(concern.share, 2)} of the ${concern.role} casts to ${concern.format} are NaN`;
    case 'lost':
      return `${concern.role} reaches down to 2^${concern.least}, partials in ${concern.format} to 2^${concern.partialsLeast}: what lies between is lost, and a unit with float32 partials would keep it`;
    case 'saturated':
      return `${percent(concern.share, 1)} of the ${concern.role} casts to ${concern.format} saturated: another bias, scale or format may hold them`;
  }
}
