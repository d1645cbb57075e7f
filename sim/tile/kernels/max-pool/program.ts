/**
 * Maxima of pooling windows. Per vector of one access: 2 slots of address, per input of the window a load with the
 * maximum beside it, a store; assumed, not measured.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileProgram } from '../../engines/program.js';
import { foldProgram } from '../shared/fold-program.js';
import type { MaxPoolTask } from './task.js';

export function maxPoolProgram(task: MaxPoolTask, machine: TileMachine): TileProgram {
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
