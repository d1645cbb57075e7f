/** From a network to a trace of one step, shapes alone, in a folder. */
import { writeTrace } from '../records/trace/trace-folder.js';
import { type LoweredTraceOptions, loweredTrace } from '../traces/lowering/lower.js';

/** @param where what an error of the unit names */
export function lowerStage(options: LoweredTraceOptions, folder: string, where: string): void {
  const { record, ops, tensors } = loweredTrace(options, where);
  writeTrace(folder, { record, ops, tensors: [...tensors.values()], files: new Map() });
}
