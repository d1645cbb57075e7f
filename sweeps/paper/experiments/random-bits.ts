/** How many random bits stochastic rounding of gradients needs. New: the paper rounds to nearest. */
import { comparedExperiment } from '../compared-experiment.js';
import { FLOAT32_SUMS, imageTraining } from '../images.js';

const BITS = [2, 3, 4, 6, 8] as const;

const rounded = (rule: object) => ({ recipe: { extends: 'paper-mixed', roles: { dx: rule, dw: rule } } });

export const randomBits = comparedExperiment({
  name: 'random-bits',
  title: 'Random bits of stochastic rounding',
  question:
    'How many random bits does stochastic rounding of the gradients need? dx and dw in 1.5.2, rounded with 2 to 8 bits, beside rounding to nearest.',
  place: 'not in the paper',
  base: (size) => ({ ...imageTraining(size), unit: FLOAT32_SUMS }),
  settings: [
    { label: 'nearest', set: rounded({ rounding: 'nearest-even' }) },
    ...BITS.map((bits) => ({
      label: `${bits} bits`,
      set: rounded({ rounding: 'stochastic', randomBits: bits }),
    })),
  ],
  seeds: { quick: 3, full: 8 },
});
