/** Random bits by arithmetic on words. */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import type { TileResult } from '../../engines/result.js';
import { oneLaunch } from '../shared/total.js';
import { addLoop, calledWork, coissuedTrip, streamed } from '../shared/work.js';
import type { RandomBitsTask } from './task.js';

export function randomBitsForm({ bytes }: RandomBitsTask, machine: TileMachine): TileResult {
  const { randomBits } = machine.programs;
  const { loadBytes } = machine.tile;
  const word = coissuedTrip(streamed(0, Math.ceil(loadBytes / randomBits.bytesPerIssue), loadBytes, machine));
  return oneLaunch(randomBits, machine, Math.ceil(bytes / loadBytes), (words) =>
    addLoop(calledWork(machine, randomBits.setupSlots), word, words),
  );
}
