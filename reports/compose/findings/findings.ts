/** The sentences of the first screen, the answer first: each row against the baseline, by every rule that holds. */
import { baselineIndex, type ReportInput } from '../input.js';
import { usualSettings } from '../rows.js';
import { accuracyFinding, noBaselineFinding, sameTrainingFinding, separateAccuracyFinding } from './accuracy.js';
import { otherPriceFinding, otherWorkFinding } from './comparability.js';
import { energyFinding } from './energy.js';
import type { Finding } from './finding.js';
import { scalingFinding } from './scaling.js';
import { differencesFinding, partsFinding, productShareFinding, speedFinding } from './speed.js';

const FINDINGS: readonly Finding[] = [
  accuracyFinding,
  noBaselineFinding,
  sameTrainingFinding,
  separateAccuracyFinding,
  speedFinding,
  otherWorkFinding,
  productShareFinding,
  differencesFinding,
  partsFinding,
  scalingFinding,
  energyFinding,
  otherPriceFinding,
];

export function findings(inputs: readonly ReportInput[]): string[] {
  const base = inputs[baselineIndex(inputs)];
  if (base === undefined) return [];
  const compared = inputs.flatMap((input) =>
    input === base ? [] : FINDINGS.flatMap((rule) => rule({ input, base }) ?? []),
  );
  return [...compared, ...usualSentences(inputs)];
}

/** What a label that is silent means. */
function usualSentences(inputs: readonly ReportInput[]): string[] {
  const usual = usualSettings(inputs).map(({ key, value }) => `${key} ${value}`);
  return usual.length === 0 ? [] : [`Unless a label says otherwise: ${usual.join(', ')}.`];
}
