/**
 * How many transfers bring the blocks of one placement to another: the blocks of the first that the largest of the second
 * touches, and the other way round. Runs of elements are taken as runs of rows, or of parts of a row.
 * Left out: pieces of one block that do not lie side by side.
 */
import { type Placement, tilesOf } from '../memory/placement.js';
import type { Transfers } from './phase.js';

/** Parts along rows and columns. */
interface Parts {
  readonly rows: number;
  readonly columns: number;
}

export function transfersBetween(from: Placement, to: Placement): Transfers {
  const [rows, columns] = sizesOf(from, to);
  const [sources, homes] = [partsOf(from, rows, columns), partsOf(to, rows, columns)];
  const touched = (parts: Parts, others: Parts) =>
    Math.ceil(parts.rows / others.rows) * Math.ceil(parts.columns / others.columns);
  return { received: touched(sources, homes), sent: touched(homes, sources) };
}

function sizesOf(...placements: readonly Placement[]): [rows: number, columns: number] {
  const grid = placements.find((placement) => placement.kind === 'grid');
  if (grid?.kind === 'grid') return [grid.rows, grid.columns];
  return [1, Number.MAX_SAFE_INTEGER];
}

function partsOf(placement: Placement, rows: number, columns: number): Parts {
  if (placement.kind === 'grid' && placement.rows === rows) {
    return { rows: placement.splitRows, columns: placement.splitColumns };
  }
  const tiles = placement.kind === 'grid' ? placement.splitRows * placement.splitColumns : tilesOf(placement);
  return tiles <= rows ? { rows: tiles, columns: 1 } : { rows, columns: Math.min(columns, Math.ceil(tiles / rows)) };
}
