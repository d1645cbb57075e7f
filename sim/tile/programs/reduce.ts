/**
 * Programs that fold many inputs into one vector of outputs: sums of partials, column sums (bias
 * gradients: the rows are the partials), maxima of pooling windows.
 * Reduce, per group of 8 elements: 7 slots of addresses, loop and read-out, the loads of the first partial,
 * then per further partial its loads with the addition beside them, then the stores; with 8 B accesses
 * and halves 11 + 2 (P − 1). Source: osmarks/ipu-stack docs/KERNEL_LOOP_UPGRADE.md, kernel/cost.rs.
 * Column sums are assumed to be the same program; so are sums of overlapping patches, with one more slot a tap
 * (the next patch's address; taps beyond the image are read as zeros). Max-pool, per vector of one access: 2 slots of address,
 * per input of the window a load with the maximum beside it, a store; assumed, not measured.
 */
import type { SetupRecord, TileMachine } from '../../../models/machines/machine.js';
import { OPERAND_BYTES } from '../amp-shape.js';
import { controlBundles, floatBundle, loop, memoryBundle, once, repeat, type TileProgram } from '../program.js';
import type { ColumnSumTask, MaxPoolTask, PatchSumTask, ReduceTask } from '../tile-task.js';
import { accesses, oneLaunchProgram } from './one-launch.js';

export function reduceProgram(task: ReduceTask, machine: TileMachine): TileProgram {
  const { reduce } = machine.programs;
  return foldProgram(
    {
      name: task.kind,
      setup: reduce,
      outputs: task.elements,
      inputs: task.partials,
      outputsPerGroup: reduce.elementsPerGroup,
      bytesPerOutput: OPERAND_BYTES[task.format],
      groupSlots: reduce.groupSlots,
      inputSlots: 0,
    },
    machine,
  );
}

export function columnSumProgram(task: ColumnSumTask, machine: TileMachine): TileProgram {
  const { columns: elements, rows: partials, format } = task;
  return { ...reduceProgram({ kind: 'reduce', elements, partials, format }, machine), name: task.kind };
}

export function maxPoolProgram(task: MaxPoolTask, machine: TileMachine): TileProgram {
  const { maxPool } = machine.programs;
  return foldProgram(
    {
      name: task.kind,
      setup: maxPool,
      outputs: task.outputs,
      inputs: task.window,
      outputsPerGroup: machine.tile.loadBytes / OPERAND_BYTES.fp16,
      bytesPerOutput: OPERAND_BYTES.fp16,
      groupSlots: maxPool.vectorSlots,
      inputSlots: 0,
    },
    machine,
  );
}

export function patchSumProgram(task: PatchSumTask, machine: TileMachine): TileProgram {
  const { reduce, patchSum } = machine.programs;
  return foldProgram(
    {
      name: task.kind,
      setup: patchSum,
      outputs: task.elements,
      inputs: task.taps,
      outputsPerGroup: reduce.elementsPerGroup,
      bytesPerOutput: OPERAND_BYTES.fp16,
      groupSlots: reduce.groupSlots,
      inputSlots: patchSum.tapSlots,
    },
    machine,
  );
}

interface Fold {
  readonly name: string;
  readonly setup: SetupRecord;
  readonly outputs: number;
  readonly inputs: number;
  readonly outputsPerGroup: number;
  readonly bytesPerOutput: number;
  readonly groupSlots: number;
  /** Per input beyond its loads. */
  readonly inputSlots: number;
}

function foldProgram(fold: Fold, machine: TileMachine): TileProgram {
  const bytes = fold.outputsPerGroup * fold.bytesPerOutput;
  const loads = accesses('read', 'inputs', bytes, machine);
  const stores = accesses('write', 'outputs', bytes, machine);
  const group = [
    once([...controlBundles(fold.groupSlots + fold.inputSlots), ...loads.map((load) => memoryBundle(load))]),
    loop([...controlBundles(fold.inputSlots), ...loads.map((load) => floatBundle(load))], fold.inputs - 1),
    once(stores.map((store) => memoryBundle(store))),
  ];
  return oneLaunchProgram(
    {
      name: fold.name,
      setup: fold.setup,
      elements: { inputs: 0, outputs: 1 },
      items: Math.ceil(fold.outputs / fold.outputsPerGroup),
      blocks: (groups) => [repeat(group, groups)],
    },
    machine,
  );
}
