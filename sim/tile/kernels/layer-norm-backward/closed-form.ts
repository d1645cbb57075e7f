/** Gradients of layer-norm by arithmetic. */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileResult } from '../../engines/result.js';
import { addLaunches, addRendezvous, calledTotal, dealt, resultOf } from '../shared/total.js';
import {
  accessesOf,
  addLoop,
  addOnce,
  calledWork,
  coissuedTrip,
  filledTrip,
  startedWork,
  streams,
  type Work,
} from '../shared/work.js';
import type { LayerNormBackwardTask, LayerNormParametersTask } from './task.js';

const HALF = OPERAND_BYTES.fp16;

/** Mean and deviation of a row, in floats. */
const ROW_STATISTICS_BYTES = 2 * OPERAND_BYTES.fp32;

export function layerNormBackwardForm({ rows, width }: LayerNormBackwardTask, machine: TileMachine): TileResult {
  const { layerNorm, layerNormBackward: record } = machine.programs;
  const { workers } = machine.tile;
  const vectors = Math.ceil(width / record.vectorElements);
  const bytes = record.vectorElements * HALF;
  const sums = coissuedTrip(streams(3, record.sumsFloats, 0, bytes, machine));
  const apply = coissuedTrip(streams(3, record.applyFloats, 1, bytes, machine));
  const total = calledTotal(machine, layerNorm.callCycles, machine.launch.callIssues);
  addRendezvous(total, machine, layerNorm.launchCycles, 2 * rows);
  const row = (around: number, trip: typeof sums) =>
    addLaunches(
      total,
      dealt(vectors, workers, (share) => addLoop(startedWork(around), trip, share)),
      rows,
    );
  row(record.sumsAroundSlots, sums);
  row(record.applyAroundSlots, apply);
  return resultOf(total, 0, 0);
}

export function layerNormParametersForm({ rows, width }: LayerNormParametersTask, machine: TileMachine): TileResult {
  const { layerNorm, layerNormBackward } = machine.programs;
  const vectors = Math.ceil(width / layerNormBackward.vectorElements);
  const total = calledTotal(machine, layerNorm.callCycles, machine.launch.callIssues);
  addRendezvous(total, machine, layerNorm.launchCycles, 1);
  addLaunches(
    total,
    dealt(vectors, machine.tile.workers, (share) => parameterWork(share, rows, machine)),
    1,
  );
  return resultOf(total, 0, 0);
}

function parameterWork(vectors: number, rows: number, machine: TileMachine): Work {
  const { vectorElements, parameterFloats, parameterGroupSlots } = machine.programs.layerNormBackward;
  const operands = streams(2, parameterFloats, 0, vectorElements * HALF, machine);
  const trip = coissuedTrip({
    ...operands,
    loads: operands.loads + accessesOf(ROW_STATISTICS_BYTES, machine),
    readBytes: operands.readBytes + ROW_STATISTICS_BYTES,
  });
  const around = filledTrip(streams(0, 0, 2, vectorElements * OPERAND_BYTES.fp32, machine), parameterGroupSlots);
  return addLoop(addOnce(calledWork(machine, 0), around, vectors), trip, vectors * rows);
}
