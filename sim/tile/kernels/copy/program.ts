/**
 * Copies within a tile: one access of source and one of destination a word; both in one slot
 * (ldst64pace) where they lie in different elements, else two slots. Words are dealt to the workers.
 * Source: osmarks/ipu-stack cost/kernel.rs: 6 cycles per 48 B in separate elements, 12 otherwise.
 * `gather` copies pieces (im2col rows): a table entry and an address each; whole pieces to a worker.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { type Bundle, controlBundles, loop, once, repeat, type TileProgram } from '../../engines/program.js';
import {
  accesses,
  coissuedBundles,
  type LoopBody,
  oneLaunchProgram,
  overlappedBundles,
} from '../shared/one-launch-program.js';
import type { CopyTask, ElementGroups, GatherTask } from './task.js';

/** A last word that is not full is moved whole. */
export function copyProgram(task: CopyTask, machine: TileMachine): TileProgram {
  return oneLaunchProgram(
    {
      name: 'copy',
      setup: machine.programs.copy,
      elements: elementsOf(task.elementGroups),
      items: Math.ceil(task.bytes / machine.tile.loadBytes),
      blocks: (words) => [loop(wordBundles(task.elementGroups, machine), words)],
    },
    machine,
  );
}

export function gatherProgram(task: GatherTask, machine: TileMachine): TileProgram {
  const { gather } = machine.programs;
  const words = Math.ceil(task.bytesPerPiece / machine.tile.loadBytes);
  const entry = once(controlBundles(gather.pieceSlots));
  const copy = loop(wordBundles(task.elementGroups, machine), words);
  return oneLaunchProgram(
    {
      name: 'gather',
      setup: gather,
      elements: elementsOf(task.elementGroups),
      items: task.pieces,
      blocks: (pieces) => [repeat([entry, copy], pieces)],
    },
    machine,
  );
}

export function elementsOf(groups: ElementGroups): Record<string, number> {
  return { source: 0, destination: groups === 'separate' ? 1 : 0 };
}

function wordBundles(groups: ElementGroups, machine: TileMachine): Bundle[] {
  const bytes = machine.tile.loadBytes;
  const body: LoopBody = {
    loads: accesses('read', 'source', bytes, machine),
    floats: 0,
    stores: accesses('write', 'destination', bytes, machine),
  };
  return groups === 'separate' ? overlappedBundles(body) : coissuedBundles(body);
}
