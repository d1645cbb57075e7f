/**
 * The products of a trace as sets of operands, by phase and roles: weights, activations and gradients apart. Products in
 * formats that the unit does not read (of a first layer, say) are left out, and counted.
 * Left out: how a plan deals a product over tiles, or turns it round.
 */
import type { HardwareUnit } from '../../models/hardware/hardware-unit.js';
import { InputError } from '../../models/input-error.js';
import type { Role } from '../../records/trace/tensor.js';
import { readTrace, type Trace } from '../../records/trace/trace-folder.js';
import { unfoldedSizes } from '../../sim/array/convolution/unfold.js';
import { productSource, readsOperands } from '../../sim/array/product-source.js';
import type { OperandSet, WeightedProduct } from '../../sim/gates/characterise/operand-set.js';

export interface TraceSets {
  readonly sets: readonly OperandSet[];
  /** Products in other formats than the unit reads. */
  readonly leftOut: number;
}

/** @throws InputError for a trace without products that the unit reads, or with scales that it does not take */
export function traceSets(folder: string, unit: HardwareUnit): TraceSets {
  const trace = readTrace(folder);
  const sets = new Map<string, WeightedProduct[]>();
  let leftOut = 0;
  for (const op of trace.ops) {
    if (op.kind !== 'gemm' && op.kind !== 'convolution') continue;
    if (!readsOperands(unit, op, trace)) {
      leftOut += 1;
      continue;
    }
    const name = `${op.phase}: ${op.inputs.map((input) => ROLE_NAMES[roleOf(input, trace)]).join(' × ')}`;
    const { m, n, k } = op.kind === 'gemm' ? op.dims : unfoldedSizes(op);
    const source = () => productSource(name, op, trace, unit, `${folder} op ${op.id}`);
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
