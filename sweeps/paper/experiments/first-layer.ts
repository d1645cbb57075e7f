/** Figure 9: what the first layer's input and the gradient at its output may be cast to. */
import { comparedExperiment } from '../compared-experiment.js';
import { ANY_PAIR_UNIT, imageTraining } from '../images.js';

const first = (activation: string, firstLayer: string) => ({
  recipe: { extends: 'fp32', firstLayer, roles: { activation: { format: activation } } },
});

/** Of 4, 3, 2 and 1 significant bits. */
const FORMATS = ['1.4.3', '1.5.2', '1.5.1:bias=16', '1.5.0:bias=16'] as const;

export const firstLayer = comparedExperiment({
  name: 'first-layer',
  title: 'The first layer in 8 bits',
  question:
    'The paper exempts the first layer’s input and the gradient at its output. What if its input is cast like every other? ' +
    'Activations in fewer and fewer significant bits, with the first layer exempt and cast; every other role in float32.',
  place: 'figure 9: the first layer needs 3 significant bits',
  base: (size) => ({ ...imageTraining(size), unit: ANY_PAIR_UNIT }),
  settings: [
    { label: 'float32', set: { recipe: 'fp32' } },
    ...FORMATS.flatMap((format) => [
      { label: `${format}, exempt`, set: first(format, 'paper') },
      { label: `${format}, cast`, set: first(format, 'cast') },
    ]),
  ],
  seeds: { quick: 1, full: 5 },
});
