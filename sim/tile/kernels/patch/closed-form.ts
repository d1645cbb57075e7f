/** Words of a table rewritten, by arithmetic. */
import type { TileMachine } from '../../../../models/machines/machine.js';
import type { TileResult } from '../../engines/result.js';
import { oneLaunch } from '../shared/total.js';
import { addLoop, calledWork, controlTrip } from '../shared/work.js';
import type { PatchTask } from './task.js';

/** Bytes of a table's word. */
const PATCH_WORD_BYTES = 4;

export function patchForm({ words }: PatchTask, machine: TileMachine): TileResult {
  const { patch } = machine.programs;
  const word = controlTrip(
    { loads: 1, floats: 0, stores: 1, readBytes: PATCH_WORD_BYTES, writeBytes: PATCH_WORD_BYTES },
    patch.wordSlots,
  );
  return oneLaunch(patch, machine, words, (share) => addLoop(calledWork(machine, patch.setupSlots), word, share));
}
