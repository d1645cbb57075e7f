/** The networks that Octile knows by name. */
import { named } from '../named.js';
import { cnn } from './catalogue/cnn.js';
import { mlp } from './catalogue/mlp.js';
import { residualMlp } from './catalogue/residual-mlp.js';
import type { NetworkGraph } from './graph.js';

export const NETWORKS: readonly NetworkGraph[] = [mlp, cnn, residualMlp];

/** @param where what an error names */
export function network(name: string, where: string): NetworkGraph {
  return named(NETWORKS, name, 'a network', where);
}
