/**
 * Softmax of whole rows of halves, keys in blocks of 16; a row belongs to a worker. Two passes in place:
 * maximum, then exponentials with their sum; with cross-entropy the normalising product and the label too.
 * Slots of a block (ipu21): 9 and 32; a row 20. Keys that do not fill the last block: pairs of 3 and 9
 * slots, an odd key 10 over both passes, 2 for each pair of zeros behind, 10 for a block of padding alone.
 * Backward, not measured: two passes over blocks, a row's slots as forward.
 * Source: osmarks/ipu-stack, softmax kernel (2026-09-13 revision). The label's part (subtract one, add to
 * the loss) is assumed. Left out: rows split over workers; the odd key is one float loop of its own.
 */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import { OPERAND_BYTES } from '../../amp-shape.js';
import {
  type Bundle,
  controlBundles,
  loop,
  once,
  repeat,
  type TileProgram,
  type WorkerBlock,
} from '../../engines/program.js';
import { accesses, coissuedBundles, filledBundles, oneLaunchProgram } from '../shared/one-launch-program.js';
import type { SoftmaxBackwardTask, SoftmaxCrossEntropyTask, SoftmaxTask } from './task.js';

const STREAM = 'logits';

export function softmaxProgram(task: SoftmaxTask, machine: TileMachine): TileProgram {
  const { softmax } = machine.programs;
  const { rows, keys, paddedKeys } = task;
  const blockKeys = softmax.elementsPerBlock;
  const ragged = keys % blockKeys;
  const filled = Math.ceil(keys / blockKeys) * blockKeys;
  const zeros = ragged === 0 ? 0 : Math.min(paddedKeys, filled) - keys - (ragged % 2);
  const row: WorkerBlock[] = [
    once(controlBundles(softmax.rowSlots)),
    ...blockLoops(Math.floor(keys / blockKeys), machine),
    ...raggedLoops(ragged, Math.ceil(Math.max(0, zeros) / 2), machine),
    loop(
      clearing(blockKeys, softmax.paddedBlockSlots, machine),
      Math.ceil(Math.max(0, paddedKeys - filled) / blockKeys),
    ),
  ];
  return rowsProgram(task.kind, rows, row, machine);
}

export function softmaxCrossEntropyProgram(task: SoftmaxCrossEntropyTask, machine: TileMachine): TileProgram {
  const { softmax } = machine.programs;
  const row = [
    once(controlBundles(softmax.rowSlots)),
    ...blockLoops(Math.ceil(task.classes / softmax.elementsPerBlock), machine),
    once(controlBundles(softmax.lossRowSlots)),
  ];
  return rowsProgram(task.kind, task.rows, row, machine);
}

/** Per block of 16: the sum of products (8 loads, 6 float issues beside them), the gradient (8 loads, 4 stores, 8). */
export function softmaxBackwardProgram(task: SoftmaxBackwardTask, machine: TileMachine): TileProgram {
  const { softmax } = machine.programs;
  const bytes = softmax.elementsPerBlock * OPERAND_BYTES.fp16;
  const loads = [...accesses('read', STREAM, bytes, machine), ...accesses('read', 'gradient', bytes, machine)];
  const stores = accesses('write', 'gradient', bytes, machine);
  const blocks = Math.ceil(task.keys / softmax.elementsPerBlock);
  const row = [
    once(controlBundles(softmax.rowSlots)),
    loop(coissuedBundles({ loads, floats: softmax.backwardSumFloats, stores: [] }), blocks),
    loop(coissuedBundles({ loads, floats: softmax.backwardApplyFloats, stores }), blocks),
  ];
  return rowsProgram(task.kind, task.rows, row, machine);
}

function rowsProgram(name: string, rows: number, row: readonly WorkerBlock[], machine: TileMachine): TileProgram {
  const blocks = (share: number) => [repeat(row, share)];
  const { softmax: setup } = machine.programs;
  return oneLaunchProgram({ name, setup, elements: { [STREAM]: 0, gradient: 0 }, items: rows, blocks }, machine);
}

function blockLoops(blocks: number, machine: TileMachine): WorkerBlock[] {
  const { elementsPerBlock, maximumBlockSlots, exponentialBlockSlots } = machine.programs.softmax;
  return [
    loop(reading(elementsPerBlock, maximumBlockSlots, machine), blocks),
    loop(updating(elementsPerBlock, exponentialBlockSlots, machine), blocks),
  ];
}

function raggedLoops(keys: number, zeroPairs: number, machine: TileMachine): WorkerBlock[] {
  const { maximumPairSlots, exponentialPairSlots, oddKeySlots, zeroPairSlots } = machine.programs.softmax;
  const pairs = Math.floor(keys / 2);
  return [
    loop(reading(2, maximumPairSlots, machine), pairs),
    loop(updating(2, exponentialPairSlots, machine), pairs),
    loop(updating(1, oddKeySlots, machine), keys % 2),
    loop(clearing(2, zeroPairSlots, machine), zeroPairs),
  ];
}

function reading(keys: number, slots: number, machine: TileMachine): Bundle[] {
  return filledBundles(accesses('read', STREAM, keys * OPERAND_BYTES.fp16, machine), slots);
}

function updating(keys: number, slots: number, machine: TileMachine): Bundle[] {
  const bytes = keys * OPERAND_BYTES.fp16;
  return filledBundles(
    [...accesses('read', STREAM, bytes, machine), ...accesses('write', STREAM, bytes, machine)],
    slots,
  );
}

function clearing(keys: number, slots: number, machine: TileMachine): Bundle[] {
  return filledBundles(accesses('write', STREAM, keys * OPERAND_BYTES.fp16, machine), slots);
}
