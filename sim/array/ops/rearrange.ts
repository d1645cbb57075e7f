/**
 * Elements in another order: a view. What reads them has their pieces brought from where they lie, so nothing moves here;
 * but the exchange moves whole words, so pieces that are none are first copied next to each other, and zeros that pad
 * are written. Left out: that short pieces make the reader's exchange longer.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import type { OpOf } from '../../../records/trace/op.js';
import type { TileTask } from '../../tile/kernels/tasks.js';
import { NOTHING_MOVES } from '../exchange/phase.js';
import { type BlockSize, linearPlacement, type Placement, spreadPlacement, tilesOf } from '../memory/placement.js';
import { type ArrayOp, type OpContext, placedAsInput, placementOf, type Stage, workOn } from './array-op.js';

export const rearrange: ArrayOp<'rearrange'> = {
  placement: (op, context) => placeOf(op, placedAsInput(op, 0, context), context.machine),
  stages: (context) => {
    const { op, machine, outputBytes } = context;
    const { read, made, piece } = op.dims;
    const place = placeOf(op, placementOf(context, 0), machine);
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

/** On the tiles of what is read; of several tensors, or with zeros between, on all. */
function placeOf({ dims, attributes }: OpOf<'rearrange'>, read: Placement, { tiles }: TileMachine): Placement {
  const { function: name } = attributes;
  return name === 'concat' || name === 'pad' ? spreadPlacement(dims.made, tiles) : spread(dims.made, read);
}

/** Over as many tiles as a placement has. */
function spread(elements: number, place: Placement): Placement {
  return linearPlacement(elements, tilesOf(place), 1);
}
