/** The gradient of max-pooling by arithmetic. */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileResult } from '../../engines/result.js';
import { oneLaunch } from '../shared/total.js';
import { addLoop, calledWork, coissuedTrip, streams } from '../shared/work.js';
import type { MaxPoolBackwardTask } from './task.js';

const HALF = OPERAND_BYTES.fp16;

export function maxPoolBackwardForm(
  { outputs, window, windows }: MaxPoolBackwardTask,
  machine: TileMachine,
): TileResult {
  const { maxPoolBackward } = machine.programs;
  const { loadBytes } = machine.tile;
  const maximum = coissuedTrip(streams(1, 1, 0, loadBytes, machine));
  const added = windows === 'overlapping' ? 1 : 0;
  const choice = coissuedTrip(streams(1 + added, maxPoolBackward.inputFloats + added, 1, loadBytes, machine));
  return oneLaunch(maxPoolBackward, machine, Math.ceil((outputs * HALF) / loadBytes), (share) => {
    const work = calledWork(machine, maxPoolBackward.setupSlots + share * (maxPoolBackward.vectorSlots + 1));
    work.readBytes += share * loadBytes;
    return addLoop(addLoop(work, maximum, share * window), choice, share * window);
  });
}
