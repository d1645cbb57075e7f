/** Batch-norm by arithmetic: groups of channels dealt to the workers, each once around its part of the rows. */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import type { TileResult } from '../../engines/result.js';
import { oneLaunch } from '../shared/total.js';
import {
  accessesOf,
  addLoop,
  addOnce,
  type Body,
  calledWork,
  coissuedTrip,
  filledTrip,
  type Trip,
} from '../shared/work.js';
import type { BatchNormTask } from './task.js';

/** A group's slots around its loops, and its loops, one trip a row. */
interface Group {
  readonly around: Trip;
  readonly loops: readonly Trip[];
}

export function batchNormForm({ kind, rows, channels, rowParts }: BatchNormTask, machine: TileMachine): TileResult {
  const { batchNorm } = machine.programs;
  const size = kind === 'batch-norm-statistics' ? batchNorm.statisticsElements : batchNorm.vectorElements;
  const { around, loops } = groupOf(kind, size, machine);
  const partRows = Math.ceil(rows / rowParts);
  return oneLaunch(batchNorm, machine, rowParts * Math.ceil(channels / size), (groups) => {
    const work = addOnce(calledWork(machine, batchNorm.setupSlots), around, groups);
    for (const trip of loops) addLoop(work, trip, groups * partRows);
    return work;
  });
}

function groupOf(kind: BatchNormTask['kind'], size: number, machine: TileMachine): Group {
  const record = machine.programs.batchNorm;
  const floats = size * OPERAND_BYTES.fp32;
  const halves = size * OPERAND_BYTES.fp16;
  const body = (reads: readonly number[], issues: number, writes: readonly number[]): Body => ({
    loads: reads.reduce((sum, bytes) => sum + accessesOf(bytes, machine), 0),
    floats: issues,
    stores: writes.reduce((sum, bytes) => sum + accessesOf(bytes, machine), 0),
    readBytes: reads.reduce((sum, bytes) => sum + bytes, 0),
    writeBytes: writes.reduce((sum, bytes) => sum + bytes, 0),
  });
  const given = [floats, floats, halves, halves];
  switch (kind) {
    case 'batch-norm-statistics':
      return {
        around: filledTrip(body([], 0, [floats, floats]), record.statisticsGroupSlots),
        loops: [record.sumFloats, record.squaresFloats].map((issues) => coissuedTrip(body([halves], issues, []))),
      };
    case 'batch-norm-apply':
      return {
        around: filledTrip(body(given, 0, []), record.applyGroupSlots),
        loops: [coissuedTrip(body([halves], record.applyFloats, [halves]))],
      };
    case 'batch-norm-parameters':
      return {
        around: filledTrip(body([floats, floats], 0, [floats, floats]), record.parameterGroupSlots),
        loops: [coissuedTrip(body([halves, halves], record.parameterFloats, []))],
      };
    case 'batch-norm-backward':
      return {
        around: filledTrip(body([...given, floats, floats], 0, []), record.backwardGroupSlots),
        loops: [coissuedTrip(body([halves, halves], record.backwardFloats, [halves]))],
      };
  }
}
