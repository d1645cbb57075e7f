/**
 * Softmax with cross-entropy, forward and gradient: a row belongs to a worker, classes in blocks of 16.
 * Passes over a row: maximum, then exponentials with their sum and the normalising product, in place.
 * Source: osmarks/ipu-stack, softmax kernel (2026-09-13 revision): 9 and 32 slots a block, about 20 a row;
 * the label's part (subtract one, add to the loss) is assumed. Ragged last blocks are padded.
 */
import type { TileMachine } from '../../../models/machines/machine.js';
import { OPERAND_BYTES } from '../amp-shape.js';
import {
  type Access,
  type Bundle,
  controlBundles,
  floatBundle,
  loop,
  memoryBundle,
  once,
  repeat,
  type TileProgram,
} from '../program.js';
import { accesses, oneLaunchProgram } from './one-launch.js';

/** `rows` samples of `classes` halves. */
export interface SoftmaxCrossEntropyTask {
  readonly kind: 'softmax-cross-entropy';
  readonly rows: number;
  readonly classes: number;
}

export function softmaxCrossEntropyProgram(task: SoftmaxCrossEntropyTask, machine: TileMachine): TileProgram {
  const { softmax } = machine.programs;
  const blocks = Math.ceil(task.classes / softmax.elementsPerBlock);
  const bytes = softmax.elementsPerBlock * OPERAND_BYTES.fp16;
  const loads = accesses('read', 'logits', bytes, machine);
  const stores = accesses('write', 'logits', bytes, machine);
  const row = [
    once(controlBundles(softmax.rowSlots)),
    loop(blockBundles(loads, softmax.maximumBlockSlots), blocks),
    loop(blockBundles([...loads, ...stores], softmax.exponentialBlockSlots), blocks),
    once(controlBundles(softmax.lossRowSlots)),
  ];
  return oneLaunchProgram(
    {
      name: task.kind,
      setup: softmax,
      elements: { logits: 0 },
      items: task.rows,
      blocks: (rows) => [repeat(row, rows)],
    },
    machine,
  );
}

/** Accesses first, float arithmetic in the other slots; never fewer slots than accesses. */
function blockBundles(parts: readonly Access[], slots: number): Bundle[] {
  const floats = Math.max(0, slots - parts.length);
  return [...parts.map((access) => memoryBundle(access)), ...Array.from({ length: floats }, () => floatBundle())];
}
