/**
 * Image patches to rows and back, spread over all tiles by whole patches: im2col copies pieces of one kernel row,
 * col2im adds up the patches that hold an element. Tiles receive their share's; im2col also the rows of the image that
 * its patches reach into. Left out: the convolution program, which needs no patches.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import type { OpOf } from '../../../records/trace/op.js';
import type { TileTask } from '../../tile/kernels/tasks.js';
import { type BlockSize, blocksOf, linearPlacement, type Placement, tilesOf } from '../memory/placement.js';
import { elementGroupsOf } from '../memory/sram.js';
import { type ArrayOp, type Stage, workOn } from './array-op.js';

type PatchOp = OpOf<'im2col' | 'col2im'>;

export const im2col: ArrayOp<'im2col'> = {
  placement: (op, { machine }) => spreadWithPatches(op, op.dims.columns, machine),
  stages: ({ op, machine, inputBytes: [bytes = 0] }) => {
    const { channels, kernel, width, rows, columns } = op.dims;
    const reach = (kernel - 1) * width;
    const images = (patches: number) => (patches + reach) * channels * bytes;
    const task = (patches: number): TileTask => ({
      kind: 'gather',
      pieces: patches * kernel,
      bytesPerPiece: kernel * channels * bytes,
      elementGroups: elementGroupsOf([images(patches), patches * columns * bytes], machine),
    });
    const home = patchesOf(op, machine);
    const received = { perTile: images, all: (rows + tilesOf(home) * reach) * channels * bytes };
    return [patchStage(home, received, rows * channels * bytes, task)];
  },
};

export const col2im: ArrayOp<'col2im'> = {
  placement: (op, { machine }) => spreadWithPatches(op, op.dims.channels, machine),
  stages: ({ op, machine, inputBytes: [bytes = 0] }) => {
    const { channels, kernel, rows, columns } = op.dims;
    const task = (patches: number): TileTask => ({
      kind: 'patch-sum',
      elements: patches * channels,
      taps: kernel * kernel,
    });
    const all = rows * columns * bytes;
    return [patchStage(patchesOf(op, machine), { perTile: (patches) => patches * columns * bytes, all }, all, task)];
  },
};

/** Whole patches over as many tiles as there are. */
function patchesOf({ dims }: PatchOp, { tiles }: TileMachine): Placement {
  return linearPlacement(dims.rows, tiles, 1);
}

/** The output lies where its patches are worked on. */
function spreadWithPatches(op: PatchOp, elementsPerPatch: number, machine: TileMachine): Placement {
  return { kind: 'linear', elements: op.dims.rows * elementsPerPatch, tiles: tilesOf(patchesOf(op, machine)) };
}

function patchStage(
  home: Placement,
  received: { readonly perTile: (patches: number) => number; readonly all: number },
  sentBytes: number,
  task: (patches: number) => TileTask,
): Stage {
  const work = workOn(home, ({ columns }) => task(columns));
  const [{ columns: most }] = blocksOf(home) as [BlockSize];
  return {
    exchange: {
      pattern: 'gather',
      receivedBytesPerTile: received.perTile(most),
      sentBytes,
      receivedBytes: received.all,
    },
    work,
  };
}
