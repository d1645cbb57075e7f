/**
 * Groups of elements that share a scale, over the blocks of a placement: how many a tile has elements of, and how many
 * tiles a group has. Where blocks and groups do not divide each other the most that can be is taken. Runs of elements are
 * taken as runs of rows.
 */
import type { ExchangePhase } from '../exchange/phase.js';
import { transfersBetween } from '../exchange/transfers.js';
import type { Placement } from '../memory/placement.js';
import { type SumGrid, sumGrid } from './sums.js';

export interface GroupedMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Equal ones, one below the other. */
  readonly matrices: number;
  readonly groupRows: number;
  readonly groupColumns: number;
}

export interface GroupSpread {
  readonly grid: SumGrid;
  /** Of the whole matrix. */
  readonly groups: number;
  /** Groups that the fullest tile has elements of, and how many of each. */
  readonly tileGroups: number;
  readonly elements: number;
  /** Tiles that have elements of a group. */
  readonly sharers: number;
}

export function groupSpread(home: Placement, matrix: GroupedMatrix): GroupSpread {
  const grid = sumGrid(home, matrix);
  const down = alongAxis(matrix.rows, grid.splitRows, evenGroup(matrix));
  const across = alongAxis(matrix.columns, grid.splitColumns, matrix.groupColumns);
  return {
    grid,
    groups: down.groups * across.groups,
    tileGroups: down.tileGroups * across.tileGroups,
    elements: down.elements * across.elements,
    sharers: down.sharers * across.sharers,
  };
}

/** Groups end with their matrix: as many as there are, taken as equally long. */
function evenGroup({ rows, matrices, groupRows }: GroupedMatrix): number {
  const each = rows / matrices;
  return matrices === 1 ? groupRows : Math.ceil(each / Math.ceil(each / groupRows));
}

/** Along an axis that is cut into blocks and into groups. */
function alongAxis(length: number, parts: number, group: number) {
  const groups = Math.ceil(length / group);
  const block = Math.ceil(length / parts);
  const divide = parts === 1 || groups === 1 || Math.max(block, group) % Math.min(block, group) === 0;
  const beyond = divide ? 0 : 1;
  const tileGroups = Math.min(groups, Math.ceil(block / group) + beyond);
  const sharers = Math.min(parts, Math.ceil(Math.min(group, length) / block) + beyond);
  return { groups, tileGroups, elements: Math.ceil(block / tileGroups), sharers };
}

/** Scales from where they lie to every tile that has elements of their groups: a multicast. @param bytes of a scale */
export function scalesToAll(home: Placement, matrix: GroupedMatrix, from: Placement, bytes: number): ExchangePhase {
  const { grid, groups, tileGroups, sharers } = groupSpread(home, matrix);
  const tiles = grid.splitRows * grid.splitColumns;
  const blocks: Placement = {
    kind: 'grid',
    rows: 1,
    columns: groups,
    splitRows: 1,
    splitColumns: Math.min(groups, tiles),
  };
  return {
    pattern: 'gather',
    receivedBytesPerTile: tileGroups * bytes,
    sentBytes: groups * bytes,
    receivedBytes: Math.min(groups * sharers, tiles * tileGroups) * bytes,
    transfers: transfersBetween(from, blocks),
  };
}
