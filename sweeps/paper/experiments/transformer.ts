/** Table 3: gradients in 1.4.3 and in 1.0.7 fail on the Transformer, which needs 5 exponent bits. */
import { comparedExperiment } from '../compared-experiment.js';
import { ANY_PAIR_UNIT, FLOAT32_SUMS } from '../images.js';
import { TRANSFORMER_BLEU } from '../published.js';

const STEPS = { quick: 60, full: 300 } as const;
/** Of the paper's mixed recipe on the Transformer: activations, weights, gradients. */
const BIASES = { activation: 10, weight: 16, dx: 40 } as const;
/** The middle of what 1.4.3 can hold where 1.5.2 has bias 40: 13 binades less. */
const F143_BIASES = [20, 24, 28] as const;

const mixed = (dx: object) => ({
  recipe: {
    extends: 'fp32',
    roles: {
      activation: { format: 'f143', bias: BIASES.activation },
      weight: { format: 'f143', bias: BIASES.weight },
      dx,
    },
  },
});

const BLEU: Readonly<Record<string, number>> = {
  fp32: TRANSFORMER_BLEU.baseline,
  'dx in 1.5.2': TRANSFORMER_BLEU.mixed,
};

export const transformer = comparedExperiment({
  name: 'transformer',
  title: 'Gradients in 1.4.3 and 1.0.7 on a Transformer',
  question:
    'How many exponent bits do the gradients of a Transformer need? A decoder of characters, activations and weights in 1.4.3, dx in 1.5.2, ' +
    'in 1.4.3 at several biases and in 1.0.7; dw and the optimiser in float32. Accuracy is that of the next character.',
  place: `table 3 (there BLEU: ${TRANSFORMER_BLEU.f143Gradients.toFixed(2)} with gradients in 1.4.3)`,
  needs: 'text',
  base: (size, file) => ({
    ...{ network: 'char-transformer', data: `text:${file}`, unit: FLOAT32_SUMS, batch: 4, testExamples: 32 },
    ...{ optimiser: { kind: 'adamw' }, steps: STEPS[size], whenDiverged: 'stop' },
  }),
  settings: [
    { label: 'fp32', set: { recipe: 'fp32' } },
    { label: 'dx in 1.5.2', set: mixed({ format: 'f152', bias: BIASES.dx }) },
    ...F143_BIASES.map((bias) => ({ label: `dx in 1.4.3, bias ${bias}`, set: mixed({ format: 'f143', bias }) })),
    { label: 'dx in 1.0.7', set: { ...mixed({ format: 'int8:step=2^-20' }), unit: ANY_PAIR_UNIT } },
  ],
  seeds: { quick: 1, full: 3 },
  paper: (label) => BLEU[label]?.toFixed(2),
});
