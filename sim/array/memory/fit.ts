/**
 * Whether what an op needs can lie in the tiles' SRAM: the blocks of its own tensors where they lie, copies on their
 * way or gathered, and beside them everything else that is alive, spread over all tiles as evenly as it can be.
 * Left out: fragmentation; that the evenest spread may not be reached, so what passes may still not fit.
 */
import { InputError } from '../../../models/input-error.js';
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { blocksOf, type Placement } from './placement.js';
import { usableBytes } from './sram.js';

/** A tensor of an op where it lies. */
export interface HomedTensor {
  readonly tensor: string;
  readonly placement: Placement;
  readonly bytesPerElement: number;
}

export interface TileDemand {
  /** Tensors that lie at home during the op, and bytes of the copies that its fullest tile makes. */
  readonly homes: readonly HomedTensor[];
  readonly copyBytes: number;
  /** Of all tensors alive, over all tiles, without what the copies make. */
  readonly liveBytes: number;
}

/**
 * Bytes on the fullest tile.
 * @throws InputError naming the op, the bytes and its largest tensor where a tile has not so many
 */
export function fittingBytes({ homes, copyBytes, liveBytes }: TileDemand, machine: TileMachine, where: string): number {
  const sizes = homes.map(({ tensor, placement, bytesPerElement }) => {
    const blocks = blocksOf(placement);
    const elements = blocks.reduce((sum, { rows, columns, tiles }) => sum + rows * columns * tiles, 0);
    const most = Math.max(...blocks.map(({ rows, columns }) => rows * columns));
    return { tensor, all: elements * bytesPerElement, block: most * bytesPerElement };
  });
  const others = Math.max(0, liveBytes - sizes.reduce((sum, { all }) => sum + all, 0));
  const beside = Math.ceil(others / machine.tiles);
  const bytes = copyBytes + beside + sizes.reduce((sum, { block }) => sum + block, 0);
  if (bytes <= usableBytes(machine)) return bytes;
  const blocks = sizes.map(({ tensor, block }) => `${block} of ${tensor}`);
  const parts = [...blocks, `${copyBytes} of copies and results`, `${beside} of what else is alive`].join(', ');
  throw new InputError(
    where,
    `at most ${usableBytes(machine)} bytes of SRAM on a tile of ${machine.name}`,
    `${bytes} bytes on the fullest (${parts})`,
    'use a smaller batch or more tiles',
  );
}
