/** Passes of a softmax in parts, by arithmetic on rows and blocks. */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileResult } from '../../engines/result.js';
import { oneLaunch } from '../shared/total.js';
import { addLoop, calledWork, coissuedTrip, controlTrip, filledTrip, streamed, type Trip } from '../shared/work.js';
import type { SoftmaxPartTask } from './task.js';

export function softmaxPartForm(task: SoftmaxPartTask, machine: TileMachine): TileResult {
  const { softmax } = machine.programs;
  const parts = 'parts' in task ? task.parts : 0;
  const partial = controlTrip(streamed(OPERAND_BYTES.fp32, 0, 0, machine), softmax.partSlots);
  const block = blockTrip(task.kind, machine);
  const blocks = Math.ceil(task.keys / softmax.elementsPerBlock);
  return oneLaunch(softmax, machine, task.rows, (rows) => {
    const work = calledWork(machine, softmax.setupSlots + rows * softmax.rowSlots);
    return addLoop(addLoop(work, partial, rows * parts), block, rows * blocks);
  });
}

function blockTrip(kind: SoftmaxPartTask['kind'], machine: TileMachine): Trip {
  const { elementsPerBlock, maximumBlockSlots, exponentialBlockSlots, scaleFloats } = machine.programs.softmax;
  const bytes = elementsPerBlock * OPERAND_BYTES.fp16;
  switch (kind) {
    case 'softmax-maximum':
      return filledTrip(streamed(bytes, 0, 0, machine), maximumBlockSlots);
    case 'softmax-exponential':
      return filledTrip(streamed(bytes, 0, bytes, machine), exponentialBlockSlots);
    case 'softmax-scale':
      return coissuedTrip(streamed(bytes, scaleFloats, bytes, machine));
  }
}
