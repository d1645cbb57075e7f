/** What a run of a systolic array does that costs energy, from its counts. */
import { operandWidth } from '../../../models/machines/operand-width.js';
import type { ActionOf } from '../../../models/technologies/technology.js';
import type { SystolicRun } from '../../../records/run.js';

/** How often an op does each action; clock and leakage are of every element of the array. */
export function systolicActions(
  { op, kind, formats, counts, cycles }: SystolicRun['ops'][number],
  { array, clockHz }: SystolicRun['machine'],
): Partial<Record<ActionOf<'systolic'>, number>> {
  const elements = array.rows * array.columns;
  const macs = counts.usefulMacs + counts.paddingMacs;
  return {
    ...(kind === 'gemm' ? { [`mac.${operandWidth(formats[0] ?? '', `op ${op} left operand`)}`]: macs } : {}),
    'operand-shift-byte': counts.operandShiftBytes,
    'partial-shift-byte': counts.partialShiftBytes,
    'load-byte': counts.loadedBytes,
    'buffer-read-byte': counts.bufferReadBytes,
    'buffer-write-byte': counts.bufferWriteBytes,
    'memory-byte': counts.memoryReadBytes + counts.memoryWriteBytes,
    clock: cycles * elements,
    leakage: (cycles / clockHz) * elements,
  };
}
