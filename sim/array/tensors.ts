/** Sizes of a trace's tensors on the machine: elements, and bytes in the container of their format. */
import { resolveFormat } from '../../models/formats/resolve.js';
import { containerBytes } from '../../models/machines/operand-width.js';
import { elementsOf } from '../../models/shape.js';
import type { TensorRecord } from '../../records/trace/tensor.js';
import type { Trace } from '../../records/trace/trace-folder.js';
import type { TensorSize } from './memory/lives.js';

/** Ops in order, and their tensors. */
export type StepWork = Pick<Trace, 'ops' | 'tensors'>;

export function elementsOfTensor(trace: StepWork, tensor: string): number {
  return elementsOf(trace.tensors.get(tensor)?.shape ?? []);
}

/** Bytes of one of a tensor, how many it stands for, and whether it lives through its step. */
export function sizeOfTensor(trace: StepWork, id: string): TensorSize {
  const { format, repeat, role, inFlight = repeat } = trace.tensors.get(id) as TensorRecord;
  const bytes = elementsOfTensor(trace, id) * elementBytes(format, id);
  return { bytes, repeat: inFlight, runs: repeat, keeps: role === 'state' || role === 'weight' ? 'state' : 'value' };
}

const CONTAINERS = new Map<string, number>();

/** @param where what an error of the format names */
export function elementBytes(format: string, where: string): number {
  const known = CONTAINERS.get(format) ?? containerBytes(resolveFormat(format, where));
  CONTAINERS.set(format, known);
  return known;
}
