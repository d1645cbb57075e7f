/** The networks that Octile knows by name. */
import { InputError, shown } from '../input-error.js';
import { cnn } from './catalogue/cnn.js';
import { mlp } from './catalogue/mlp.js';
import { residualMlp } from './catalogue/residual-mlp.js';
import type { NetworkGraph } from './graph.js';

export const NETWORKS: readonly NetworkGraph[] = [mlp, cnn, residualMlp];

/** @param where what an error names */
export function network(name: string, where: string): NetworkGraph {
  const found = NETWORKS.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  throw new InputError(where, `a network (${NETWORKS.map((candidate) => candidate.name).join(', ')})`, shown(name));
}
