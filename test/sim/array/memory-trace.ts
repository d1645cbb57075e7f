/** A step of the IPU21's AMP as shapes alone. */
import type { NetworkRecord } from '../../../models/networks/network.js';
import type { Recipe } from '../../../records/trace.js';
import { loweredTrace as lowered } from '../../../traces/lowering/lowered-trace.js';

export const loweredTrace = (network: NetworkRecord, recipe: Recipe, batch: number) =>
  lowered({ network, recipe, unit: 'ipu21-amp', batch, toolVersion: 'test' });
