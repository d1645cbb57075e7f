/**
 * A product of a trace as lines along its depth, with what a unit must know of its operands: formats and the sum of
 * their scales. A convolution is the product that it is, unfolded; of several groups the first, of a batch the first.
 */
import type { HardwareUnit } from '../../models/hardware/hardware-unit.js';
import { InputError } from '../../models/input-error.js';
import type { OpOf } from '../../records/trace/op.js';
import type { Trace } from '../../records/trace/trace-folder.js';
import { hasScalePort, type StreamSource } from '../gates/characterise/stream-source.js';
import { columnsOf, rowsOf } from '../gates/operands/operand-lines.js';
import { codesOfBytes } from './activity.js';
import { unfoldedOperands } from './convolution/unfold.js';

export type ProductOp = OpOf<'gemm'> | OpOf<'convolution'>;
type Operands = Pick<Trace, 'tensors' | 'operand'>;

/** Whether the unit reads both operands of the op. */
export function readsOperands({ datapath }: HardwareUnit, op: ProductOp, { tensors }: Operands): boolean {
  if (datapath.kind === 'integer') return false;
  const [a, b] = op.inputs.map((input) => tensors.get(input)?.format ?? '');
  return datapath.aFormats.includes(a) && datapath.bFormats.includes(b);
}

/** @param where what an error names @throws InputError for operands that are not there, or scales that the unit does not take */
export function productSource(
  name: string,
  op: ProductOp,
  work: Operands,
  unit: HardwareUnit,
  where: string,
): StreamSource {
  const [a, b] = op.inputs.map((input) => {
    const { format = '', scaleExponent = 0 } = work.tensors.get(input) ?? {};
    const stored = work.operand(input);
    if (stored === undefined) throw new InputError(`${where} input ${input}`, 'operands', 'a shape only');
    return { format, scaleExponent, codes: codesOfBytes(stored.bytes, format) };
  });
  const scale = scaleOf(a.scaleExponent + b.scaleExponent, unit, where);
  const formats = { aFormat: a.format, bFormat: b.format, scale };
  if (op.kind === 'gemm') {
    const { m, n, k } = op.dims;
    const [first, second] = [a.codes.subarray(0, m * k), b.codes.subarray(0, k * n)];
    return { operands: name, lines: { a: rowsOf(first, m, k), b: columnsOf(second, k, n) }, formats };
  }
  const { left, right, m, n, k } = unfoldedOperands(op, 0, a.codes, b.codes);
  return { operands: name, lines: { a: rowsOf(left, m, k), b: columnsOf(right, k, n) }, formats };
}

/** What the unit applies itself; wider accumulators leave it to software, a float16 would overflow. */
function scaleOf(scale: number, { name, datapath }: HardwareUnit, where: string): number {
  if (datapath.kind === 'integer') return 0;
  const { scaleRange, accumulator } = datapath.unit;
  if (hasScalePort(scaleRange)) return Math.max(scaleRange[0], Math.min(scaleRange[1], scale));
  if (scale === 0 || accumulator.format !== 'float16') return 0;
  throw new InputError(where, `a unit with a scale port for operands scaled by 2^${scale}`, name, 'add --scale-port');
}
