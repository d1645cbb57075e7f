/** Results of sweeps made by hand. */
import type { SweepResult, SweepResults } from '../../../records/sweep-results.js';

export type MadeOutcome =
  | {
      readonly correct: number;
      readonly seed?: number;
      readonly divergedAtStep?: number;
      readonly skippedSteps?: number;
    }
  | { readonly reason: string; readonly seed?: number };

/** A point of 100 test images. */
export function madePoint(keys: Readonly<Record<string, string>>, outcome: MadeOutcome, part = ''): SweepResult {
  const { seed = 1 } = outcome;
  const place = { part, keys, seed, hash: '0'.repeat(64) };
  if ('reason' in outcome) return { ...place, result: { kind: 'refused', reason: outcome.reason } };
  const { correct, divergedAtStep = null, skippedSteps = 0 } = outcome;
  const loss = divergedAtStep === null ? 1 : null;
  return {
    ...place,
    result: {
      kind: 'trained',
      evaluation: { correct, total: 100, loss },
      ...{
        finalLoss: loss,
        lossCurve: [],
        steps: 10,
        divergedAtStep,
        skippedSteps,
        lastLossScaleExponent: 10,
        casts: [],
      },
    },
  };
}

export function madeResults(points: readonly SweepResult[]): SweepResults {
  const axes = [...new Set(points.flatMap(({ keys }) => Object.keys(keys)))];
  return { schema: 'octile.sweep-results/1.0', name: 'made', tool: '0', axes, points: [...points] };
}
