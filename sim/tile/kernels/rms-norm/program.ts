/**
 * RMS-norm of rows of halves: layer-norm without a mean. Launches go over a row with its vectors dealt to the workers:
 *   forward: squares (3 slots per 4 halves), apply (9 per 4)
 *   backward: squares and Σ dy · γ · x (6 per 4), the gradient of the input (3 per 4)
 *   parameters: squares of each row; then one launch for all, in which a worker takes vectors of columns (3 per 4)
 * Not measured; bundles counted as in models/machines/tiles/ipu21-assumed-programs.ts. A last vector that is not full is
 * processed whole.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import { turnCycles } from '../../barrel.js';
import {
  type Bundle,
  controlBundles,
  loop,
  once,
  repeat,
  type SupervisorStep,
  type TileProgram,
  type WorkerProgram,
} from '../../engines/program.js';
import { launchSteps, rowWorker } from '../layer-norm/program.js';
import { accesses, coissuedBundles, filledBundles } from '../shared/one-launch-program.js';
import type { RmsNormTask } from './task.js';

const ELEMENTS = { source: 0, gradient: 0, scale: 0, statistics: 0, destination: 0, sums: 0 } as const;

export function rmsNormProgram(task: RmsNormTask, machine: TileMachine): TileProgram {
  const { launch, programs } = machine;
  return {
    name: task.kind,
    steps: [
      { kind: 'issue', issues: launch.callIssues, cycles: programs.layerNorm.callCycles, cause: 'launch' },
      { kind: 'loop', steps: rowSteps(task, machine), trips: task.rows },
      ...(task.kind === 'rms-norm-parameters' ? parameterSteps(task, machine) : []),
    ],
    elements: ELEMENTS,
    turnCycles: turnCycles(machine),
    amp: null,
  };
}

function rowSteps({ kind, width }: RmsNormTask, machine: TileMachine): SupervisorStep[] {
  const { rmsNorm: record } = machine.programs;
  const vectors = Math.ceil(width / record.vectorElements);
  const launched = (around: number, bundles: readonly Bundle[]) =>
    launchSteps(vectors, (share) => rowWorker(around, bundles, share), machine);
  const summed = (reads: readonly string[], floats: number) =>
    launched(record.sumsAroundSlots, vectorBundles(reads, floats, [], machine));
  const applied = (reads: readonly string[], floats: number) =>
    launched(record.applyAroundSlots, vectorBundles(reads, floats, ['destination'], machine));
  switch (kind) {
    case 'rms-norm':
      return [...summed(['source'], record.squaresFloats), ...applied(['source', 'scale'], record.applyFloats)];
    case 'rms-norm-backward': {
      const reads = ['source', 'gradient', 'scale'];
      return [...summed(reads, record.sumsFloats), ...applied(reads, record.gradientFloats)];
    }
    case 'rms-norm-parameters':
      return summed(['source'], record.squaresFloats);
  }
}

function parameterSteps({ rows, width }: RmsNormTask, machine: TileMachine): SupervisorStep[] {
  const vectors = Math.ceil(width / machine.programs.rmsNorm.vectorElements);
  return launchSteps(vectors, (share) => parameterWorker(rows, share, machine), machine);
}

function parameterWorker(rows: number, share: number, machine: TileMachine): WorkerProgram {
  const { launch, programs } = machine;
  const { vectorElements, parameterFloats, parameterGroupSlots } = programs.rmsNorm;
  const sums = accesses('write', 'sums', vectorElements * OPERAND_BYTES.fp32, machine);
  const row = [
    ...['source', 'gradient'].flatMap((stream) =>
      accesses('read', stream, vectorElements * OPERAND_BYTES.fp16, machine),
    ),
    ...accesses('read', 'statistics', OPERAND_BYTES.fp32, machine),
  ];
  const vector = [
    once(filledBundles(sums, parameterGroupSlots)),
    loop(coissuedBundles({ loads: row, floats: parameterFloats, stores: [] }), rows),
  ];
  return [once(controlBundles(launch.entrySlots)), repeat(vector, share), once(controlBundles(launch.exitSlots))];
}

function vectorBundles(
  reads: readonly string[],
  floats: number,
  writes: readonly string[],
  machine: TileMachine,
): Bundle[] {
  const bytes = machine.programs.rmsNorm.vectorElements * OPERAND_BYTES.fp16;
  return coissuedBundles({
    loads: reads.flatMap((stream) => accesses('read', stream, bytes, machine)),
    floats,
    stores: writes.flatMap((stream) => accesses('write', stream, bytes, machine)),
  });
}
