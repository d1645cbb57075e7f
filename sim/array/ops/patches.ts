/**
 * Image patches to rows and back, spread over all tiles by whole patches: im2col copies pieces of one kernel row,
 * col2im adds up the patches that hold an element. Tiles receive their share's. Left out: the convolution
 * program, which needs no patches.
 */
import type { OpOf } from '../../../records/trace/op.js';
import type { TileTask } from '../../tile/kernels/tasks.js';
import { linearPlacement, tilesOf } from '../memory/placement.js';
import { type ArrayOp, type OpContext, type Stage, spreadOut } from './array-op.js';

export const im2col: ArrayOp<'im2col'> = {
  placement: (op, context) => spreadOut(op.output, context),
  stages: (context) => {
    const { channels, kernel, width, rows } = context.op.dims;
    const { tiles, patches, bytes } = shareOf(context);
    const received = patches * channels * bytes + (kernel - 1) * width * channels * bytes;
    const pieces = { pieces: patches * kernel, bytesPerPiece: kernel * channels * bytes };
    const task: TileTask = { kind: 'gather', ...pieces, elementGroups: 'separate' };
    return [patchStage(tiles, received, rows * channels * bytes, task)];
  },
};

export const col2im: ArrayOp<'col2im'> = {
  placement: (op, context) => spreadOut(op.output, context),
  stages: (context) => {
    const { channels, kernel, rows, columns } = context.op.dims;
    const { tiles, patches, bytes } = shareOf(context);
    const task: TileTask = { kind: 'patch-sum', elements: patches * channels, taps: kernel * kernel };
    return [patchStage(tiles, patches * columns * bytes, rows * columns * bytes, task)];
  },
};

/** How many patches the fullest of how many tiles has. */
function shareOf({ op, machine, inputBytes, outputBytes }: OpContext<'im2col' | 'col2im'>) {
  const { rows, columns }: OpOf<'im2col'>['dims'] = op.dims;
  const tiles = tilesOf(linearPlacement(rows * columns, machine.tiles, columns));
  return { tiles, patches: Math.ceil(rows / tiles), bytes: inputBytes[0] ?? outputBytes };
}

function patchStage(tiles: number, receivedBytesPerTile: number, sentBytes: number, task: TileTask): Stage {
  const receivedBytes = receivedBytesPerTile * tiles;
  return {
    exchange: { pattern: 'gather', receivedBytesPerTile, sentBytes, receivedBytes },
    work: [{ task, tiles }],
  };
}
