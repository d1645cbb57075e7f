/**
 * SRAM of a tile as the array counts it: bytes that tensors may take, those that can be read two elements at a time,
 * whole elements. Left out: fragmentation, and room that programs and exchange tables take beyond the reserved bytes.
 * Source: Graphcore tile vertex ISA (elements, interleaved region), through osmarks/ipu-stack.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';

/** For tensors and their copies. */
export function usableBytes({ tile }: TileMachine): number {
  return Math.max(0, tile.sramBytes - tile.reservedBytes);
}

/** Of memory from which coefficients come two elements at a time. */
export function interleavedBytes({ tile }: TileMachine): number {
  return Math.max(0, tile.sramBytes - tile.interleavedFromByte);
}

/** Whether two streams that one bundle accesses can lie in elements of their own. */
export function liesApart(bytes: readonly number[], elementBytes: number, machine: TileMachine): boolean {
  const elements = bytes.reduce((sum, stream) => sum + Math.ceil(stream / elementBytes), 0);
  return elements <= Math.floor(machine.tile.sramBytes / elementBytes);
}

/** A cast or copy tells elements apart by groups of an interleaved pair. */
export function elementGroupsOf(bytes: readonly number[], machine: TileMachine): 'separate' | 'shared' {
  return liesApart(bytes, 2 * machine.tile.sramElementBytes, machine) ? 'separate' : 'shared';
}
