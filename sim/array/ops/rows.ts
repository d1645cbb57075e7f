/**
 * Operands that have one row, or one for each of equal groups of rows: a multicast, sent once and received by every tile
 * that has elements of its columns and groups.
 */
import type { ExchangePhase } from '../exchange/phase.js';
import { transfersBetween } from '../exchange/transfers.js';
import { type Placement, partOf, type Range, tilesOf } from '../memory/placement.js';

interface GroupedDims {
  readonly rows: number;
  readonly columns: number;
  readonly groups: number;
}

/** @param from where the rows lie @param bytes of a column of a row */
export function rowsToAll(home: Placement, dims: GroupedDims, from: Placement, bytes: number): ExchangePhase {
  const { most, all } = home.kind === 'grid' ? gridNeeds(home, dims) : linearNeeds(home, dims);
  return {
    pattern: 'gather',
    receivedBytesPerTile: bytes * most,
    sentBytes: bytes * dims.groups * dims.columns,
    receivedBytes: bytes * all,
    transfers: transfersBetween(from, blocksOfRows(home, dims)),
  };
}

/** One float32 that every tile of the home receives. */
export function numberToAll(home: Placement, from: Placement): ExchangePhase {
  const bytes = 4;
  const tiles = tilesOf(home);
  return {
    pattern: 'gather',
    receivedBytesPerTile: bytes,
    sentBytes: bytes,
    receivedBytes: bytes * tiles,
    transfers: transfersBetween(from, { kind: 'grid', rows: 1, columns: 1, splitRows: 1, splitColumns: 1 }),
  };
}

/** What tiles need of the rows, each block once: a multicast is one transfer of its sender. */
function blocksOfRows(home: Placement, { groups, columns }: GroupedDims): Placement {
  const [rowTiles, columnTiles] = home.kind === 'grid' ? [home.splitRows, home.splitColumns] : [home.tiles, 1];
  return { kind: 'grid', rows: groups, columns, splitRows: Math.min(groups, rowTiles), splitColumns: columnTiles };
}

/** Elements of the rows that the fullest tile needs, and all tiles. */
interface Needs {
  readonly most: number;
  readonly all: number;
}

type Grid = Extract<Placement, { kind: 'grid' }>;

function gridNeeds({ rows, columns, splitRows, splitColumns }: Grid, dims: GroupedDims): Needs {
  const perGroup = rows / dims.groups;
  let mostGroups = 0;
  let allGroups = 0;
  for (let part = 0; part < splitRows; part++) {
    const groups = groupsOf(partOf(rows, splitRows, 1, part), perGroup);
    mostGroups = Math.max(mostGroups, groups);
    allGroups += groups;
  }
  return { most: mostGroups * Math.ceil(columns / splitColumns), all: allGroups * columns };
}

/** Groups that a run of rows, or of elements, has some of. */
function groupsOf({ from, to }: Range, perGroup: number): number {
  return to > from ? Math.floor((to - 1) / perGroup) - Math.floor(from / perGroup) + 1 : 0;
}

function linearNeeds(
  { elements, tiles }: { elements: number; tiles: number },
  { columns, groups }: GroupedDims,
): Needs {
  const perGroup = elements / groups;
  let most = 0;
  let all = 0;
  for (let tile = 0; tile < tiles; tile++) {
    const needed = runNeeds(partOf(elements, tiles, 1, tile), perGroup, columns);
    most = Math.max(most, needed);
    all += needed;
  }
  return { most, all };
}

/** Of each group that a run reaches into, a row's elements, or fewer where it has fewer of them. */
function runNeeds({ from, to }: Range, perGroup: number, columns: number): number {
  const [first, last] = [Math.floor(from / perGroup), Math.floor((to - 1) / perGroup)];
  if (first === last) return Math.min(to - from, columns);
  const ends = Math.min((first + 1) * perGroup - from, columns) + Math.min(to - last * perGroup, columns);
  return ends + (last - first - 1) * columns;
}
