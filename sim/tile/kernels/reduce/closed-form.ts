/** Sums of partials and of columns by arithmetic. */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileResult } from '../../engines/result.js';
import { foldForm } from '../shared/fold-form.js';
import type { ReduceTask } from './task.js';

export function reduceForm({ elements, partials, format }: Omit<ReduceTask, 'kind'>, machine: TileMachine): TileResult {
  const { reduce } = machine.programs;
  const groupBytes = reduce.elementsPerGroup * OPERAND_BYTES[format];
  const groups = Math.ceil(elements / reduce.elementsPerGroup);
  return foldForm({ setup: reduce, groups, groupBytes, groupSlots: reduce.groupSlots, inputs: partials }, machine);
}
