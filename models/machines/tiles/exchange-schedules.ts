/**
 * Static exchange schedules of gathers that were accepted by a compiler whose programs run on a C600: words that the
 * busiest tile receives, and cycles of the schedule. Their ratio is what a gather reaches of the fabric's rate.
 * Source: osmarks/ipu-stack docs/EXCHANGE_OVERLAP_2026_09_13.md (MLP of a 27-layer ViT, ordinary width).
 * Left out: what a schedule depends on (which tiles send, how often sources change).
 */
import { calibrated, type Fact } from '../../fact.js';

const SCHEDULES = [
  { name: 'sched_mlp_up_weights', words: 7680, cycles: 9286 },
  { name: 'sched_mlp_up_activations', words: 3936, cycles: 8270 },
  { name: 'sched_mlp_up_combined', words: 11_616, cycles: 17_676 },
  { name: 'sched_mlp_down_weights', words: 5120, cycles: 8353 },
  { name: 'sched_mlp_down_activations', words: 4880, cycles: 6025 },
  { name: 'sched_mlp_down_combined', words: 10_000, cycles: 15_957 },
] as const;

const EFFICIENCIES = SCHEDULES.map(({ words, cycles }) => words / cycles);

const twoDigits = (value: number) => Math.round(100 * value) / 100;

/** The range of what gathers reach. */
export const GATHER_EFFICIENCIES = {
  least: twoDigits(Math.min(...EFFICIENCIES)),
  most: twoDigits(Math.max(...EFFICIENCIES)),
} as const;

/** Their mean. */
export const GATHER_EFFICIENCY: Fact = calibrated(
  twoDigits(EFFICIENCIES.reduce((sum, value) => sum + value, 0) / EFFICIENCIES.length),
  `osmarks/ipu-stack docs/EXCHANGE_OVERLAP_2026_09_13.md, calibrated: mean of six schedules, ${GATHER_EFFICIENCIES.least} to ${GATHER_EFFICIENCIES.most} (words of the busiest receiver ÷ scheduled cycles)`,
  SCHEDULES.map(({ name }) => name),
);
