/**
 * Layout conversion: transposes and packing of a product's left operand, in pieces of 16 elements of a
 * row. Per piece its loads, its stores and three shuffles: 11 slots for halves with 8 B accesses.
 * Source: osmarks/ipu-stack, AMP-left packing (about 11 slots a piece, 0.7 tile-cycles an element).
 * Other element sizes and true transposes are assumed to be the same program.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { controlBundles, loop, memoryBundle, type TileProgram } from '../../engines/program.js';
import { accesses, oneLaunchProgram } from '../shared/one-launch-program.js';
import type { TransposeTask } from './task.js';

export function transposeProgram(task: TransposeTask, machine: TileMachine): TileProgram {
  const { transpose } = machine.programs;
  const bytes = transpose.elementsPerBlock * task.bytesPerElement;
  const piece = [
    ...accesses('read', 'source', bytes, machine).map((access) => memoryBundle(access)),
    ...controlBundles(transpose.shuffleSlots),
    ...accesses('write', 'destination', bytes, machine).map((access) => memoryBundle(access)),
  ];
  return oneLaunchProgram(
    {
      name: 'transpose',
      setup: transpose,
      elements: { source: 0, destination: 1 },
      items: task.rows * Math.ceil(task.columns / transpose.elementsPerBlock),
      blocks: (pieces) => [loop(piece, pieces)],
    },
    machine,
  );
}
