/**
 * Elements in another order: a view. What reads them has their pieces brought from where they lie, so nothing moves here;
 * but the exchange moves whole words, so pieces that are none are first copied next to each other, and zeros that pad
 * are written. Left out: that short pieces make the reader's exchange longer.
 */
import type { TileTask } from '../../tile/kernels/tasks.js';
import { NOTHING_MOVES } from '../exchange/phase.js';
import { type BlockSize, linearPlacement, type Placement, tilesOf } from '../memory/placement.js';
import { type ArrayOp, type OpContext, placedAsInput, placementOf, type Stage, workOn } from './array-op.js';

export const rearrange: ArrayOp<'rearrange'> = {
  placement: (op, context) => spread(op.dims.made, placedAsInput(op, 0, context)),
  stages: (context) => {
    const { op, machine, outputBytes } = context;
    const { read, made, piece } = op.dims;
    const place = spread(made, placementOf(context, 0));
    if ((piece * outputBytes) % machine.exchange.bytesPerCycle !== 0) {
      const bytesPerPiece = piece * outputBytes;
      return stage(place, ({ columns }) => {
        return { kind: 'gather', pieces: Math.ceil(columns / piece), bytesPerPiece, elementGroups: 'separate' };
      });
    }
    const zeros = made - read;
    return zeros > 0 ? stage(spread(zeros, place), zerosOn(context)) : stage(place);
  },
};

function zerosOn({ outputBytes }: OpContext<'rearrange'>) {
  return ({ columns }: BlockSize): TileTask => {
    return { kind: 'copy', bytes: columns * outputBytes, elementGroups: 'separate' };
  };
}

function stage(place: Placement, task?: (block: BlockSize) => TileTask): Stage[] {
  return [{ exchange: NOTHING_MOVES, work: task === undefined ? [] : workOn(place, task) }];
}

/** Over as many tiles as hold what is read. */
function spread(elements: number, place: Placement): Placement {
  return linearPlacement(elements, tilesOf(place), 1);
}
