/**
 * Largest magnitudes of groups: every tile those of its block, a group in parts on several workers where it has few; then
 * those of tiles that share a group, as sums are added (sums.ts); then the scales that follow, where they are.
 * Assumed: the larger of two costs what their sum costs.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import type { FromAmax } from '../../../records/trace/scales.js';
import { closedForm } from '../../tile/kernels/closed-forms.js';
import type { ElementWiseOperation } from '../../tile/kernels/shared/vector-operations.js';
import type { TileTask } from '../../tile/kernels/tasks.js';
import { NOTHING_MOVES } from '../exchange/phase.js';
import type { Placement } from '../memory/placement.js';
import { type ArrayOp, type OpContext, placedAsInput, placementOf, type Stage, workOn } from './array-op.js';
import { type GroupSpread, groupSpread } from './groups.js';
import { addedUp, type SumGrid, sumsPlacement } from './sums.js';

/** What makes scales of largest magnitudes. */
const FINISHED: Readonly<Record<FromAmax['kind'], ElementWiseOperation | 'none'>> = {
  amax: 'none',
  'amax-or-nan': 'none',
  'power-of-two': 'power-of-two-scale',
  float32: 'float32-scale',
  mx: 'power-of-two-scale',
  'nvfp4-tensor': 'float32-scale',
  nvfp4: 'narrow-scale',
};

/** Between tiles magnitudes are floats. */
const NUMBERS = { perColumn: 1, bytes: 4, format: 'fp32' } as const;

export const amax: ArrayOp<'amax'> = {
  placement: (op, context) => placedScales(groupSpread(placedAsInput(op, 0, context), op.dims), context.machine),
  stages: (context) => {
    const { op, machine, inputBytes } = context;
    const spread = groupSpread(placementOf(context, 0), op.dims);
    const format = inputBytes[0] === 4 ? 'fp32' : 'fp16';
    const { tileGroups: groups, elements } = spread;
    const parts = partsOf({ kind: 'amax', groups, elements, parts: 1, format }, machine);
    const own: Stage = {
      exchange: NOTHING_MOVES,
      work: workOn(spread.grid, () => ({ kind: 'amax', groups, elements, parts, format })),
    };
    const folded: Stage = {
      exchange: NOTHING_MOVES,
      work: workOn(spread.grid, () => partsTask(groups, parts)),
    };
    return [
      ...(parts === 1 ? [own] : [own, folded]),
      ...addedUp(sharedGrid(spread), NUMBERS, machine),
      ...finished(context, placedScales(spread, machine)),
    ];
  },
};

/** Groups side by side, one below the other what the tiles of a group have of it. */
function sharedGrid({ grid, groups, sharers }: GroupSpread): SumGrid {
  const tiles = grid.splitRows * grid.splitColumns;
  const splitColumns = Math.max(1, Math.min(groups, Math.floor(tiles / sharers)));
  return { kind: 'grid', rows: sharers, columns: groups, splitRows: sharers, splitColumns };
}

function placedScales(spread: GroupSpread, machine: TileMachine): Placement {
  return sumsPlacement(sharedGrid(spread), 1, machine);
}

function finished({ op }: OpContext<'amax'>, home: Placement): Stage[] {
  const operation = FINISHED[op.attributes.gives.kind];
  if (operation === 'none') return [];
  const work = workOn(home, ({ columns }) => ({ kind: 'element-wise', operation, elements: columns }));
  return [{ exchange: NOTHING_MOVES, work }];
}

/** The parts of a group, at most one a worker, with which a tile is done first, its parts folded. */
function partsOf(task: Extract<TileTask, { kind: 'amax' }>, machine: TileMachine): number {
  let best = { parts: 1, cycles: Number.POSITIVE_INFINITY };
  for (let parts = 1; parts <= Math.min(task.elements, machine.tile.workers); parts++) {
    const own = closedForm({ ...task, parts }, machine).cycles;
    const folded = parts === 1 ? 0 : closedForm(partsTask(task.groups, parts), machine).cycles;
    if (own + folded < best.cycles) best = { parts, cycles: own + folded };
  }
  return best.parts;
}

function partsTask(elements: number, partials: number) {
  return { kind: 'reduce', elements, partials, format: 'fp32' } as const;
}
