/** Sums of products of vectors by arithmetic. */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileResult } from '../../engines/result.js';
import { oneLaunch } from '../shared/total.js';
import { accessesOf, addLoop, addOnce, calledWork, filledTrip, streamed } from '../shared/work.js';
import type { VectorProductsTask } from './task.js';

export function vectorProductsForm({ outputs, products }: VectorProductsTask, machine: TileMachine): TileResult {
  const { vectorProducts: record } = machine.programs;
  const bytes = record.vectorElements * OPERAND_BYTES.fp16;
  const slots = accessesOf(bytes, machine);
  const product = { slots, floats: slots, readBytes: 2 * bytes, writeBytes: 0 };
  const around = filledTrip(streamed(0, 0, bytes, machine), record.vectorSlots);
  return oneLaunch(record, machine, Math.ceil(outputs / record.vectorElements), (share) =>
    addLoop(addOnce(calledWork(machine, record.setupSlots), around, share), product, share * products),
  );
}
