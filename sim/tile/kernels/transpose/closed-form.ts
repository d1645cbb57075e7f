/** A transpose by arithmetic on pieces of rows. */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import type { TileResult } from '../../engines/result.js';
import { oneLaunch } from '../shared/total.js';
import { addLoop, calledWork, controlTrip, streamed } from '../shared/work.js';
import type { TransposeTask } from './task.js';

export function transposeForm({ rows, columns, bytesPerElement }: TransposeTask, machine: TileMachine): TileResult {
  const { transpose } = machine.programs;
  const bytes = transpose.elementsPerBlock * bytesPerElement;
  const body = streamed(bytes, 0, bytes, machine);
  const piece = controlTrip(body, body.loads + transpose.shuffleSlots + body.stores);
  return oneLaunch(transpose, machine, rows * Math.ceil(columns / transpose.elementsPerBlock), (pieces) =>
    addLoop(calledWork(machine, transpose.setupSlots), piece, pieces),
  );
}
