/** Table 3: gradients in 1.4.3 and in 1.0.7 fail on the Transformer, which needs 5 exponent bits. */
import type { SweepResults } from '../../../records/sweep-results.js';
import { samplesBy, trainsBeside } from '../../statistics/seeds.js';
import { comparedExperiment, SETTING } from '../compared-experiment.js';
import { finding } from '../experiment.js';
import { ANY_PAIR_UNIT } from '../images.js';
import { TRANSFORMER_BLEU } from '../published.js';

const STEPS = { quick: 60, full: 300 } as const;
/** Of the paper's mixed recipe on the Transformer: activations, weights, both gradients. */
const BIASES = { activation: 10, weight: 16, gradient: 40 } as const;
/** The paper names none. From where the gradients' underflow fails to where their clipping does. */
const F143_BIASES = [12, 16, 20, 24, 28] as const;
/** Step of 1.0.7 as a power of two; likewise. */
const INTEGER_STEPS = [-20, -17, -14, -12] as const;

const BASELINE = 'fp32';
const f143Label = (bias: number) => `1.4.3, bias ${bias}`;
const integerLabel = (exponent: number) => `1.0.7, step 2^${exponent}`;

/** Activations and weights in 1.4.3, dx and dw in a format. */
const gradientsIn = (gradient: object) => ({
  recipe: {
    extends: 'fp32',
    roles: {
      activation: { format: 'f143', bias: BIASES.activation },
      weight: { format: 'f143', bias: BIASES.weight },
      dx: gradient,
      dw: gradient,
    },
  },
});

const BLEU: Readonly<Record<string, number>> = {
  [BASELINE]: TRANSFORMER_BLEU.baseline,
  '1.5.2': TRANSFORMER_BLEU.mixed,
};

export const transformer = comparedExperiment({
  name: 'transformer',
  title: 'Gradients in 1.4.3 and 1.0.7 on a Transformer',
  question:
    'How many exponent bits do the gradients of a Transformer need? A decoder of characters, activations and weights in 1.4.3, dx and dw in ' +
    '1.5.2, in 1.4.3 by bias and in 1.0.7 by step; the optimiser in float32. Accuracy is that of the next character.',
  place: `table 3 (there BLEU: ${TRANSFORMER_BLEU.f143Gradients.toFixed(2)} with gradients in 1.4.3)`,
  needs: 'text',
  base: (size, file) => ({
    ...{ network: 'char-transformer', data: `text:${file}`, unit: ANY_PAIR_UNIT, batch: 4, testExamples: 32 },
    ...{ optimiser: { kind: 'adamw' }, steps: STEPS[size], whenDiverged: 'stop' },
  }),
  settings: [
    { label: BASELINE, set: { recipe: 'fp32' } },
    { label: '1.5.2', set: gradientsIn({ format: 'f152', bias: BIASES.gradient }) },
    ...F143_BIASES.map((bias) => ({ label: f143Label(bias), set: gradientsIn({ format: 'f143', bias }) })),
    ...INTEGER_STEPS.map((exponent) => ({
      label: integerLabel(exponent),
      set: gradientsIn({ format: `int8:step=2^${exponent}` }),
    })),
  ],
  seeds: { quick: 1, full: 3 },
  paper: (label) => BLEU[label]?.toFixed(2),
  findings: unlikeThePaper,
});

/** Settings that train beside the baseline, where the paper's diverge. */
function unlikeThePaper({ points }: SweepResults): string[] {
  const samples = samplesBy(points, ({ keys }) => keys[SETTING]).filter(({ seeds }) => seeds.length > 0);
  const base = samples.find(({ label }) => label === BASELINE);
  if (base === undefined) return [];
  const failed = new Set([...F143_BIASES.map(f143Label), ...INTEGER_STEPS.map(integerLabel)]);
  const trained = samples.filter((sample) => failed.has(sample.label) && trainsBeside(sample, base));
  return finding(
    trained.length > 0,
    `Unlike in the paper, gradients do not fail in ${trained.map(({ label }) => label).join('; ')}: a small decoder of characters for a few hundred steps at most, not the paper’s Transformer.`,
  );
}
