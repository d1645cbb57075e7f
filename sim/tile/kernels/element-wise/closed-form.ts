/** Element-wise operations by arithmetic on vectors of one access. */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import type { TileResult } from '../../engines/result.js';
import { oneLaunch } from '../shared/total.js';
import { VECTOR_OPERATIONS } from '../shared/vector-operations.js';
import { addLoop, calledWork, coissuedTrip } from '../shared/work.js';
import type { ElementWiseTask } from './task.js';

export function elementWiseForm({ operation, elements }: ElementWiseTask, machine: TileMachine): TileResult {
  const { elementWise } = machine.programs;
  const { loadBytes } = machine.tile;
  const { elementBytes, loads, floats, stores } = VECTOR_OPERATIONS[operation];
  const vector = coissuedTrip({
    loads,
    floats,
    stores,
    readBytes: loads * loadBytes,
    writeBytes: stores * loadBytes,
  });
  return oneLaunch(elementWise, machine, Math.ceil((elements * elementBytes) / loadBytes), (vectors) =>
    addLoop(calledWork(machine, elementWise.setupSlots), vector, vectors),
  );
}
