/**
 * Sums of overlapping patches: as sums of partials, with one more slot a tap (the next patch’s address; taps beyond the
 * image are read as zeros); assumed, not measured.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileProgram } from '../../engines/program.js';
import { foldProgram } from '../shared/fold-program.js';
import type { PatchSumTask } from './task.js';

export function patchSumProgram(task: PatchSumTask, machine: TileMachine): TileProgram {
  const { reduce, patchSum } = machine.programs;
  return foldProgram(
    {
      name: task.kind,
      setup: patchSum,
      outputs: task.elements,
      inputs: task.taps,
      outputsPerGroup: reduce.elementsPerGroup,
      bytesPerOutput: OPERAND_BYTES.fp16,
      groupSlots: reduce.groupSlots,
      inputSlots: patchSum.tapSlots,
    },
    machine,
  );
}
