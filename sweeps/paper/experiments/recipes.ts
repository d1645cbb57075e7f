/** Table 2: all in 1.4.3, all in 1.5.2 and mixed, with the paper's biases, beside float32 and float16. */
import { comparedExperiment } from '../compared-experiment.js';
import { FLOAT32_SUMS, imageTraining } from '../images.js';
import { RESNET_32 } from '../published.js';

export const recipes = comparedExperiment({
  name: 'recipes',
  title: 'All in 1.4.3, all in 1.5.2, mixed',
  question:
    'Does training in 8 bits reach float32? The paper’s biases of ResNet-32 for activations, weights, dx and dw, sums in float32. ' +
    'As in the paper a one-sided test of Mann and Whitney at 5 %; beside it the interval of the paired difference, held against half a point.',
  place: 'table 2 (there ResNet-32 on CIFAR-100, ten runs)',
  base: (size) => ({ ...imageTraining(size), unit: FLOAT32_SUMS }),
  settings: [
    { label: 'fp32', set: { recipe: 'fp32' } },
    ...['fp16', 'paper-f143', 'paper-f152', 'paper-mixed'].map((recipe) => ({ label: recipe, set: { recipe } })),
  ],
  seeds: { quick: 4, full: 16 },
  paper: publishedText,
});

function publishedText(label: string): string | undefined {
  const found = RESNET_32.find(({ recipe }) => recipe === label);
  return found === undefined ? undefined : `${found.accuracy.toFixed(2)} ± ${found.deviation.toFixed(2)}`;
}
