/**
 * Sums of partials, and column sums (bias gradients: the rows are the partials). Per group of 8 elements: 7 slots of
 * addresses, loop and read-out, the loads of the first partial, then per further partial its loads with the addition
 * beside them, then the stores; with 8 B accesses and halves 11 + 2 (P − 1).
 * Source: osmarks/ipu-stack docs/KERNEL_LOOP_UPGRADE.md, kernel/cost.rs. Column sums are assumed to be the same program.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileProgram } from '../../engines/program.js';
import { foldProgram } from '../shared/fold-program.js';
import type { ColumnSumTask, ReduceTask } from './task.js';

export function reduceProgram(task: ReduceTask, machine: TileMachine): TileProgram {
  const { reduce } = machine.programs;
  return foldProgram(
    {
      name: task.kind,
      setup: reduce,
      outputs: task.elements,
      inputs: task.partials,
      outputsPerGroup: reduce.elementsPerGroup,
      bytesPerOutput: OPERAND_BYTES[task.format],
      groupSlots: reduce.groupSlots,
      inputSlots: 0,
    },
    machine,
  );
}

export function columnSumProgram(task: ColumnSumTask, machine: TileMachine): TileProgram {
  const { columns: elements, rows: partials, format } = task;
  return { ...reduceProgram({ kind: 'reduce', elements, partials, format }, machine), name: task.kind };
}
