/**
 * SRAM of the fullest tile for a product's blocks: results (twice where partial sums are scattered), operands that lie
 * there, and of gathered ones what a round brings. Left out: tensors that live there beside (given as bytes).
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import type { OperandArrival, RoundAxis } from '../../../records/run.js';
import { interleavedBytes, liesApart, usableBytes } from '../memory/sram.js';
import { type Block, isCut, roundOf } from './gemm-block.js';
import type { GemmShape, Grains } from './gemm-shape.js';

/** What each tile holds: bytes of tensors beside the product's blocks, and how its operands arrive. */
export interface Held {
  readonly bytes: number;
  readonly left: OperandArrival;
  readonly right: OperandArrival;
}

export interface RoundBytes {
  readonly left: number;
  readonly right: number;
  readonly results: number;
}

/** Bytes of a block's operands as a round of `count` grains holds them, and of its results. */
export function bytesOfRound(
  block: Block,
  axis: RoundAxis,
  count: number,
  splitK: number,
  shape: GemmShape,
  grains: Grains,
  held: Held,
): RoundBytes {
  const part = roundOf(block, axis, count, grains);
  const whole = held.left === 'in-place' || !isCut('left', axis) ? block : part;
  const other = held.right === 'in-place' || !isCut('right', axis) ? block : part;
  return {
    left: whole.calls * whole.m * whole.k * shape.operandBytes,
    right: other.calls * other.k * other.n * shape.operandBytes,
    results: (splitK > 1 ? 2 : 1) * block.calls * block.m * block.n * shape.partialBytes,
  };
}

/** Whether a tile can hold them beside what lives there, coefficients where they are read, results apart from the left operand. */
export function fitsTile(
  { left, right, results }: RoundBytes,
  splitK: number,
  shape: GemmShape,
  machine: TileMachine,
  held: Held,
): boolean {
  const output = splitK > 1 ? results / 2 : results;
  return (
    held.bytes + left + right + results <= usableBytes(machine) &&
    (shape.coefficients === 'standard' || right <= interleavedBytes(machine)) &&
    liesApart([left, output], machine.tile.sramElementBytes, machine)
  );
}
