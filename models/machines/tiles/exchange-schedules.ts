/**
 * Static exchange schedules that were accepted by a compiler whose programs run on a C600: words that the busiest
 * tile receives, and cycles of the schedule. Their ratio is what a phase reaches of the fabric's rate.
 * Source: osmarks/ipu-stack docs/EXCHANGE_OVERLAP_2026_09_13.md (MLP of a 27-layer ViT in fp8, ordinary width: six),
 * docs/MLP_LAYOUT_ALTERNATIVES.md and docs/MLP_LAYOUT_SWEEP.md (an MLP in fp16 on its own: four).
 * Left out: where the compiler placed what is sent and received.
 */
export const PUBLISHED_SCHEDULES = [
  { name: 'sched_mlp_up_weights', words: 7680, cycles: 9286 },
  { name: 'sched_mlp_up_activations', words: 3936, cycles: 8270 },
  { name: 'sched_mlp_up_combined', words: 11_616, cycles: 17_676 },
  { name: 'sched_mlp_down_weights', words: 5120, cycles: 8353 },
  { name: 'sched_mlp_down_activations', words: 4880, cycles: 6025 },
  { name: 'sched_mlp_down_combined', words: 10_000, cycles: 15_957 },
] as const;

/** Of mlp_f16_b1_layout_control, in order: words from its splits, paired words from the published bound of 23,544. */
export const PUBLISHED_PHASES = [
  { name: 'up_weights', words: 6912, pairedWords: 0, cycles: 7048 },
  { name: 'up_reduction', words: 3312, pairedWords: 0, cycles: 3779 },
  { name: 'down_operands', words: 33_408, pairedWords: 19_728, cycles: 31_382 },
  { name: 'down_reduction', words: 4368, pairedWords: 0, cycles: 7991 },
] as const;
