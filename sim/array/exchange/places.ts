/**
 * Physical places of tiles and the time of a word between two of them. Tiles lie in rows of slots; a slot's column is
 * one of 16 on a bus that folds back after eight, its lane one of four. Logical tiles go up one block of 23 rows and
 * down the next, two lanes at a time.
 * Source: models/machines/tiles/ipu21-fabric.ts, which names the documents.
 */
import { IPU21_FABRIC as FABRIC } from '../../../models/machines/tiles/ipu21-fabric.js';

const LANES = FABRIC.slotsPerRow / FABRIC.columns;
const HALF_COLUMNS = FABRIC.columns / 2;

/** Slot number over all rows. */
export function physicalTile(tile: number): number {
  const pair = tile >> 1;
  const block = Math.floor(pair / FABRIC.rows);
  const up = pair % FABRIC.rows;
  const row = block % 2 === 0 ? up : FABRIC.rows - 1 - up;
  const slot = Math.floor(block / 2) * LANES + (block % 2) + (tile % 2) * 2;
  return row * FABRIC.slotsPerRow + slot;
}

/** The tile whose lane a 64-bit transfer borrows: the other one of the pair. */
export function partnerOf(tile: number): number {
  return tile ^ 1;
}

interface Place {
  readonly row: number;
  readonly column: number;
  readonly lane: number;
  /** 0 before the bus folds back, 1 behind. */
  readonly half: number;
  /** Distance from the edge, 0 to 7. */
  readonly depth: number;
}

export function placeOf(physical: number): Place {
  const row = Math.floor(physical / FABRIC.slotsPerRow);
  const slot = physical % FABRIC.slotsPerRow;
  const column = Math.floor(slot / LANES);
  const half = column < HALF_COLUMNS ? 0 : 1;
  const depth = half === 0 ? column : FABRIC.columns - 1 - column;
  return { row, column, lane: slot % LANES, half, depth };
}

/** Cycles from a sender's event to the event at which the receiver selects it, negative where the select comes first. */
function selectCycles(sender: Place, receiver: Place): number {
  const crossing = HALF_COLUMNS * sender.half + LANES - 1 - receiver.column;
  const edges = FABRIC.cyclesPerEdgeColumn * (sender.depth - receiver.depth);
  const inHalf = sender.column % HALF_COLUMNS;
  const turn = sender.half === receiver.half ? inHalf + 1 : FABRIC.columns - inHalf;
  const rows = FABRIC.cyclesPerRow * (sender.row - receiver.row);
  return crossing + edges + turn + rows + Math.abs(displacement(sender, receiver)) - FABRIC.leadCycles;
}

/** Of the route along the columns: six a column, and where in its column the receiver taps. */
function displacement(sender: Place, receiver: Place): number {
  const enters = sender.depth + (sender.half ^ (sender.lane & 1));
  const columns = FABRIC.cyclesPerRouteColumn * (receiver.depth - enters);
  if (receiver.lane > 1) return columns + (receiver.half === (receiver.lane & 1) ? 2 : 4);
  return columns + (receiver.half === receiver.lane ? 1 : 5);
}

/** Cycles from a select to the store of its word. */
function storeCycles(receiver: Place): number {
  return FABRIC.storeCycles + FABRIC.cyclesPerRow * receiver.row;
}

/** Cycles from a sender's event to the store at the receiver. */
export function latencyCycles(sender: number, receiver: number): number {
  const [from, to] = [placeOf(physicalTile(sender)), placeOf(physicalTile(receiver))];
  return selectCycles(from, to) + storeCycles(to);
}

/** Select cycles of all pairs, sender by sender; and store cycles of each tile. Made once. */
export interface Routes {
  readonly tiles: number;
  readonly select: Int16Array;
  readonly store: Int16Array;
}

let routes: Routes | undefined;

export function allRoutes(): Routes {
  routes ??= madeRoutes(FABRIC.tiles);
  return routes;
}

function madeRoutes(tiles: number): Routes {
  const places = Array.from({ length: tiles }, (_, tile) => placeOf(physicalTile(tile)));
  const select = new Int16Array(tiles * tiles);
  places.forEach((from, sender) => {
    places.forEach((to, receiver) => {
      select[sender * tiles + receiver] = selectCycles(from, to);
    });
  });
  return { tiles, select, store: Int16Array.from(places, storeCycles) };
}
