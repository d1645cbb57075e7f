/**
 * Maxima and means of pooling windows. Per vector of one access: 2 slots of address, per input of the window a load with
 * the maximum or sum beside it, a store (of a mean with the product beside it); assumed, not measured.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileProgram } from '../../engines/program.js';
import { foldProgram } from '../shared/fold-program.js';
import type { AveragePoolTask, MaxPoolTask } from './task.js';

export function poolProgram(task: MaxPoolTask | AveragePoolTask, machine: TileMachine): TileProgram {
  const { maxPool } = machine.programs;
  return foldProgram(
    {
      name: task.kind,
      setup: maxPool,
      outputs: task.outputs,
      inputs: task.window,
      outputsPerGroup: machine.tile.loadBytes / OPERAND_BYTES.fp16,
      bytesPerOutput: OPERAND_BYTES.fp16,
      groupSlots: maxPool.vectorSlots,
      inputSlots: 0,
    },
    machine,
  );
}
