/** Orders in which machines stream a product, by name. */
import type { HardwareUnit } from '../../../../models/hardware/hardware-unit.js';
import { ipu21 } from '../../../../models/machines/tiles/ipu21.js';
import type { VisitedProduct, Visits, VisitWindow } from '../visits.js';
import { heldRowsVisits } from './held-rows.js';
import { oneOutputVisits } from './one-output.js';
import { type StreamedTile, tileVisits } from './tile.js';
import { warpTileVisits } from './warp-tile.js';

export const STREAM_ORDERS = ['ipu21-tile', 'warp-tile', 'held-rows', 'one-output'] as const;
export type StreamOrder = (typeof STREAM_ORDERS)[number];

export function visitsInOrder(
  order: StreamOrder,
  product: VisitedProduct,
  window: VisitWindow,
  tile: Omit<StreamedTile, 'machine'>,
): Visits {
  switch (order) {
    case 'ipu21-tile':
      return tileVisits(product, window, { machine: ipu21, ...tile });
    case 'warp-tile':
      return warpTileVisits(product, window);
    case 'held-rows':
      return heldRowsVisits(product, window);
    case 'one-output':
      return oneOutputVisits(product, window);
  }
}

/** The order of the machine that a unit stands in: an IPU's tile for its own slices and integers beside them, else a GPU's. */
export function usualOrder({ datapath }: HardwareUnit): StreamOrder {
  if (datapath.kind === 'integer') return 'ipu21-tile';
  return datapath.unit.family === 'ipu21-amp' ? 'ipu21-tile' : 'warp-tile';
}
