/**
 * Sums over rows: each tile those of its block, then the blocks' sums added over the rows of the grid, in one level or
 * in two: groups of blocks first, then the groups' sums. The tiles that hold a column's partial sums share the columns.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { closedForm } from '../../tile/kernels/closed-forms.js';
import { exchangeCycles, NOTHING_MOVES } from '../exchange/phase.js';
import { type Placement, tilesOf } from '../memory/placement.js';
import {
  type ArrayOp,
  type OpContext,
  partialSums,
  placedAsInput,
  placementOf,
  type Stage,
  workOn,
} from './array-op.js';

/** Blocks of rows whose sums are added, and columns of each. */
interface SumGrid {
  readonly kind: 'grid';
  readonly rows: number;
  readonly columns: number;
  readonly splitRows: number;
  readonly splitColumns: number;
}

export const columnSum: ArrayOp<'column-sum'> = {
  placement: (op, context) => {
    const grid = sumGrid(placedAsInput(op, 0, context), op.dims);
    return { ...grid, rows: 1, splitRows: 1, splitColumns: grid.splitColumns * sharersOf(grid) };
  },
  stages: (context) => {
    const grid = sumGrid(placementOf(context, 0), context.op.dims);
    const sums: Stage = {
      exchange: NOTHING_MOVES,
      work: workOn(grid, (block) => ({
        kind: 'column-sum',
        rows: block.rows,
        columns: block.columns,
        format: context.inputBytes[0] === 4 ? 'fp32' : 'fp16',
      })),
    };
    return grid.splitRows === 1 ? [sums] : [sums, ...fastestLevels(grid, context)];
  },
};

function sumGrid(home: Placement, { rows, columns }: { readonly rows: number; readonly columns: number }): SumGrid {
  return home.kind === 'grid' ? home : { kind: 'grid', rows, columns, splitRows: tilesOf(home), splitColumns: 1 };
}

/** Tiles among which the columns of a column of blocks are shared. */
function sharersOf({ splitRows, splitColumns, columns }: SumGrid, partials = splitRows): number {
  return Math.min(partials, Math.ceil(columns / splitColumns));
}

/** Of all numbers of groups the one whose sums are there first; one group is one level. */
function fastestLevels(grid: SumGrid, { machine, outputBytes }: OpContext<'column-sum'>): Stage[] {
  let best: { stages: Stage[]; cycles: number } | undefined;
  let last = 0;
  for (let groups = 1; 2 * groups <= grid.splitRows || groups === 1; groups++) {
    const partials = Math.ceil(grid.splitRows / groups);
    if (partials === last) continue;
    last = partials;
    const stages = levels(grid, partials, outputBytes);
    const cycles = stages.reduce((sum, stage) => sum + stageCycles(stage, machine), 0);
    if (best === undefined || cycles < best.cycles) best = { stages, cycles };
  }
  return best?.stages ?? [];
}

/** @param partials of a group of the first level */
function levels(grid: SumGrid, partials: number, bytes: number): Stage[] {
  const { splitRows, splitColumns, columns } = grid;
  const own = Math.ceil(columns / splitColumns);
  const groups = Math.ceil(splitRows / partials);
  const level = (added: number, sharers: number, columnGroups: number, moved: number): Stage =>
    partialSums(
      { partials: added, share: Math.ceil(own / sharers), tiles: sharers * columnGroups },
      { moved: columns * moved, bytes, format: 'fp32' },
    );
  const first = level(partials, sharersOf(grid, partials), splitColumns * groups, splitRows - groups);
  return groups === 1 ? [first] : [first, level(groups, sharersOf(grid), splitColumns, groups - 1)];
}

function stageCycles({ exchange, work }: Stage, machine: TileMachine): number {
  const slowest = Math.max(...work.map(({ task }) => closedForm(task, machine).cycles));
  return exchangeCycles(exchange, machine.exchange).cycles + slowest;
}
