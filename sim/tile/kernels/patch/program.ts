/**
 * Words of a table rewritten through an index, 9 slots a word.
 * Source: osmarks/ipu-stack docs/VIT_REPEAT_2026_09_10.md.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { controlBundles, loop, memoryBundle, type TileProgram } from '../../engines/program.js';
import { elementsOf } from '../copy/program.js';
import { oneLaunchProgram } from '../shared/one-launch-program.js';
import type { PatchTask } from './task.js';

export function patchProgram(task: PatchTask, machine: TileMachine): TileProgram {
  const { patch } = machine.programs;
  const word = { direction: 'read', stream: 'source', bytes: patch.wordBytes } as const;
  const memory = [memoryBundle(word), memoryBundle({ ...word, direction: 'write', stream: 'destination' })];
  const slots = [...memory, ...controlBundles(patch.wordSlots)].slice(0, Math.max(memory.length, patch.wordSlots));
  return oneLaunchProgram(
    {
      name: 'patch',
      setup: patch,
      elements: elementsOf('shared'),
      items: task.words,
      blocks: (words) => [loop(slots, words)],
    },
    machine,
  );
}
