/** Sums over rows: each tile those of its block, then the blocks' sums added over the rows of the grid. */
import { NOTHING_MOVES } from '../exchange/phase.js';
import { linearPlacement, tilesOf } from '../memory/placement.js';
import {
  type ArrayOp,
  type OpContext,
  partialSums,
  placedAsInput,
  placementOf,
  type Stage,
  workOn,
} from './array-op.js';

/** Fewest sums that a tile takes. */
const LEAST_SUMS = 16;

export const columnSum: ArrayOp<'column-sum'> = {
  placement: (op, context) => {
    const home = placedAsInput(op, 0, context);
    return home.kind === 'grid'
      ? { ...home, rows: 1, splitRows: 1 }
      : linearPlacement(op.dims.columns, context.machine.tiles, LEAST_SUMS);
  },
  stages: (context) => {
    const home = placementOf(context, 0);
    const { rows, columns } = context.op.dims;
    const grid = home.kind === 'grid' ? home : { rows, columns, splitRows: tilesOf(home), splitColumns: 1 };
    const sums: Stage = {
      exchange: NOTHING_MOVES,
      work: workOn({ ...grid, kind: 'grid' }, (block) => ({
        kind: 'column-sum',
        rows: block.rows,
        columns: block.columns,
        format: context.inputBytes[0] === 4 ? 'fp32' : 'fp16',
      })),
    };
    return grid.splitRows === 1 ? [sums] : [sums, blockSums(context, grid)];
  },
};

/** The tiles of a column of blocks share its columns, each adding up its own. */
function blockSums(
  { op, outputBytes }: OpContext<'column-sum'>,
  grid: { readonly splitRows: number; readonly splitColumns: number },
): Stage {
  const { columns } = op.dims;
  const ownColumns = Math.ceil(columns / grid.splitColumns);
  const sharers = Math.min(grid.splitRows, ownColumns);
  return partialSums(
    { partials: grid.splitRows, share: Math.ceil(ownColumns / sharers), tiles: sharers * grid.splitColumns },
    { elements: columns, bytes: outputBytes, format: 'fp32' },
  );
}
