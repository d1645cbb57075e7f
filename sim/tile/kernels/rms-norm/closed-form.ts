/** RMS-norm by arithmetic on launches over rows. */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileResult } from '../../engines/result.js';
import { addLaunches, addRendezvous, calledTotal, dealt, resultOf, type Total } from '../shared/total.js';
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
import type { RmsNormTask } from './task.js';

export function rmsNormForm({ kind, rows, width }: RmsNormTask, machine: TileMachine): TileResult {
  const { layerNorm, rmsNorm: record } = machine.programs;
  const total = calledTotal(machine, layerNorm.callCycles, machine.launch.callIssues);
  const vectors = Math.ceil(width / record.vectorElements);
  const summed = (reads: number, floats: number) =>
    addRows(total, { rows, vectors, reads, floats, writes: 0, around: record.sumsAroundSlots }, machine);
  const applied = (reads: number, floats: number) =>
    addRows(total, { rows, vectors, reads, floats, writes: 1, around: record.applyAroundSlots }, machine);
  switch (kind) {
    case 'rms-norm':
      summed(1, record.squaresFloats);
      applied(2, record.applyFloats);
      break;
    case 'rms-norm-backward':
      summed(3, record.sumsFloats);
      applied(3, record.gradientFloats);
      break;
    case 'rms-norm-parameters':
      summed(1, record.squaresFloats);
      addRendezvous(total, machine, layerNorm.launchCycles, 1);
      addLaunches(
        total,
        dealt(vectors, machine.tile.workers, (share) => parameterWork(share, rows, machine)),
        1,
      );
  }
  return resultOf(total, 0, 0);
}

interface RowLaunch {
  readonly rows: number;
  readonly vectors: number;
  readonly reads: number;
  readonly floats: number;
  readonly writes: number;
  readonly around: number;
}

/** A launch for each row. */
function addRows(total: Total, { rows, vectors, reads, floats, writes, around }: RowLaunch, machine: TileMachine) {
  const { layerNorm, rmsNorm } = machine.programs;
  const trip = coissuedTrip(streams(reads, floats, writes, rmsNorm.vectorElements * OPERAND_BYTES.fp16, machine));
  addRendezvous(total, machine, layerNorm.launchCycles, rows);
  addLaunches(
    total,
    dealt(vectors, machine.tile.workers, (share) => addLoop(startedWork(around), trip, share)),
    rows,
  );
}

function parameterWork(vectors: number, rows: number, machine: TileMachine): Work {
  const { vectorElements, parameterFloats, parameterGroupSlots } = machine.programs.rmsNorm;
  const operands = streams(2, parameterFloats, 0, vectorElements * OPERAND_BYTES.fp16, machine);
  const trip = coissuedTrip({
    ...operands,
    loads: operands.loads + accessesOf(OPERAND_BYTES.fp32, machine),
    readBytes: operands.readBytes + OPERAND_BYTES.fp32,
  });
  const around = filledTrip(streams(0, 0, 1, vectorElements * OPERAND_BYTES.fp32, machine), parameterGroupSlots);
  return addLoop(addOnce(calledWork(machine, 0), around, vectors), trip, vectors * rows);
}
