/** Gradients of layer-norm, softmax, GELU and max-pooling by arithmetic. */
import type { TileMachine } from '../../../models/machines/machine.js';
import { OPERAND_BYTES } from '../amp-shape.js';
import type { TileResult } from '../result.js';
import type {
  BiasGeluBackwardTask,
  GeluBackwardTask,
  LayerNormBackwardTask,
  MaxPoolBackwardTask,
  SoftmaxBackwardTask,
} from '../tile-task.js';
import { addLaunches, addSupervisor, calledTotal, dealt, oneLaunch, resultOf } from './total.js';
import {
  accessesOf,
  addLoop,
  addOnce,
  type Body,
  calledWork,
  coissuedTrip,
  filledTrip,
  startedWork,
  type Work,
} from './work.js';

const HALF = OPERAND_BYTES.fp16;

/** Mean and deviation of a row, in floats. */
const ROW_STATISTICS_BYTES = 2 * OPERAND_BYTES.fp32;

/** So many streams read and written, `bytes` of each. */
function streams(reads: number, floats: number, writes: number, bytes: number, machine: TileMachine): Body {
  const accesses = accessesOf(bytes, machine);
  return {
    loads: reads * accesses,
    floats,
    stores: writes * accesses,
    readBytes: reads * bytes,
    writeBytes: writes * bytes,
  };
}

export function layerNormBackwardForm({ rows, width }: LayerNormBackwardTask, machine: TileMachine): TileResult {
  const { layerNorm, layerNormBackward: record } = machine.programs;
  const { workers } = machine.tile;
  const vectors = Math.ceil(width / record.vectorElements);
  const bytes = record.vectorElements * HALF;
  const sums = coissuedTrip(streams(3, record.sumsFloats, 0, bytes, machine));
  const apply = coissuedTrip(streams(3, record.applyFloats, 1, bytes, machine));
  const total = calledTotal(layerNorm.callCycles, machine.launch.callIssues);
  addSupervisor(total, layerNorm.launchCycles, 2, 2 * rows + 1);
  const row = (around: number, trip: typeof sums) =>
    addLaunches(
      total,
      dealt(vectors, workers, (share) => addLoop(startedWork(around), trip, share)),
      rows,
    );
  row(record.sumsAroundSlots, sums);
  row(record.applyAroundSlots, apply);
  addLaunches(
    total,
    dealt(vectors, workers, (share) => parameterWork(share, rows, machine)),
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

export function softmaxBackwardForm({ rows, keys }: SoftmaxBackwardTask, machine: TileMachine): TileResult {
  const { softmax } = machine.programs;
  const bytes = softmax.elementsPerBlock * HALF;
  const blocks = Math.ceil(keys / softmax.elementsPerBlock);
  const sum = coissuedTrip(streams(2, softmax.backwardSumFloats, 0, bytes, machine));
  const apply = coissuedTrip(streams(2, softmax.backwardApplyFloats, 1, bytes, machine));
  return oneLaunch(softmax, machine, rows, (share) => {
    const work = calledWork(machine, softmax.setupSlots + share * softmax.rowSlots);
    return addLoop(addLoop(work, sum, share * blocks), apply, share * blocks);
  });
}

export function geluBackwardForm({ elements }: GeluBackwardTask, machine: TileMachine): TileResult {
  const { geluBackward } = machine.programs;
  const quad = filledTrip(streams(2, 0, 1, 4 * HALF, machine), geluBackward.quadSlots);
  return oneLaunch(geluBackward, machine, Math.ceil(elements / 4), (quads) =>
    addLoop(calledWork(machine, geluBackward.setupSlots), quad, quads),
  );
}

export function biasGeluBackwardForm({ rows, width }: BiasGeluBackwardTask, machine: TileMachine): TileResult {
  const { setupSlots, quadSlots, pairSlots, biasSlots, rowSlots } = machine.programs.geluBackward;
  const halves = width % 4 === 0 ? 4 : 2;
  const slots = biasSlots + (halves === 4 ? quadSlots : pairSlots);
  const vector = filledTrip(streams(3, 0, 1, halves * HALF, machine), slots);
  return oneLaunch(machine.programs.geluBackward, machine, Math.ceil(width / halves), (share) =>
    addLoop(calledWork(machine, setupSlots + rows * rowSlots), vector, rows * share),
  );
}

export function maxPoolBackwardForm({ outputs, window }: MaxPoolBackwardTask, machine: TileMachine): TileResult {
  const { maxPoolBackward } = machine.programs;
  const { loadBytes } = machine.tile;
  const maximum = coissuedTrip(streams(1, 1, 0, loadBytes, machine));
  const choice = coissuedTrip(streams(1, maxPoolBackward.inputFloats, 1, loadBytes, machine));
  return oneLaunch(maxPoolBackward, machine, Math.ceil((outputs * HALF) / loadBytes), (share) => {
    const work = calledWork(machine, maxPoolBackward.setupSlots + share * (maxPoolBackward.vectorSlots + 1));
    work.readBytes += share * loadBytes;
    return addLoop(addLoop(work, maximum, share * window), choice, share * window);
  });
}
