/** What the format does to the accuracy, where both rows were trained alike, and how sure that is. */
import { trainingConcerns } from '../../../traces/training/concerns.js';
import { counted, plainNumber, signedNumber } from '../../units/number.js';
import { forPeople } from '../../units/si.js';
import { type AccuracyDifference, accuracyDifference, percentRight } from '../accuracy-difference.js';
import { comparable, obstacles, sameTrainings } from '../against.js';
import type { ReportInput } from '../input.js';
import { deviation, mean } from '../statistics/sample.js';
import { finding } from './finding.js';

/** As critical values of tables have it: a probability of 5 % is significant. */
const SIGNIFICANCE = 0.05;

export const accuracyFinding = finding(
  ({ input, base }) =>
    comparable(input, base, 'accuracy') && !sameTrainings(input, base) && nearChance(base).length === 0
      ? accuracyDifference(input, base)
      : undefined,
  (difference, { input, base }) =>
    `${input.label} reaches ${accuracyText(input)} on ${dataOf(input)} and ${base.label} ${accuracyText(base)}: ` +
    `${differenceText(difference)}${seedsText(difference, input, base)}.${rankText(difference, base.label)}`,
);

/** A run that learnt nothing is no baseline: whatever stands beside it, its format shows nothing. */
export const noBaselineFinding = finding(
  ({ input, base }) =>
    comparable(input, base, 'accuracy') && !sameTrainings(input, base) && nearChance(base).length > 0
      ? nearChance(base)
      : undefined,
  (seeds, { input, base }) =>
    `${input.label} reaches ${accuracyText(input)} on ${dataOf(input)} and ${base.label} ${accuracyText(base)}, near chance${ofSeeds(seeds, base)}: ${base.label} is no baseline, and nothing can be concluded about the accuracy of either.`,
);

/** Seeds whose training ended near chance. */
function nearChance({ seeds }: ReportInput): number[] {
  return seeds.flatMap(({ training }) =>
    training !== undefined && trainingConcerns(training).some(({ kind }) => kind === 'near-chance')
      ? [training.seed]
      : [],
  );
}

function ofSeeds(near: readonly number[], { seeds }: ReportInput): string {
  return seeds.length === 1 ? '' : ` in ${near.length} of ${counted(seeds.length, 'seed')}`;
}

/** Rows of the same trainings, on another machine. */
export const sameTrainingFinding = finding(
  ({ input, base }) => (input.training !== undefined && sameTrainings(input, base) ? input : undefined),
  (_, { input, base }) =>
    `${input.label} and ${base.label} are of the same training, which reaches ${accuracyText(input)} on ${dataOf(input)}.`,
);

/** Rows that were trained on other data, or otherwise: each for itself. */
export const separateAccuracyFinding = finding(
  ({ input, base }) =>
    input.training === undefined || comparable(input, base, 'accuracy')
      ? undefined
      : obstacles(input, base, 'accuracy'),
  (keys, { input, base }) => {
    const other =
      base.training === undefined
        ? ''
        : ` and ${base.label} ${accuracyText(base)} on ${dataOf(base)}: not compared, as they differ in ${keys.join(', ')}`;
    return `${input.label} reaches ${accuracyText(input)} on ${dataOf(input)}${other}.`;
  },
);

/** `98.00 % (one seed)`, `97.93 ± 0.10 % (3 seeds)`. */
function accuracyText({ seeds }: ReportInput): string {
  const accuracies = seeds.flatMap(({ training }) => (training === undefined ? [] : [percentRight(training)]));
  if (accuracies.length === 1) return `${forPeople(mean(accuracies), '%')} (one seed)`;
  const spread = forPeople(deviation(accuracies), '%');
  return `${forPeople(mean(accuracies), '%').replace(/ %$/, '')} ± ${spread} (${counted(accuracies.length, 'seed')})`;
}

function differenceText({ points, error, interval, pairs }: AccuracyDifference): string {
  const width = forPeople(error, 'points');
  if (interval === 'standard-error') {
    const verdict = Math.abs(points) < error ? 'below' : 'against';
    return `a difference of ${signedNumber(points, 'points')} points, ${verdict} its standard error of ${width}`;
  }
  const [low, high] = [points - error, points + error].map((end) => signedNumber(end, 'points'));
  const verdict = Math.abs(points) < error ? ', which holds zero' : '';
  return `a paired difference of ${signedNumber(points, 'points')} points over ${counted(pairs, 'seed')} (95 % interval ${low} to ${high}${verdict})`;
}

/** Where no seed is common to both, whose they are: the seeds alone make accuracies differ. */
function seedsText({ pairs }: AccuracyDifference, input: ReportInput, base: ReportInput): string {
  if (pairs > 0) return '';
  const seeds = ({ seeds: of }: ReportInput) => of.map(({ trace }) => trace.seed).join(', ');
  return `; they have no seed in common (${seeds(input)} against ${seeds(base)}), so the difference is also that of the seeds`;
}

/** The paper's test, where there are seeds to rank. */
function rankText({ ranks }: AccuracyDifference, baseLabel: string): string {
  if (ranks === undefined) return '';
  const { probability, least } = ranks;
  const test = `one-sided Mann–Whitney, p = ${plainNumber(probability, 2)}`;
  if (probability <= SIGNIFICANCE) return ` It is lower than ${baseLabel} at 5 % (${test}).`;
  const seeds = least <= SIGNIFICANCE ? '' : '; so few seeds cannot show it';
  return ` It is not shown to be lower than ${baseLabel} at 5 % (${test}${seeds}).`;
}

function dataOf({ training }: ReportInput): string {
  if (training === undefined) return '';
  const { name, labelled = 'image' } = training.dataset;
  return `${name} (${counted(training.evaluation.total, `test ${labelled}`)})`;
}
