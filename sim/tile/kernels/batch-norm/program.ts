/**
 * Batch-norm of halves, statistics in floats. Groups of channels are dealt to the workers, each with all rows or, where
 * channels are few, with a part of them; each program is one launch:
 *   statistics: sum (2 slots per 8 channels and row), then centred squares (5 per 4)
 *   apply: scale · x + shift (2 per 4)
 *   parameters: Σ dy and Σ dy · x̂ (3 per 4)
 *   backward: the gradient of the input (3 per 4) from those sums
 * Not measured; bundles counted as in models/machines/tiles/ipu21-assumed-programs.ts. Sums and squares are those of the measured
 * layer-norm. A last part of rows that is not full is processed whole. Left out: adding up what parts of rows have.
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
  const group = groupBlocks(task.kind, Math.ceil(task.rows / task.rowParts), machine);
  return oneLaunchProgram(
    {
      name: task.kind,
      setup: batchNorm,
      elements: ELEMENTS,
      items: task.rowParts * Math.ceil(task.channels / vector),
      blocks: (groups) => [{ kind: 'repeat', blocks: group, trips: groups }],
    },
    machine,
  );
}

/** @param rows of a part */
function groupBlocks(kind: BatchNormTask['kind'], rows: number, machine: TileMachine): WorkerBlock[] {
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
      const given = [...statistics(halves, machine), ...parameters(halves, machine)];
      return [once(filledBundles(given, record.applyGroupSlots)), loop(vectorBundles(vector, machine), rows)];
    }
    case 'batch-norm-parameters': {
      const halves = record.vectorElements;
      const vector = { halves, loads: ['source', 'gradient'], floats: record.parameterFloats, stores: [] };
      const around = [...statistics(halves, machine), ...sums('write', halves, machine)];
      return [once(filledBundles(around, record.parameterGroupSlots)), loop(vectorBundles(vector, machine), rows)];
    }
    case 'batch-norm-backward': {
      const halves = record.vectorElements;
      const loads = ['source', 'gradient'];
      const vector = { halves, loads, floats: record.backwardFloats, stores: ['destination'] };
      const given = [...statistics(halves, machine), ...parameters(halves, machine), ...sums('read', halves, machine)];
      return [once(filledBundles(given, record.backwardGroupSlots)), loop(vectorBundles(vector, machine), rows)];
    }
  }
}

/** Mean and deviation, in floats. */
function statistics(channels: number, machine: TileMachine): Access[] {
  const floats = () => floatsOf('read', 'statistics', channels, machine);
  return [...floats(), ...floats()];
}

/** Scale and shift, in halves. */
function parameters(channels: number, machine: TileMachine): Access[] {
  const halves = () => accesses('read', 'parameters', channels * OPERAND_BYTES.fp16, machine);
  return [...halves(), ...halves()];
}

/** Σ dy and Σ dy · x̂, in floats. */
function sums(direction: 'read' | 'write', channels: number, machine: TileMachine): Access[] {
  const floats = () => floatsOf(direction, 'sums', channels, machine);
  return [...floats(), ...floats()];
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
