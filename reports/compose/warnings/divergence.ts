/** Runs whose loss was not finite, or ended above where it began. */
import type { TrainingRecord } from '../../../records/trace/training.js';
import { counted, plainNumber } from '../../units/number.js';
import type { ReportInput } from '../input.js';
import { mean } from '../statistics/sample.js';

/** The end of a training is this share of its steps. */
const END_SHARE = 0.1;

export function divergenceWarnings({ seeds }: ReportInput): string[] {
  return seeds.flatMap(({ training }) => {
    if (training === undefined) return [];
    const how = notFinite(training) ?? rising(training);
    return how === undefined ? [] : [`training diverged with seed ${training.seed}: ${how}.`];
  });
}

function notFinite({ steps, evaluation }: TrainingRecord): string | undefined {
  const lost = steps.filter(({ loss }) => loss === null);
  const [first] = lost;
  if (first !== undefined) {
    return `the loss was not finite in ${counted(lost.length, 'step')} of ${steps.length}, from step ${first.step + 1} on`;
  }
  return evaluation.loss === null ? 'the loss on the test images is not finite' : undefined;
}

function rising({ steps }: TrainingRecord): string | undefined {
  const losses = steps.flatMap(({ loss }) => loss ?? []);
  const first = losses[0];
  if (first === undefined || losses.length < 2) return undefined;
  const last = mean(losses.slice(-Math.max(1, Math.floor(losses.length * END_SHARE))));
  return last > first
    ? `the loss ended at ${plainNumber(last)}, above the ${plainNumber(first)} of its first step`
    : undefined;
}
