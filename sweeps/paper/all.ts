/** Every experiment, in the order of the page. */
import { InputError, shown } from '../../models/input-error.js';
import type { Experiment } from './experiment.js';
import { formats } from './experiments/formats.js';
import { integerStep } from './experiments/integer-step.js';

export const EXPERIMENTS = [formats, integerStep] as unknown as readonly Experiment[];

/** @param where what an error names @throws InputError with all names for an unknown one */
export function experimentNamed(name: string, where: string): Experiment {
  const found = EXPERIMENTS.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  throw new InputError(where, `experiments (${EXPERIMENTS.map((each) => each.name).join(', ')})`, shown(name));
}
