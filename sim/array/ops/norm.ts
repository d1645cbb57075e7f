/**
 * Norms. Rows of a layer-norm or RMS-norm are whole on a tile, on as many tiles as there are rows; what lies otherwise is
 * gathered. Columns of a batch-norm stay where they are: every tile has the statistics or sums of its block, which are
 * added over tiles (sums.ts) and sent back to all where they are used. Partial statistics are added as sums are: what
 * merging means costs beside loads (Chan, Golub, LeVeque 1979) is taken to fit there.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { NORMS, type NormFunction, type NormOperand, type OpOf } from '../../../records/trace/op.js';
import { closedForm } from '../../tile/kernels/closed-forms.js';
import { type ExchangePhase, movedTogether, NOTHING_MOVES } from '../exchange/phase.js';
import { type BlockSize, blocksOf, liesAt, type Placement } from '../memory/placement.js';
import {
  type ArrayOp,
  gatherOf,
  type OpContext,
  type PlaceContext,
  placedAsInput,
  placementOf,
  rowPlacement,
  type Stage,
  workOn,
} from './array-op.js';
import { rowsToAll } from './rows.js';
import { addedUp, sumGrid, sumsPlacement } from './sums.js';

type BatchNormFunction = Extract<NormFunction, `batch-norm-${string}`>;

/** Numbers of a column that a function sums over the rows, and 0 for those that sum nothing. */
const SUMMED: Readonly<Record<NormFunction, 0 | 1 | 2>> = {
  'layer-norm': 0,
  'add-layer-norm': 0,
  'layer-norm-statistics': 0,
  'layer-norm-apply': 0,
  'layer-norm-backward': 0,
  'layer-norm-parameters': 2,
  'rms-norm': 0,
  'rms-norm-backward': 0,
  'rms-norm-parameters': 1,
  'batch-norm-statistics': 2,
  'batch-norm-apply': 0,
  'batch-norm-parameters': 2,
  'batch-norm-backward': 0,
};

export const norm: ArrayOp<'norm'> = {
  placement: (op, context) => {
    const home = homeOf(op, placedAsInput(op, 0, context), context);
    const perColumn = SUMMED[op.attributes.function];
    if (perColumn > 0) return sumsPlacement(sumGrid(home, op.dims), perColumn, context.machine);
    return NORMS[op.attributes.function].output === 'two-columns' ? statisticsPlacement(op, context.machine) : home;
  },
  stages: (context) => {
    const { op, machine } = context;
    const home = homeOf(op, placementOf(context, 0), context);
    const operands: readonly NormOperand[] = NORMS[op.attributes.function].inputs;
    const exchange = movedTogether(operands.map((operand, input) => arriving(context, home, operand, input)));
    const perColumn = SUMMED[op.attributes.function];
    const grid = sumGrid(home, op.dims);
    const own: Stage = { exchange, work: workOn(grid, (block) => taskOf(op, block, machine)) };
    if (perColumn === 0) return [own];
    const [largest] = blocksOf(grid) as [BlockSize];
    const parts = isBatchNorm(op.attributes.function) ? rowPartsOf(op.attributes.function, largest, machine) : 1;
    const levels = addedUp(grid, { perColumn, bytes: context.outputBytes, format: 'fp32' }, machine);
    return parts === 1 ? [own, ...levels] : [own, partsAdded(grid, perColumn, parts), ...levels];
  },
};

/** Where the work is: batch-norm where its first input lies, the others on whole rows. */
function homeOf(op: OpOf<'norm'>, first: Placement, { machine }: Pick<PlaceContext, 'machine'>): Placement {
  return isBatchNorm(op.attributes.function) ? first : rowPlacement(op.dims.rows, op.dims.columns, machine);
}

function isBatchNorm(name: NormFunction): name is BatchNormFunction {
  return name.startsWith('batch-norm');
}

/** Mean and deviation of each row, with the row. */
function statisticsPlacement({ dims }: OpOf<'norm'>, machine: TileMachine): Placement {
  return rowPlacement(dims.rows, 2, machine);
}

function arriving(context: OpContext<'norm'>, home: Placement, operand: NormOperand, input: number): ExchangePhase {
  const { op, machine, inputBytes } = context;
  const bytes = inputBytes[input] ?? 0;
  switch (operand) {
    case 'whole':
      return gatherOf(context, home, [input]);
    case 'row':
      return rowsToAll(home, { ...op.dims, groups: 1 }, placementOf(context, input), bytes);
    case 'two-rows':
      return rowsToAll(home, { ...op.dims, groups: 1 }, placementOf(context, input), 2 * bytes);
    case 'two-columns': {
      const statistics = statisticsPlacement(op, machine);
      if (liesAt(placementOf(context, input), statistics)) return NOTHING_MOVES;
      return gatherOf(context, statistics, [input]);
    }
    case 'column':
      return gatherOf(context, rowPlacement(op.dims.rows, 1, machine), [input]);
  }
}

function taskOf({ attributes }: OpOf<'norm'>, block: BlockSize, machine: TileMachine) {
  const { rows, columns: width } = block;
  switch (attributes.function) {
    case 'layer-norm':
      return { kind: 'layer-norm', rows, width, fused: 'none' } as const;
    case 'add-layer-norm':
      return { kind: 'layer-norm', rows, width, fused: 'add' } as const;
    case 'layer-norm-statistics':
    case 'layer-norm-apply':
    case 'layer-norm-backward':
    case 'layer-norm-parameters':
    case 'rms-norm':
    case 'rms-norm-backward':
    case 'rms-norm-parameters':
      return { kind: attributes.function, rows, width } as const;
    case 'batch-norm-statistics':
    case 'batch-norm-apply':
    case 'batch-norm-parameters':
    case 'batch-norm-backward': {
      const rowParts = rowPartsOf(attributes.function, block, machine);
      return { kind: attributes.function, rows, channels: width, rowParts } as const;
    }
  }
}

/** The parts of rows, at most one a worker, with which a tile is done first, its parts' sums added. */
function rowPartsOf(kind: BatchNormFunction, { rows, columns }: BlockSize, machine: TileMachine): number {
  let best = { parts: 1, cycles: Number.POSITIVE_INFINITY };
  for (let parts = 1; parts <= Math.min(rows, machine.tile.workers); parts++) {
    const own = closedForm({ kind, rows, channels: columns, rowParts: parts }, machine).cycles;
    const sums = SUMMED[kind] === 0 || parts === 1 ? 0 : closedForm(partsTask(2, columns, parts), machine).cycles;
    if (own + sums < best.cycles) best = { parts, cycles: own + sums };
  }
  return best.parts;
}

function partsTask(perColumn: number, columns: number, partials: number) {
  return { kind: 'reduce', elements: perColumn * columns, partials, format: 'fp32' } as const;
}

/** On every tile its parts' sums. */
function partsAdded(grid: Placement, perColumn: number, parts: number): Stage {
  return {
    exchange: NOTHING_MOVES,
    work: workOn(grid, ({ columns }) => partsTask(perColumn, columns, parts)),
  };
}
