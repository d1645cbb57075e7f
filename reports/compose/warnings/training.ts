/** What training itself says to beware of, over the seeds of a row: each concern once, at its worst. */
import { type TrainingConcern, trainingConcerns } from '../../../traces/training/concerns.js';
import { counted } from '../../units/number.js';
import { concernSentence } from '../concern-sentence.js';
import type { ReportInput } from '../input.js';

interface Met {
  readonly concern: TrainingConcern;
  readonly seed: number;
}

export function trainingWarnings({ seeds }: ReportInput): string[] {
  const met = new Map<string, Met[]>();
  for (const { training } of seeds) {
    if (training === undefined) continue;
    for (const concern of trainingConcerns(training)) {
      const key = 'role' in concern ? `${concern.kind} ${concern.role} ${concern.format}` : concern.kind;
      met.set(key, [...(met.get(key) ?? []), { concern, seed: training.seed }]);
    }
  }
  return [...met.values()].map((of) => sentence(of, seeds.length));
}

/** With the seed that it is told of, where there are several. */
function sentence(met: readonly Met[], seeds: number): string {
  const worst = met.reduce((most, other) => (weight(other.concern) > weight(most.concern) ? other : most));
  const where = seeds === 1 ? '' : ` (seed ${worst.seed}; ${met.length} of ${counted(seeds, 'seed')} like it)`;
  return `${concernSentence(worst.concern)}${where}.`;
}

/** The earlier it diverged, the less it learnt, the more it lost. */
function weight(concern: TrainingConcern): number {
  switch (concern.kind) {
    case 'diverged':
      return -concern.step;
    case 'skipped':
      return concern.skipped;
    case 'near-chance':
      return -concern.accuracy;
    case 'lost':
      return concern.partialsLeast - concern.least;
    case 'nan':
    case 'saturated':
      return concern.share;
  }
}
