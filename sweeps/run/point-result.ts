/** A record of training as the result of a point: what comparisons need, small enough to be kept by the thousand. */
import type { TrainedPoint } from '../../records/sweep-results.js';
import type { TrainingRecord } from '../../records/trace/training.js';

/** Of the steps, at the end, that the final loss is the mean of. */
const FINAL_SHARE = 0.05;
/** Most points of a loss curve. */
const MOST_CURVE = 40;

type Steps = TrainingRecord['steps'];

export function pointResult({ steps, divergedAtStep, casts, evaluation }: TrainingRecord): TrainedPoint {
  const { correct, total, loss } = evaluation;
  return {
    kind: 'trained',
    evaluation: { correct, total, loss },
    finalLoss: meanLoss(steps.slice(-Math.max(1, Math.round(FINAL_SHARE * steps.length)))),
    lossCurve: thinned(steps),
    steps: steps.length,
    divergedAtStep,
    skippedSteps: steps.filter(({ skipped }) => skipped === true).length,
    lastLossScaleExponent: steps.at(-1)?.lossScaleExponent ?? 0,
    casts: byRole(casts),
  };
}

/** Means of equal runs of steps. */
function thinned(steps: Steps): TrainedPoint['lossCurve'] {
  const window = Math.max(1, Math.ceil(steps.length / MOST_CURVE));
  return Array.from({ length: Math.ceil(steps.length / window) }, (_, i) => {
    const group = steps.slice(i * window, (i + 1) * window);
    return { step: group[0]?.step ?? 0, loss: meanLoss(group) };
  });
}

/** Null where one of them is not finite. */
function meanLoss(steps: Steps): number | null {
  let sum = 0;
  for (const { loss } of steps) {
    if (loss === null) return null;
    sum += loss;
  }
  return sum / steps.length;
}

/** All layers of a role and format together, in the order of first use. */
function byRole(casts: TrainingRecord['casts']): TrainedPoint['casts'] {
  const rows = new Map<string, TrainedPoint['casts'][number]>();
  for (const { role, format, elements, underflow, saturated, nan } of casts) {
    const key = `${role} ${format}`;
    const row = rows.get(key) ?? { role, format, elements: 0, underflow: 0, saturated: 0, nan: 0 };
    rows.set(key, {
      ...{ role, format, elements: row.elements + elements, underflow: row.underflow + underflow },
      ...{ saturated: row.saturated + saturated, nan: row.nan + nan },
    });
  }
  return [...rows.values()];
}
