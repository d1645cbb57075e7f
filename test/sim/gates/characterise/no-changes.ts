/** Counts of features for tests: none but those said. */
import { FEATURES, type FeatureCounts } from '../../../../sim/gates/characterise/activity-features.js';

export function changesOf(counts: Partial<FeatureCounts>): FeatureCounts {
  const none = Object.fromEntries(FEATURES.map((feature) => [feature, 0])) as unknown as FeatureCounts;
  return { ...none, ...counts };
}
