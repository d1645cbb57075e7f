/**
 * Sums over the rows of a grid of blocks: every tile has those of its block, then they are added over the rows of the
 * grid, in one level or in two: groups of blocks first, then the groups' sums, whichever is there first. The tiles that
 * hold partial sums share them, in whole groups of the program that adds: less takes a tile as long, and whoever reads the
 * sums has fewer tiles to hear from. Left out: more than two levels.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import type { PartialWidth } from '../../tile/amp-shape.js';
import { closedForm } from '../../tile/kernels/closed-forms.js';
import { exchangeCycles } from '../exchange/phase.js';
import { type Placement, tilesOf } from '../memory/placement.js';
import { partialSums, type Stage } from './array-op.js';

/** Blocks of rows whose sums are added, and columns of each. */
export interface SumGrid {
  readonly kind: 'grid';
  readonly rows: number;
  readonly columns: number;
  readonly splitRows: number;
  readonly splitColumns: number;
}

/** What the sums of a column are: how many numbers, of how many bytes. */
export interface SumNumbers {
  readonly perColumn: number;
  readonly bytes: number;
  readonly format: PartialWidth;
}

/** The blocks of a placement; runs of elements are taken as runs of rows. */
export function sumGrid(
  home: Placement,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): SumGrid {
  if (home.kind === 'grid' && home.columns === columns) return home;
  const tiles = tilesOf(home);
  const splitRows = Math.min(rows, tiles);
  return { kind: 'grid', rows, columns, splitRows, splitColumns: Math.min(columns, Math.floor(tiles / splitRows)) };
}

/** Where the sums lie once they are added. */
export function sumsPlacement(grid: SumGrid, perColumn: number, machine: TileMachine): Placement {
  const splitColumns = Math.min(grid.columns, grid.splitColumns * sharersOf(grid, perColumn, machine));
  return { kind: 'grid', rows: perColumn, columns: grid.columns, splitRows: 1, splitColumns };
}

/** Of all numbers of groups the stages whose sums are there first; one group is one level. */
export function addedUp(grid: SumGrid, numbers: SumNumbers, machine: TileMachine): Stage[] {
  if (grid.splitRows === 1) return [];
  let best: { stages: Stage[]; cycles: number } | undefined;
  let last = 0;
  for (let groups = 1; 2 * groups <= grid.splitRows || groups === 1; groups++) {
    const partials = Math.ceil(grid.splitRows / groups);
    if (partials === last) continue;
    last = partials;
    const stages = levels(grid, partials, numbers, machine);
    const cycles = stagesCycles(stages, machine);
    if (best === undefined || cycles < best.cycles) best = { stages, cycles };
  }
  return best?.stages ?? [];
}

/** Stages one after another. */
export function stagesCycles(stages: readonly Stage[], machine: TileMachine): number {
  return stages.reduce((sum, stage) => sum + stageCycles(stage, machine), 0);
}

/** An exchange, then the slowest tile, by the closed form. @param occupied as in `exchangeCycles` */
export function stageCycles({ exchange, work }: Stage, machine: TileMachine, occupied?: number): number {
  const slowest = Math.max(0, ...work.map(({ task, calls = 1 }) => calls * closedForm(task, machine).cycles));
  return exchangeCycles(exchange, machine.exchange, occupied).cycles + slowest;
}

/** Tiles among which the sums of a column of blocks are shared. */
function sharersOf(
  { splitRows, splitColumns, columns }: SumGrid,
  perColumn: number,
  { programs }: TileMachine,
  partials = splitRows,
): number {
  const own = Math.ceil(columns / splitColumns) * perColumn;
  return Math.min(partials, Math.ceil(own / programs.reduce.elementsPerGroup));
}

/** @param partials of a group of the first level */
function levels(
  grid: SumGrid,
  partials: number,
  { perColumn, bytes, format }: SumNumbers,
  machine: TileMachine,
): Stage[] {
  const { splitRows, splitColumns, columns } = grid;
  const own = Math.ceil(columns / splitColumns) * perColumn;
  const groups = Math.ceil(splitRows / partials);
  const level = (added: number, sharers: number, columnGroups: number, moved: number): Stage =>
    partialSums(
      { partials: added, share: Math.ceil(own / sharers), tiles: sharers * columnGroups },
      { moved: columns * perColumn * moved, bytes, format },
    );
  const first = level(
    partials,
    sharersOf(grid, perColumn, machine, partials),
    splitColumns * groups,
    splitRows - groups,
  );
  if (groups === 1) return [first];
  return [first, level(groups, sharersOf(grid, perColumn, machine), splitColumns, groups - 1)];
}
