/** Optimisers by name: a name without an entry does not compile. */
import { OPTIMISER_STATES, type OptimiserName } from '../../../models/optimisers/optimiser.js';
import type { ApplyUpdate } from '../../ops/update.js';
import { adamw } from './adamw.js';
import type { Optimiser } from './optimiser.js';
import { sgdMomentum } from './sgd-momentum.js';
import { sgdNesterov } from './sgd-nesterov.js';

const OPTIMISERS: { readonly [Name in OptimiserName]: Optimiser<Name> } = {
  'sgd-momentum': sgdMomentum,
  'sgd-nesterov': sgdNesterov,
  adamw,
};

/** @param step updates before this one */
export function applyUpdate(step: number): ApplyUpdate {
  return ({ layer, name, master, states }, gradient, rule) => {
    const kept = OPTIMISER_STATES[rule.kind].map((state) => states[state]);
    if (master === undefined || kept.some((values) => values === undefined)) {
      throw new Error(`parameter ${name} of ${layer} has no values`);
    }
    optimiser(rule.kind)({ master, states: kept as Float32Array[], gradient, rule, step });
  };
}

function optimiser<Name extends OptimiserName>(name: Name): Optimiser<Name> {
  return OPTIMISERS[name];
}
