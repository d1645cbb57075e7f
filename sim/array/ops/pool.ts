/** Pooling over squares that do not overlap: spread over all tiles, whole squares on each, and the output with them. */

import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { windowsAlong } from '../../../models/windows.js';
import type { OpOf } from '../../../records/trace/op.js';
import { linearPlacement, type Placement, tilesOf } from '../memory/placement.js';
import { type ArrayOp, spreadStages } from './array-op.js';

export const pool: ArrayOp<'pool'> = {
  placement: (op, { machine }) => {
    const squares = squaresOf(op, machine);
    const { images, height, width, channels } = op.dims;
    const outputs = op.attributes.function === 'max' ? squareCount(op) : images * height * width * channels;
    return { kind: 'linear', elements: outputs, tiles: tilesOf(squares) };
  },
  stages: (context) => {
    const { op, machine } = context;
    const window = op.dims.kernel ** 2;
    // The image, and backward one gradient a square.
    const perSquare = (input: number) => (input === 0 ? window : 1);
    return spreadStages(
      context,
      squaresOf(op, machine),
      ({ columns: outputs }) =>
        op.attributes.function === 'max'
          ? { kind: 'max-pool', outputs, window }
          : { kind: 'max-pool-backward', outputs, window, windows: 'apart' },
      perSquare,
    );
  },
};

function squaresOf(op: OpOf<'pool'>, { tiles }: TileMachine): Placement {
  return linearPlacement(squareCount(op), tiles, 1);
}

function squareCount({ dims }: OpOf<'pool'>): number {
  return dims.images * windowsAlong(dims.height, dims) * windowsAlong(dims.width, dims) * dims.channels;
}
