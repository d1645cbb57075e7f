/**
 * What whoever reads a run's accuracy must know first: losses that were not finite, steps that were skipped, NaN in casts, gradients that partials do not hold,
 * casts that clipped more than a percent of a role, an accuracy near chance. Conditions alone; the words are the reports'.
 */
import type { Role } from '../../records/trace/tensor.js';
import type { TrainingRecord } from '../../records/trace/training.js';

export type TrainingConcern =
  | { readonly kind: 'diverged'; readonly step: number }
  | { readonly kind: 'skipped'; readonly skipped: number; readonly steps: number }
  | {
      readonly kind: 'lost';
      readonly role: Role;
      readonly format: string;
      readonly least: number;
      readonly partialsLeast: number;
    }
  | { readonly kind: 'near-chance'; readonly accuracy: number; readonly classes: number }
  | { readonly kind: 'nan' | 'saturated'; readonly role: Role; readonly format: string; readonly share: number };

/** Of a role's cast elements, that may be clipped without a word. */
const SATURATED_SHARE = 0.01;
/** Of the way from chance to all right, that a run must come to be called trained. */
const LEARNT_SHARE = 0.1;

/** In the order of their weight; none for a sound run. */
export function trainingConcerns(record: TrainingRecord): TrainingConcern[] {
  return [
    ...divergence(record),
    ...skipped(record),
    ...casts(record, 'nan', 0),
    ...lost(record),
    ...chance(record),
    ...casts(record, 'saturated', SATURATED_SHARE),
  ];
}

function divergence({ divergedAtStep, evaluation, steps }: TrainingRecord): TrainingConcern[] {
  if (divergedAtStep !== null) return [{ kind: 'diverged', step: divergedAtStep }];
  return evaluation.loss === null ? [{ kind: 'diverged', step: steps.length }] : [];
}

function skipped({ steps }: TrainingRecord): TrainingConcern[] {
  const count = steps.filter((step) => step.skipped).length;
  return count === 0 ? [] : [{ kind: 'skipped', skipped: count, steps: steps.length }];
}

function lost({ lostGradients = [] }: TrainingRecord): TrainingConcern[] {
  return lostGradients.map(({ role, partials, least, partialsLeast }) => {
    return { kind: 'lost', role, format: partials, least, partialsLeast };
  });
}

function chance({ dataset: { classes }, evaluation: { correct, total } }: TrainingRecord): TrainingConcern[] {
  const accuracy = correct / total;
  const learnt = classes > 1 && accuracy - 1 / classes >= LEARNT_SHARE * (1 - 1 / classes);
  return learnt ? [] : [{ kind: 'near-chance', accuracy, classes }];
}

/** Roles and formats, all layers together, of whose elements a larger share than `most` met it. */
function casts(record: TrainingRecord, kind: 'nan' | 'saturated', most: number): TrainingConcern[] {
  const totals = new Map<string, { role: Role; format: string; elements: number; met: number }>();
  for (const { role, format, elements, [kind]: met } of record.casts) {
    const key = `${role} ${format}`;
    const row = totals.get(key) ?? { role, format, elements: 0, met: 0 };
    totals.set(key, { ...row, elements: row.elements + elements, met: row.met + met });
  }
  return [...totals.values()]
    .filter(({ elements, met }) => met > most * elements)
    .map(({ role, format, elements, met }) => ({ kind, role, format, share: met / elements }));
}
