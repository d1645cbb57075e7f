/**
 * Batch-norm of halves, statistics in floats. Groups of channels are dealt to the workers; a worker goes over
 * all rows of a group, so that nothing is added across workers and each program is one launch:
 *   statistics: sum (2 slots per 8 channels and row), then centred squares (5 per 4)
 *   apply: scale · x + shift (2 per 4)
 *   backward: Σ dy and Σ dy · x̂ (3 per 4), then the gradient of the input (3 per 4)
 * Not measured; bundles counted as in models/machines/tiles/ipu21-assumed-programs.ts. Sums and squares are those of the measured
 * layer-norm. Left out: rows split over workers where there are few channels.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import { type Access, type Bundle, loop, once, type TileProgram, type WorkerBlock } from '../../engines/program.js';
import { accesses, coissuedBundles, filledBundles, oneLaunchProgram } from '../shared/one-launch-program.js';
import type { BatchNormTask } from './task.js';

const ELEMENTS = { source: 0, gradient: 0, statistics: 0, parameters: 0, destination: 0, sums: 0 } as const;

export function batchNormProgram(task: BatchNormTask, machine: TileMachine): TileProgram {
  const { batchNorm } = machine.programs;
  const vector = task.kind === 'batch-norm-statistics' ? batchNorm.statisticsElements : batchNorm.vectorElements;
  const group = groupBlocks(task, machine);
  return oneLaunchProgram(
    {
      name: task.kind,
      setup: batchNorm,
      elements: ELEMENTS,
      items: Math.ceil(task.channels / vector),
      blocks: (groups) => [{ kind: 'repeat', blocks: group, trips: groups }],
    },
    machine,
  );
}

function groupBlocks({ kind, rows }: BatchNormTask, machine: TileMachine): WorkerBlock[] {
  const record = machine.programs.batchNorm;
  switch (kind) {
    case 'batch-norm-statistics': {
      const halves = record.statisticsElements;
      const body = (floats: number) => vectorBundles({ halves, loads: ['source'], floats, stores: [] }, machine);
      const results = [
        ...floatsOf('write', 'statistics', halves, machine),
        ...floatsOf('write', 'sums', halves, machine),
      ];
      return [
        once(filledBundles(results, record.statisticsGroupSlots)),
        loop(body(record.sumFloats), rows),
        loop(body(record.squaresFloats), rows),
      ];
    }
    case 'batch-norm-apply': {
      const halves = record.vectorElements;
      const vector = { halves, loads: ['source'], floats: record.applyFloats, stores: ['destination'] };
      return [
        once(filledBundles(parameters(halves, machine), record.applyGroupSlots)),
        loop(vectorBundles(vector, machine), rows),
      ];
    }
    case 'batch-norm-backward': {
      const halves = record.vectorElements;
      const loads = ['source', 'gradient'];
      const sums = [...floatsOf('write', 'sums', halves, machine), ...floatsOf('write', 'sums', halves, machine)];
      const gradient = { halves, loads, floats: record.backwardApplyFloats, stores: ['destination'] };
      return [
        once(filledBundles([...parameters(halves, machine), ...sums], record.backwardGroupSlots)),
        loop(vectorBundles({ halves, loads, floats: record.backwardSumsFloats, stores: [] }, machine), rows),
        loop(vectorBundles(gradient, machine), rows),
      ];
    }
  }
}

/** Mean and deviation in floats, scale and shift in halves. */
function parameters(channels: number, machine: TileMachine): Access[] {
  const halves = () => accesses('read', 'parameters', channels * OPERAND_BYTES.fp16, machine);
  const floats = () => floatsOf('read', 'statistics', channels, machine);
  return [...floats(), ...floats(), ...halves(), ...halves()];
}

function floatsOf(direction: 'read' | 'write', stream: string, channels: number, machine: TileMachine): Access[] {
  return accesses(direction, stream, channels * OPERAND_BYTES.fp32, machine);
}

interface Vector {
  readonly halves: number;
  readonly loads: readonly string[];
  readonly floats: number;
  readonly stores: readonly string[];
}

function vectorBundles({ halves, loads, floats, stores }: Vector, machine: TileMachine): Bundle[] {
  const bytes = halves * OPERAND_BYTES.fp16;
  return coissuedBundles({
    loads: loads.flatMap((stream) => accesses('read', stream, bytes, machine)),
    floats,
    stores: stores.flatMap((stream) => accesses('write', stream, bytes, machine)),
  });
}
