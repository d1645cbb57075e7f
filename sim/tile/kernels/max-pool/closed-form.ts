/** Maxima and means of windows by arithmetic. */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileResult } from '../../engines/result.js';
import { foldForm } from '../shared/fold-form.js';
import type { AveragePoolTask, MaxPoolTask } from './task.js';

export function poolForm({ outputs, window }: MaxPoolTask | AveragePoolTask, machine: TileMachine): TileResult {
  const { maxPool } = machine.programs;
  const groupBytes = machine.tile.loadBytes;
  const groups = Math.ceil((outputs * OPERAND_BYTES.fp16) / groupBytes);
  return foldForm({ setup: maxPool, groups, groupBytes, groupSlots: maxPool.vectorSlots, inputs: window }, machine);
}
