/** What most experiments train: a convolutional network on generated digits, small enough that hundreds of runs fit into hours. */
import type { PaperSize } from './experiment.js';

/** float32 sums of float32 products of any formats, one after the other: for roles that are cast beside others that are not. */
export const ANY_PAIR_UNIT = 'fma';
/** The IPU's unit with float32 partials, where nothing passes through float16. */
export const FLOAT32_SUMS = 'ipu21-amp:accumulator=float32';

/** Chosen so that the float32 baseline trains far above chance, and settings that fail stay near it. */
const SIZES = {
  quick: { trainExamples: 1600, testExamples: 1000, epochs: 2 },
  full: { trainExamples: 6000, testExamples: 2000, epochs: 3 },
} as const;

export function imageTraining(size: PaperSize) {
  return {
    network: 'small-cnn',
    data: 'strokes',
    ...SIZES[size],
    batch: 32,
    optimiser: { kind: 'sgd-momentum', learningRate: 0.05 },
    whenDiverged: 'stop',
  } as const;
}
