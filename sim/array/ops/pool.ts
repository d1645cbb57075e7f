/** Pooling over squares that do not overlap: spread over all tiles, whole squares on each, and the output with them. */

import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import type { OpOf } from '../../../records/trace/op.js';
import { linearPlacement, type Placement, tilesOf } from '../memory/placement.js';
import { type ArrayOp, spreadStages } from './array-op.js';

export const pool: ArrayOp<'pool'> = {
  placement: (op, { machine }) => {
    const squares = squaresOf(op, machine);
    const { elements, size } = op.dims;
    const outputs = op.attributes.function === 'max' ? elements / size ** 2 : elements;
    return { kind: 'linear', elements: outputs, tiles: tilesOf(squares) };
  },
  stages: (context) => {
    const { op, machine } = context;
    const window = op.dims.size ** 2;
    const kind = op.attributes.function === 'max' ? 'max-pool' : 'max-pool-backward';
    // The image, and backward one gradient a square.
    const perSquare = (input: number) => (input === 0 ? window : 1);
    return spreadStages(
      context,
      squaresOf(op, machine),
      ({ columns }) => ({ kind, outputs: columns, window }),
      perSquare,
    );
  },
};

function squaresOf({ dims }: OpOf<'pool'>, { tiles }: TileMachine): Placement {
  return linearPlacement(dims.elements / dims.size ** 2, tiles, 1);
}
