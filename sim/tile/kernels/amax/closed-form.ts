/** Largest magnitudes by arithmetic: parts of groups dealt to the workers, vectors of one access. */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileResult } from '../../engines/result.js';
import { oneLaunch } from '../shared/total.js';
import { addLoop, addOnce, calledWork, coissuedTrip, sequentialTrip, streamed } from '../shared/work.js';
import type { AmaxTask } from './task.js';

export function amaxForm({ groups, elements, parts, format }: AmaxTask, machine: TileMachine): TileResult {
  const { amax } = machine.programs;
  const { loadBytes } = machine.tile;
  const vectors = Math.ceil((Math.ceil(elements / parts) * OPERAND_BYTES[format]) / loadBytes);
  const vector = coissuedTrip(streamed(loadBytes, amax.vectorFloats, 0, machine));
  const stored = sequentialTrip(streamed(0, 0, OPERAND_BYTES.fp32, machine));
  return oneLaunch(amax, machine, groups * parts, (share) => {
    const work = addOnce(calledWork(machine, amax.setupSlots + share * amax.partSlots), stored, share);
    return addLoop(work, vector, share * vectors);
  });
}
