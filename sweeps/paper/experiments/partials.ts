/** What architects ask: partial sums in float16 or float32, 13 or 25 bits of alignment. The paper states neither. */
import { comparedExperiment } from '../compared-experiment.js';
import { FLOAT32_SUMS, imageTraining } from '../images.js';

/** The IPU's formats have one NaN in the place of −0; NVIDIA's units take OCP's, with the same bits otherwise. */
const OCP = {
  extends: 'fp8',
  roles: { activation: { format: 'e4m3' }, weight: { format: 'e4m3' }, dx: { format: 'e5m2' }, dw: { format: 'e5m2' } },
};

const ocp = (unit: string) => ({ unit, recipe: OCP });

export const partials = comparedExperiment({
  name: 'partials',
  title: 'Partial sums: float16 or float32, 13 or 25 bits',
  question:
    'Does the accumulator matter to accuracy? Activations and weights in E4M3, gradients in E5M2, on units that sum exactly, in float16 ' +
    'and in float32 (ipu21-amp), and aligned to 13 (hopper, without and with promotion) and 25 bits (blackwell).',
  place: 'not in the paper, which does not state its accumulator',
  base: imageTraining,
  settings: [
    { label: 'exact', set: ocp('exact') },
    { label: 'ipu21-amp, float16', set: { recipe: 'fp8', unit: 'ipu21-amp' } },
    { label: 'ipu21-amp, float32', set: { recipe: 'fp8', unit: FLOAT32_SUMS } },
    { label: 'hopper, F = 13', set: ocp('hopper') },
    { label: 'hopper, promotion every 128', set: ocp('hopper:promotion=128') },
    { label: 'blackwell, F = 25', set: ocp('blackwell') },
  ],
  seeds: { quick: 3, full: 8 },
});
