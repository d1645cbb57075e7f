/**
 * The products of a trace as sets of operands, by phase and roles: weights, activations and gradients apart. Products in
 * formats that the unit does not read (of a first layer, say) are left out, and counted.
 * Left out: how a plan deals a product over tiles, or turns it round.
 */
import type { HardwareUnit } from '../../models/hardware/hardware-unit.js';
import { InputError } from '../../models/input-error.js';
import type { OpOf } from '../../records/trace/op.js';
import type { Role } from '../../records/trace/tensor.js';
import { readTrace, type Trace } from '../../records/trace/trace-folder.js';
import { codesOfBytes } from '../../sim/array/activity.js';
import { unfoldedOperands, unfoldedSizes } from '../../sim/array/convolution/unfold.js';
import type { OperandSet, WeightedProduct } from '../../sim/gates/characterise/operand-set.js';
import { hasScalePort, type StreamSource } from '../../sim/gates/characterise/stream-source.js';
import { columnsOf, rowsOf } from '../../sim/gates/operands/operand-lines.js';

export interface TraceSets {
  readonly sets: readonly OperandSet[];
  /** Products in other formats than the unit reads. */
  readonly leftOut: number;
}

type Product = OpOf<'gemm'> | OpOf<'convolution'>;

/** @throws InputError for a trace without products that the unit reads, or with scales that it does not take */
export function traceSets(folder: string, unit: HardwareUnit): TraceSets {
  const trace = readTrace(folder);
  const sets = new Map<string, WeightedProduct[]>();
  let leftOut = 0;
  for (const op of trace.ops) {
    if (op.kind !== 'gemm' && op.kind !== 'convolution') continue;
    if (!readsFormats(unit, op, trace)) {
      leftOut += 1;
      continue;
    }
    const name = `${op.phase}: ${op.inputs.map((input) => ROLE_NAMES[roleOf(input, trace)]).join(' × ')}`;
    const { m, n, k } = op.kind === 'gemm' ? op.dims : unfoldedSizes(op);
    const source = () => sourceOf(name, op, trace, unit, folder);
    sets.set(name, [...(sets.get(name) ?? []), { macs: m * n * k * op.repeat, source }]);
  }
  if (sets.size === 0) throw new InputError(folder, `products in formats that ${unit.name} reads`, 'none');
  return { sets: [...sets].map(([operands, products]) => ({ operands, products })), leftOut };
}

const ROLE_NAMES: Readonly<Record<Role, string>> = {
  activation: 'activations',
  weight: 'weights',
  dx: 'gradients',
  dw: 'gradients',
  state: 'weights',
};

function roleOf(tensor: string, { tensors }: Trace): Role {
  return tensors.get(tensor)?.role ?? 'activation';
}

function readsFormats({ datapath }: HardwareUnit, op: Product, { tensors }: Trace): boolean {
  if (datapath.kind === 'integer') return false;
  const [a, b] = op.inputs.map((input) => tensors.get(input)?.format ?? '');
  return datapath.aFormats.includes(a) && datapath.bFormats.includes(b);
}

/** The first product of a batch, and the first group of a convolution. */
function sourceOf(operands: string, op: Product, trace: Trace, unit: HardwareUnit, folder: string): StreamSource {
  const [a, b] = op.inputs.map((input) => {
    const { format = '', scaleExponent = 0 } = trace.tensors.get(input) ?? {};
    const stored = trace.operand(input);
    if (stored === undefined) throw new InputError(`${folder} op ${op.id} input ${input}`, 'operands', 'a shape only');
    return { format, scaleExponent, codes: codesOfBytes(stored.bytes, format) };
  });
  const scale = scaleOf(a.scaleExponent + b.scaleExponent, unit, `${folder} op ${op.id}`);
  const formats = { aFormat: a.format, bFormat: b.format, scale };
  if (op.kind === 'gemm') {
    const { m, n, k } = op.dims;
    return { operands, lines: { a: rowsOf(a.codes, m, k), b: columnsOf(b.codes, k, n) }, formats };
  }
  const { left, right, m, n, k } = unfoldedOperands(op, 0, a.codes, b.codes);
  return { operands, lines: { a: rowsOf(left, m, k), b: columnsOf(right, k, n) }, formats };
}

/** What the unit applies itself; wider accumulators leave it to software, a float16 would overflow. */
function scaleOf(scale: number, { name, datapath }: HardwareUnit, where: string): number {
  if (datapath.kind === 'integer') return 0;
  const { scaleRange, accumulator } = datapath.unit;
  if (hasScalePort(scaleRange)) return Math.max(scaleRange[0], Math.min(scaleRange[1], scale));
  if (scale === 0 || accumulator.format !== 'float16') return 0;
  throw new InputError(where, `a unit with a scale port for operands scaled by 2^${scale}`, name, 'add --scale-port');
}
