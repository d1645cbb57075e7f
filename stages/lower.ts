/** From a network to a trace of one step, shapes alone, in a folder. */
import { type Trace, writeTrace } from '../records/trace/trace-folder.js';
import { type LoweredTraceOptions, loweredTrace } from '../traces/lowering/lower.js';

/** @param where what an error of the unit names */
export function lowerStage(options: LoweredTraceOptions, folder: string, where: string): void {
  writeShapes(loweredTrace(options, where), folder);
}

/** A lowered trace. */
export function writeShapes({ record, ops, tensors }: Trace, folder: string): void {
  writeTrace(folder, { record, ops, tensors: [...tensors.values()], files: new Map() });
}
