/** A step of the IPU21's AMP as shapes alone. */
import type { NetworkGraph } from '../../../models/networks/graph.js';
import type { Recipe } from '../../../records/trace/recipe.js';
import { loweredTrace as lowered } from '../../../traces/lowering/lower.js';

export const loweredTrace = (network: NetworkGraph, recipe: Recipe, batch: number) =>
  lowered({ network, recipe, unit: 'ipu21-amp', batch, toolVersion: 'test' }, 'test');
