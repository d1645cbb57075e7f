/** Words of a table rewritten, by arithmetic. */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import type { TileResult } from '../../engines/result.js';
import { oneLaunch } from '../shared/total.js';
import { addLoop, calledWork, controlTrip } from '../shared/work.js';
import type { PatchTask } from './task.js';

export function patchForm({ words }: PatchTask, machine: TileMachine): TileResult {
  const { patch } = machine.programs;
  const word = controlTrip(
    { loads: 1, floats: 0, stores: 1, readBytes: patch.wordBytes, writeBytes: patch.wordBytes },
    patch.wordSlots,
  );
  return oneLaunch(patch, machine, words, (share) => addLoop(calledWork(machine, patch.setupSlots), word, share));
}
