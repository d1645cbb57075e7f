/**
 * Sums over rows, or over the rows of each of equal groups: each tile those of its block, then the blocks' sums added
 * (sums.ts). Where groups and rows of blocks do not divide each other the input is brought into blocks that do.
 */
import { NOTHING_MOVES } from '../exchange/phase.js';
import { liesAt, type Placement } from '../memory/placement.js';
import { type ArrayOp, gatherOf, placedAsInput, placementOf, type Stage, workOn } from './array-op.js';
import { addedUp, type SumGrid, sumGrid, sumsPlacement } from './sums.js';

interface GroupedDims {
  readonly rows: number;
  readonly columns: number;
  readonly groups: number;
}

export const columnSum: ArrayOp<'column-sum'> = {
  placement: (op, context) => {
    const blocks = dividedBlocks(placedAsInput(op, 0, context), op.dims);
    const sums = summedGrid(blocks, op.dims);
    const { splitColumns: tiles } = sumsPlacement(sums, 1, context.machine) as SumGrid;
    if (op.dims.groups === 1) return { ...sums, splitRows: 1, splitColumns: tiles };
    const { groups: rows, columns } = op.dims;
    const splitRows = sums.splitColumns / blocks.splitColumns;
    return { kind: 'grid', rows, columns, splitRows, splitColumns: Math.min(columns, Math.floor(tiles / splitRows)) };
  },
  stages: (context) => {
    const { dims } = context.op;
    const home = placementOf(context, 0);
    const blocks = dividedBlocks(home, dims);
    const format = context.inputBytes[0] === 4 ? 'fp32' : 'fp16';
    const groups = Math.max(1, dims.groups / blocks.splitRows);
    const sums: Stage = {
      exchange: liesAt(sumGrid(home, dims), blocks) ? NOTHING_MOVES : gatherOf(context, blocks, [0]),
      work: workOn(blocks, ({ rows, columns }) => {
        return { kind: 'column-sum', rows: Math.ceil(rows / groups), columns: columns * groups, format };
      }),
    };
    const numbers = { perColumn: 1, bytes: context.outputBytes, format: 'fp32' } as const;
    return [sums, ...addedUp(summedGrid(blocks, dims), numbers, context.machine)];
  },
};

/** Blocks of which each has whole groups, or each group whole blocks. */
function dividedBlocks(home: Placement, dims: GroupedDims): SumGrid {
  const grid = sumGrid(home, dims);
  const { groups } = dims;
  if (grid.splitRows % groups === 0 || groups % grid.splitRows === 0) return grid;
  if (grid.splitRows < groups) return { ...grid, splitRows: largestDivisor(groups, grid.splitRows) };
  return { ...grid, splitRows: groups * Math.floor(grid.splitRows / groups) };
}

/** What is added over tiles: the sums of a group over its blocks, groups side by side. */
function summedGrid(blocks: SumGrid, { columns, groups }: GroupedDims): SumGrid {
  const groupTiles = Math.min(groups, blocks.splitRows);
  return {
    kind: 'grid',
    rows: 1,
    columns: columns * groups,
    splitRows: Math.max(1, blocks.splitRows / groups),
    splitColumns: blocks.splitColumns * groupTiles,
  };
}

function largestDivisor(of: number, most: number): number {
  for (let divisor = most; divisor > 1; divisor--) if (of % divisor === 0) return divisor;
  return 1;
}
