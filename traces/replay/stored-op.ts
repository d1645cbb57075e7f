/** Ops of a trace with the tensors that they read and made, from its files; or why an op has not all of them. */
import { InputError, shown } from '../../models/input-error.js';
import type { OpRecord } from '../../records/trace/op.js';
import type { Trace } from '../../records/trace/trace-folder.js';
import { codesOfBytes } from '../../sim/array/activity.js';
import type { Elements, Tensor } from '../ops/tensor.js';
import type { StoredOp } from './replay-op.js';

/** Why an op is not computed again. */
export const REASONS = ['operands not stored', 'output not stored', 'between chips'] as const;
export type Reason = (typeof REASONS)[number];

export function storedOp(trace: Trace, op: OpRecord): StoredOp | Reason {
  if (op.kind === 'collective') return 'between chips';
  const inputs = op.inputs.map((id) => storedTensor(trace, id));
  if (inputs.includes(undefined)) return 'operands not stored';
  const output = storedTensor(trace, op.output);
  return output === undefined ? 'output not stored' : { op, inputs: inputs as Tensor[], output };
}

/** A tensor whose codes are stored; undefined where they are not. */
function storedTensor({ tensors, operand }: Trace, id: string): Tensor | undefined {
  const record = tensors.get(id);
  const stored = operand(id);
  if (record === undefined || stored === undefined) return undefined;
  const { role, layer, shape, format, scaleExponent, repeat } = record;
  if (repeat !== 1) throw new InputError(`tensor ${shown(id)} repeat`, '1 for a stored tensor', String(repeat));
  const codes = elementsOf(stored.bytes, format);
  return { id, role, layer, shape, format, scaleExponent, layout: 'row-major', repeat, codes };
}

/** float32 as its values, as tensors hold them. */
function elementsOf(bytes: Uint8Array, format: string): Elements {
  const codes = codesOfBytes(bytes, format);
  return codes instanceof Uint32Array ? new Float32Array(codes.buffer) : codes;
}
