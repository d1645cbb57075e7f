/**
 * A Hadamard transform of runs of rows: where its input lies, if tiles have whole runs there, else spread anew. A round of
 * the program takes four steps of sums and differences, a run of sixteen; larger runs take a second one. Assumed: smaller
 * runs take as long, and elements of a run lie side by side.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import type { OpOf } from '../../../records/trace/op.js';
import { NOTHING_MOVES } from '../exchange/phase.js';
import type { Placement } from '../memory/placement.js';
import { type ArrayOp, gatherOf, placedAsInput, placementOf, type Stage, workOn } from './array-op.js';

/** Rows that one round mixes. */
const ROUND_ROWS = 16;

export const hadamard: ArrayOp<'hadamard'> = {
  placement: (op, context) => homeOf(op, placedAsInput(op, 0, context), context.machine),
  stages: (context) => {
    const { op, inputBytes, machine } = context;
    const home = homeOf(op, placementOf(context, 0), machine);
    const halves = Math.max(1, (inputBytes[0] ?? 2) / 2);
    const work = workOn(home, ({ rows, columns }) => ({
      ...{ kind: 'element-wise', operation: 'hadamard' },
      elements: rows * columns * halves,
    }));
    const first: Stage = { exchange: gatherOf(context, home, [0]), work };
    return op.attributes.size > ROUND_ROWS ? [first, { exchange: NOTHING_MOVES, work }] : [first];
  },
};

/** Whole runs a tile. */
function homeOf({ dims, attributes }: OpOf<'hadamard'>, read: Placement, { tiles }: TileMachine): Placement {
  const { rows, columns } = dims;
  if (read.kind === 'grid' && read.rows === rows && read.columns === columns && isWhole(read, attributes.size)) {
    return read;
  }
  const splitRows = largestDivisor(rows / attributes.size, tiles);
  return { kind: 'grid', rows, columns, splitRows, splitColumns: Math.min(columns, Math.floor(tiles / splitRows)) };
}

function isWhole({ rows, splitRows }: { rows: number; splitRows: number }, size: number): boolean {
  return splitRows === 1 || rows % (splitRows * size) === 0;
}

function largestDivisor(of: number, most: number): number {
  for (let parts = Math.min(of, most); parts > 1; parts--) if (of % parts === 0) return parts;
  return 1;
}
