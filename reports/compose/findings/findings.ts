/** The sentences of the first screen, the answer first: each run against the baseline, by every rule that holds. */
import { baselineIndex, labelsOf, type ReportInput } from '../input.js';
import { accuracyFinding } from './accuracy.js';
import { energyFinding } from './energy.js';
import type { Finding } from './finding.js';
import { scalingFinding } from './scaling.js';
import { partsFinding, productShareFinding, speedFinding } from './speed.js';

const FINDINGS: readonly Finding[] = [
  accuracyFinding,
  speedFinding,
  productShareFinding,
  partsFinding,
  scalingFinding,
  energyFinding,
];

export function findings(inputs: readonly ReportInput[]): string[] {
  const baseline = baselineIndex(inputs);
  const labels = labelsOf(inputs);
  const base = inputs[baseline];
  if (base === undefined) return [];
  return inputs.flatMap((input, i) => {
    if (i === baseline) return [];
    const runs = { input, base, label: labels[i] as string, baseLabel: labels[baseline] as string };
    return FINDINGS.flatMap((rule) => rule(runs) ?? []);
  });
}
