/** Appendix: the loss scale fixed, by Backoff, by LogMax, and none, with gradients in 1.5.2 and float16 between products. */
import type { SweepResults } from '../../../records/sweep-results.js';
import { comparedExperiment, SETTING } from '../compared-experiment.js';
import { imageTraining } from '../images.js';

/** Too large: both states must come down from it. */
const TOO_LARGE = 24;
/** Short runs must see it double too; the paper waits for 2,000. */
const CLEAN_STEPS = 20;

const scaled = (lossScaling: object) => ({ recipe: { extends: 'fp8', lossScaling } });

export const lossScaling = comparedExperiment({
  name: 'loss-scaling',
  title: 'Fixed, Backoff, LogMax',
  question:
    'Does a loss scale find its own way? 1.4.3 with gradients in 1.5.2 and float16 between products; Backoff and LogMax begin at ' +
    `2^${TOO_LARGE}, which is too large, and Backoff doubles after ${CLEAN_STEPS} clean steps.`,
  place: 'loss scaling: Backoff and LogMax',
  base: imageTraining,
  settings: [
    { label: 'fixed 2^10', set: scaled({ kind: 'fixed', exponent: 10 }) },
    { label: 'Backoff', set: scaled({ kind: 'backoff', exponent: TOO_LARGE, cleanSteps: CLEAN_STEPS }) },
    { label: 'LogMax', set: scaled({ kind: 'logmax', exponent: TOO_LARGE }) },
    { label: 'none', set: scaled({ kind: 'none' }) },
    { label: `fixed 2^${TOO_LARGE}`, set: scaled({ kind: 'fixed', exponent: TOO_LARGE }) },
  ],
  seeds: { quick: 3, full: 8 },
  findings: ends,
});

/** Where the scales end, and what they cost. */
function ends({ points }: SweepResults): string[] {
  return ['Backoff', 'LogMax'].flatMap((label) => {
    const own = points.flatMap(({ keys, result }) =>
      keys[SETTING] === label && result.kind === 'trained' ? [result] : [],
    );
    if (own.length === 0) return [];
    const scales = own.map(({ lastLossScaleExponent }) => lastLossScaleExponent);
    const [least, most] = [Math.min(...scales), Math.max(...scales)];
    const skipped = own.reduce((sum, { skippedSteps }) => sum + skippedSteps, 0);
    const steps = own.reduce((sum, run) => sum + run.steps, 0);
    const end = least === most ? `2^${least}` : `2^${least} to 2^${most}`;
    return [`${label} ends at ${end} from 2^${TOO_LARGE}; ${skipped} of ${steps} steps are skipped.`];
  });
}
