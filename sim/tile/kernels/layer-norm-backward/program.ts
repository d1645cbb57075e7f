/**
 * Layer-norm backward on rows of halves, with the statistics of the forward pass. As forward, launches go over
 * a row with its vectors dealt to the workers: Σ dy · γ and Σ dy · γ · x̂ (4 slots per 4 halves), then the gradient
 * of the input (4 per 4). The gradients of scale and shift are a launch for all rows: a worker takes vectors of
 * columns (3 per 4: x, dy and the row's statistics loaded).
 * Not measured; bundles counted as in models/machines/tiles/ipu21-assumed-programs.ts. A last vector that is not full is
 * processed whole.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import { turnCycles } from '../../barrel.js';
import {
  type Access,
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
import type { LayerNormBackwardTask, LayerNormParametersTask } from './task.js';

const ELEMENTS = { source: 0, gradient: 0, scale: 0, statistics: 0, destination: 0, sums: 0 } as const;

export function layerNormBackwardProgram(task: LayerNormBackwardTask, machine: TileMachine): TileProgram {
  const { layerNormBackward: record } = machine.programs;
  const vectors = Math.ceil(task.width / record.vectorElements);
  const halves = record.vectorElements * OPERAND_BYTES.fp16;
  const reads = ['source', 'gradient', 'scale'].flatMap((stream) => accesses('read', stream, halves, machine));
  const writes = accesses('write', 'destination', halves, machine);
  const sums = coissuedBundles({ loads: reads, floats: record.sumsFloats, stores: [] });
  const apply = coissuedBundles({ loads: reads, floats: record.applyFloats, stores: writes });
  const row = [
    ...launchSteps(vectors, (share) => rowWorker(record.sumsAroundSlots, sums, share), machine),
    ...launchSteps(vectors, (share) => rowWorker(record.applyAroundSlots, apply, share), machine),
  ];
  return calledProgram(task.kind, [{ kind: 'loop', steps: row, trips: task.rows }], machine);
}

export function layerNormParametersProgram(task: LayerNormParametersTask, machine: TileMachine): TileProgram {
  const vectors = Math.ceil(task.width / machine.programs.layerNormBackward.vectorElements);
  return calledProgram(
    task.kind,
    launchSteps(vectors, (share) => parameterWorker(task.rows, share, machine), machine),
    machine,
  );
}

function calledProgram(name: string, steps: readonly SupervisorStep[], machine: TileMachine): TileProgram {
  const { callCycles: cycles } = machine.programs.layerNorm;
  return {
    name,
    steps: [{ kind: 'issue', issues: machine.launch.callIssues, cycles, cause: 'launch' }, ...steps],
    elements: ELEMENTS,
    turnCycles: turnCycles(machine),
    amp: null,
  };
}

function parameterWorker(rows: number, share: number, machine: TileMachine): WorkerProgram {
  const { launch, programs } = machine;
  const { vectorElements, parameterFloats, parameterGroupSlots } = programs.layerNormBackward;
  const halves = vectorElements * OPERAND_BYTES.fp16;
  const rowStatistics: Access[] = accesses('read', 'statistics', STATISTICS_BYTES, machine);
  const loads = [
    ...['source', 'gradient'].flatMap((stream) => accesses('read', stream, halves, machine)),
    ...rowStatistics,
  ];
  const floats = vectorElements * OPERAND_BYTES.fp32;
  const sums = [...accesses('write', 'sums', floats, machine), ...accesses('write', 'sums', floats, machine)];
  const vector = [
    once(filledBundles(sums, parameterGroupSlots)),
    loop(coissuedBundles({ loads, floats: parameterFloats, stores: [] }), rows),
  ];
  return [once(controlBundles(launch.entrySlots)), repeat(vector, share), once(controlBundles(launch.exitSlots))];
}

/** Mean and deviation of a row, in floats. */
const STATISTICS_BYTES = 8;
