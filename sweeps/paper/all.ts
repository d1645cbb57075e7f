/** Every experiment, in the order of the page. */
import { InputError, shown } from '../../models/input-error.js';
import type { Experiment } from './experiment.js';
import { blockScale } from './experiments/block-scale.js';
import { firstLayer } from './experiments/first-layer.js';
import { formats } from './experiments/formats.js';
import { gradientGrid } from './experiments/gradient-grid.js';
import { integerStep } from './experiments/integer-step.js';
import { lossScaling } from './experiments/loss-scaling.js';
import { partials } from './experiments/partials.js';
import { randomBits } from './experiments/random-bits.js';
import { recipes } from './experiments/recipes.js';
import { resnet } from './experiments/resnet.js';
import { roleBiases } from './experiments/role-biases.js';
import { transformer } from './experiments/transformer.js';

export const EXPERIMENTS = [
  formats,
  integerStep,
  roleBiases,
  gradientGrid,
  recipes,
  resnet,
  transformer,
  lossScaling,
  firstLayer,
  partials,
  blockScale,
  randomBits,
] as unknown as readonly Experiment[];

/** @param where what an error names @throws InputError with all names for an unknown one */
export function experimentNamed(name: string, where: string): Experiment {
  const found = EXPERIMENTS.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  throw new InputError(where, `experiments (${EXPERIMENTS.map((each) => each.name).join(', ')})`, shown(name));
}
