/** Element-wise operations and folds (sums of partials, columns and patches, maxima) by arithmetic. */
import type { SetupRecord, TileMachine } from '../../../models/machines/machine.js';
import { OPERAND_BYTES } from '../amp-shape.js';
import type { TileResult } from '../result.js';
import type { ElementWiseTask, MaxPoolTask, PatchSumTask, ReduceTask } from '../tile-task.js';
import { VECTOR_OPERATIONS } from '../vector-operations.js';
import { oneLaunch } from './total.js';
import { accessesOf, addLoop, calledWork, coissuedTrip } from './work.js';

export function elementWiseForm({ operation, elements }: ElementWiseTask, machine: TileMachine): TileResult {
  const { elementWise } = machine.programs;
  const { loadBytes } = machine.tile;
  const { elementBytes, loads, floats, stores } = VECTOR_OPERATIONS[operation];
  const vector = coissuedTrip({
    loads,
    floats,
    stores,
    readBytes: loads * loadBytes,
    writeBytes: stores * loadBytes,
  });
  return oneLaunch(elementWise, machine, Math.ceil((elements * elementBytes) / loadBytes), (vectors) =>
    addLoop(calledWork(machine, elementWise.setupSlots), vector, vectors),
  );
}

export function reduceForm({ elements, partials, format }: Omit<ReduceTask, 'kind'>, machine: TileMachine): TileResult {
  const { reduce } = machine.programs;
  const groupBytes = reduce.elementsPerGroup * OPERAND_BYTES[format];
  const groups = Math.ceil(elements / reduce.elementsPerGroup);
  return foldForm({ setup: reduce, groups, groupBytes, groupSlots: reduce.groupSlots, inputs: partials }, machine);
}

export function maxPoolForm({ outputs, window }: MaxPoolTask, machine: TileMachine): TileResult {
  const { maxPool } = machine.programs;
  const groupBytes = machine.tile.loadBytes;
  const groups = Math.ceil((outputs * OPERAND_BYTES.fp16) / groupBytes);
  return foldForm({ setup: maxPool, groups, groupBytes, groupSlots: maxPool.vectorSlots, inputs: window }, machine);
}

export function patchSumForm({ elements, taps }: PatchSumTask, machine: TileMachine): TileResult {
  const { reduce, patchSum } = machine.programs;
  const groupBytes = reduce.elementsPerGroup * OPERAND_BYTES.fp16;
  const groups = Math.ceil(elements / reduce.elementsPerGroup);
  const { groupSlots } = reduce;
  return foldForm(
    { setup: patchSum, groups, groupBytes, groupSlots, inputs: taps, inputSlots: patchSum.tapSlots },
    machine,
  );
}

interface Fold {
  readonly setup: SetupRecord;
  readonly groups: number;
  readonly groupBytes: number;
  readonly groupSlots: number;
  readonly inputs: number;
  /** Per input beyond its loads; none if left out. */
  readonly inputSlots?: number;
}

/** Per group: addresses, first loads and stores around a loop of loads with arithmetic beside them. */
function foldForm(
  { setup, groups, groupBytes, groupSlots, inputs, inputSlots = 0 }: Fold,
  machine: TileMachine,
): TileResult {
  const accesses = accessesOf(groupBytes, machine);
  const further = { slots: inputSlots + accesses, floats: accesses, readBytes: groupBytes, writeBytes: 0 };
  return oneLaunch(setup, machine, groups, (share) => {
    const work = calledWork(machine, setup.setupSlots + share * (groupSlots + inputSlots + 2 * accesses));
    work.readBytes += share * groupBytes;
    work.writeBytes += share * groupBytes;
    return addLoop(work, further, share * (inputs - 1));
  });
}
