/** Table 2 on a ResNet: 8-bit recipes on the IPU's unit as it is, float16 partials and a loss scale, beside float16. */
import { comparedExperiment } from '../compared-experiment.js';

const SIZES = {
  quick: { trainExamples: 2000, testExamples: 1000, epochs: 2 },
  full: { trainExamples: 6000, testExamples: 2000, epochs: 3 },
} as const;

/** 1.4.3 has too few binades for one loss scale to suit all layers' gradients: each tensor has its own, a binade left free. */
const OWN_SCALE = { format: 'f143', scaling: { kind: 'automatic', margin: 1 } };
const NO_LOSS_SCALE = { lossScaling: { kind: 'none' } };
/** The paper's biases of ResNet-32 in 1.5.2. */
const F152 = { activation: { format: 'f152', bias: 24 }, weight: { format: 'f152', bias: 28 } };

export const resnet = comparedExperiment({
  name: 'resnet',
  title: 'A ResNet on CIFAR-10',
  question:
    'Does a residual network with batch-norm train in 8 bits on the IPU’s unit as it is, where partial sums, and what lies between products, ' +
    'are float16? ResNet-8 on squares of 16 × 16, a loss scale of 2^10; all in 1.4.3 has a scale a gradient tensor instead.',
  place: 'table 2 (there ResNet-32 on CIFAR-100, float32 between products)',
  needs: 'cifar',
  base: (size, folder) => ({
    ...{ network: 'resnet8-16', data: `cifar10:${folder}:crop=16`, ...SIZES[size], batch: 32, whenDiverged: 'stop' },
  }),
  settings: [
    { label: 'fp16', set: { recipe: 'fp16' } },
    { label: 'mixed', set: { recipe: 'fp8' } },
    {
      label: 'all in 1.4.3',
      set: { recipe: { extends: 'fp8', ...NO_LOSS_SCALE, roles: { dx: OWN_SCALE, dw: OWN_SCALE } } },
    },
    { label: 'all in 1.5.2', set: { recipe: { extends: 'fp8', roles: F152 } } },
  ],
  seeds: { quick: 1, full: 8 },
});
