/** Sums of patches by arithmetic. */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileResult } from '../../engines/result.js';
import { foldForm } from '../shared/fold-form.js';
import type { PatchSumTask } from './task.js';

export function patchSumForm({ elements, taps }: PatchSumTask, machine: TileMachine): TileResult {
  const { reduce, patchSum } = machine.programs;
  const groupBytes = reduce.elementsPerGroup * OPERAND_BYTES.fp16;
  const groups = Math.ceil(elements / reduce.elementsPerGroup);
  const { groupSlots } = reduce;
  return foldForm(
    { setup: patchSum, groups, groupBytes, groupSlots, inputs: taps, inputSlots: patchSum.tapSlots },
    machine,
  );
}
