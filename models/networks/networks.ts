/** The networks that Octile knows by name. */
import { named } from '../named.js';
import { cnn } from './catalogue/cnn.js';
import { mlp } from './catalogue/mlp.js';
import { residualMlp } from './catalogue/residual-mlp.js';
import type { NetworkGraph } from './graph.js';

export const NETWORKS: readonly NetworkGraph[] = [mlp, cnn, residualMlp];

/** @param where what an error names @param orElse what may stand there instead of a name */
export function network(name: string, where: string, orElse?: string): NetworkGraph {
  return named(NETWORKS, name, 'a network', where, orElse);
}
