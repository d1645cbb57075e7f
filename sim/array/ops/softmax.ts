/**
 * Softmax of rows: whole on a tile, or each in parts on several tiles that exchange their maxima and their sums, whichever
 * is done first; in parts also where the input lies already. A causal mask leaves a query half of its keys in the mean:
 * forward the others are cleared, backward they are multiplied as zeros. Parts take every key of theirs.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import type { OpOf } from '../../../records/trace/op.js';
import type { TileTask } from '../../tile/kernels/tasks.js';
import { type ExchangePhase, NOTHING_MOVES } from '../exchange/phase.js';
import { type BlockSize, blocksOf, liesAt, type Placement } from '../memory/placement.js';
import {
  type ArrayOp,
  gatherOf,
  placedAsInput,
  placementOf,
  rowPlacement,
  type Stage,
  spreadStages,
  workOn,
} from './array-op.js';
import { stagesCycles } from './sums.js';

type Grid = Extract<Placement, { kind: 'grid' }>;

/** A partial maximum or sum is a float. */
const PARTIAL_BYTES = 4;
/** Scores as products give them, where it is only asked which way is the faster. */
const SCORE_BYTES = 2;

export const softmax: ArrayOp<'softmax'> = {
  placement: (op, context) => gridOf(op, placedAsInput(op, 0, context), context.machine),
  stages: (context) => {
    const { op, machine } = context;
    const grid = gridOf(op, placementOf(context, 0), machine);
    if (grid.splitColumns === 1) return spreadStages(context, grid, (block) => rowsTask(op, block));
    return partStages(grid, gatherOf(context, grid, [0]));
  },
};

/** The grid that is done first: whole rows, the input's own, or others of several parts a row. */
function gridOf(op: OpOf<'softmax'>, home: Placement, machine: TileMachine): Grid {
  const { rows, columns } = op.dims;
  const whole = rowPlacement(rows, columns, machine) as Grid;
  if (op.attributes.function === 'softmax-backward') return whole;
  const own = home.kind === 'grid' && home.rows === rows && home.columns === columns ? [home] : [];
  let best = { grid: whole, cycles: Number.POSITIVE_INFINITY };
  for (const grid of [whole, ...own, ...gridsInParts(op, machine)]) {
    const cycles = stagesCycles(stagesOn(op, grid, home), machine);
    if (cycles < best.cycles) best = { grid, cycles };
  }
  return best.grid;
}

/** Rows in 2, 4, 8 … parts, on as many tiles as go into those that there are. */
function gridsInParts({ dims: { rows, columns } }: OpOf<'softmax'>, machine: TileMachine): Grid[] {
  const grids: Grid[] = [];
  for (let parts = 2; parts <= Math.min(columns, machine.tiles); parts *= 2) {
    const splitRows = Math.min(rows, Math.floor(machine.tiles / parts));
    grids.push({ kind: 'grid', rows, columns, splitRows, splitColumns: parts });
  }
  return grids;
}

function stagesOn(op: OpOf<'softmax'>, grid: Grid, home: Placement): Stage[] {
  const arriving = liesAt(home, grid) ? NOTHING_MOVES : scoresTo(grid);
  if (grid.splitColumns > 1) return partStages(grid, arriving);
  return [{ exchange: arriving, work: workOn(grid, (block) => rowsTask(op, block)) }];
}

function scoresTo(grid: Grid): ExchangePhase {
  const [largest] = blocksOf(grid) as [BlockSize];
  const all = grid.rows * grid.columns * SCORE_BYTES;
  return {
    pattern: 'gather',
    receivedBytesPerTile: largest.rows * largest.columns * SCORE_BYTES,
    sentBytes: all,
    receivedBytes: all,
  };
}

function rowsTask({ attributes, dims }: OpOf<'softmax'>, { rows }: BlockSize): TileTask {
  const { columns } = dims;
  if (attributes.function === 'softmax-backward') return { kind: 'softmax-backward', rows, keys: columns };
  const keys = attributes.mask === 'causal' ? Math.ceil((columns + 1) / 2) : columns;
  return { kind: 'softmax', rows, keys, paddedKeys: columns };
}

function partStages(grid: Grid, arriving: ExchangePhase): Stage[] {
  const { splitColumns: parts } = grid;
  const partials = partialsToAll(grid);
  return [
    { exchange: arriving, work: workOn(grid, ({ rows, columns: keys }) => ({ kind: 'softmax-maximum', rows, keys })) },
    {
      exchange: partials,
      work: workOn(grid, ({ rows, columns: keys }) => ({ kind: 'softmax-exponential', rows, keys, parts })),
    },
    {
      exchange: partials,
      work: workOn(grid, ({ rows, columns: keys }) => ({ kind: 'softmax-scale', rows, keys, parts })),
    },
  ];
}

/** Each part's number of a row goes to the row's other parts: sent once, received by each. */
function partialsToAll({ rows, splitRows, splitColumns }: Grid): ExchangePhase {
  const others = splitColumns - 1;
  return {
    pattern: 'gather',
    receivedBytesPerTile: Math.ceil(rows / splitRows) * others * PARTIAL_BYTES,
    sentBytes: rows * splitColumns * PARTIAL_BYTES,
    receivedBytes: rows * splitColumns * others * PARTIAL_BYTES,
    transfers: { received: others, sent: 1 },
  };
}
