/**
 * Whether what an op needs can lie in the tiles' SRAM: the exchange's programs, the blocks of its own tensors where they
 * lie, copies on their way or gathered, and beside them everything else that is alive, spread over all tiles as evenly
 * as it can be. Left out: fragmentation; that the evenest spread may not be reached, so what passes may still not fit.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import type { TileMemory } from '../../../records/run.js';
import { DoesNotFit } from './does-not-fit.js';
import type { LiveBytes, TensorSize } from './lives.js';
import { blocksOf, type Placement } from './placement.js';
import { usableBytes } from './sram.js';

/** A tensor of an op where it lies. */
export interface HomedTensor {
  readonly tensor: string;
  readonly placement: Placement;
  readonly bytesPerElement: number;
  readonly keeps: TensorSize['keeps'];
}

export interface TileDemand {
  /** Tensors that lie at home during the op, and bytes of the copies that its fullest tile makes. */
  readonly homes: readonly HomedTensor[];
  readonly copyBytes: number;
  /** Of all tensors alive, over all tiles, without what the copies make. */
  readonly live: LiveBytes;
  /** Of all tensors alive, the op's own among them. */
  readonly aliveBytes: number;
  /** Of the exchange's programs, on a tile. */
  readonly tableBytes: number;
}

/**
 * Bytes on the fullest tile, by what they are for.
 * @throws DoesNotFit naming the op, the bytes and its largest tensor where a tile has not so many
 */
export function fittingMemory(demand: TileDemand, machine: TileMachine, where: string): TileMemory {
  const memory = memoryOf(demand, machine);
  const bytes = memoryBytes(memory);
  if (bytes <= usableBytes(machine)) return memory;
  const homes = demand.homes.map((home) => ({ ...home, ...sizesOf(home) }));
  const beside = memory.states + memory.values - homes.reduce((sum, { block }) => sum + block, 0);
  const blocks = homes.map(({ tensor, block }) => `${block} of ${tensor}`);
  const rest = [`${memory.copies} of copies and results`, `${beside} of what else is alive`];
  const programs = memory.tables === 0 ? [] : [`${memory.tables} of the exchange’s programs`];
  throw new DoesNotFit(
    where,
    `at most ${usableBytes(machine)} bytes of SRAM on a tile of ${machine.name}`,
    `${bytes} bytes on the fullest (${[...blocks, ...rest, ...programs].join(', ')})`,
    bytes,
    memory.tables,
  );
}

/** What a demand takes of the fullest tile, whether it has so much or not. */
export function memoryOf({ homes, copyBytes, live, tableBytes }: TileDemand, { tiles }: TileMachine): TileMemory {
  const sizes = homes.map((home) => ({ keeps: home.keeps, ...sizesOf(home) }));
  const bytesOf = (keeps: TensorSize['keeps'], alive: number) => {
    const own = sizes.filter((size) => size.keeps === keeps);
    const others = Math.max(0, alive - own.reduce((sum, { all }) => sum + all, 0));
    return Math.ceil(others / tiles) + own.reduce((sum, { block }) => sum + block, 0);
  };
  const [states, values] = [bytesOf('state', live.states), bytesOf('value', live.values)];
  return { tables: tableBytes, states, values, copies: copyBytes };
}

/** The share of a tile's memory that is taken, at most all. */
export function occupiedShare(memory: TileMemory, machine: TileMachine): number {
  return Math.min(1, memoryBytes(memory) / usableBytes(machine));
}

export function memoryBytes({ tables, states, values, copies }: TileMemory): number {
  return tables + states + values + copies;
}

/** Bytes of all of a tensor's blocks, and of the largest. */
function sizesOf({ placement, bytesPerElement }: HomedTensor): { readonly all: number; readonly block: number } {
  const blocks = blocksOf(placement);
  const elements = blocks.reduce((sum, { rows, columns, tiles }) => sum + rows * columns * tiles, 0);
  const most = Math.max(...blocks.map(({ rows, columns }) => rows * columns));
  return { all: elements * bytesPerElement, block: most * bytesPerElement };
}
