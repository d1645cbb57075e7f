/** Sums of products of vectors by arithmetic. */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileResult } from '../../engines/result.js';
import { oneLaunch } from '../shared/total.js';
import { CONVERSION_ELEMENTS } from '../shared/vector-operations.js';
import { accessesOf, addLoop, addOnce, calledWork, filledTrip, streamed } from '../shared/work.js';
import type { VectorProductsTask } from './task.js';

export function vectorProductsForm(
  { outputs, products, operands }: VectorProductsTask,
  machine: TileMachine,
): TileResult {
  const { vectorProducts: record } = machine.programs;
  const bytes = record.vectorElements * OPERAND_BYTES[operands];
  const converted = operands === 'fp8' ? 2 * Math.ceil(record.vectorElements / CONVERSION_ELEMENTS.fp8.fp16) : 0;
  const slots = accessesOf(bytes, machine) + converted;
  const product = { slots, floats: slots, readBytes: 2 * bytes, writeBytes: 0 };
  const stored = record.vectorElements * OPERAND_BYTES.fp16;
  const around = filledTrip(streamed(0, 0, stored, machine), record.vectorSlots);
  return oneLaunch(record, machine, Math.ceil(outputs / record.vectorElements), (share) =>
    addLoop(addOnce(calledWork(machine, record.setupSlots), around, share), product, share * products),
  );
}
