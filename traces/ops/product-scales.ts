/** Scales of groups of a product's operands: what its op says of them, which tensors it reads, which unit it needs. */

import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { InputError } from '../../models/input-error.js';
import type { BlockScale } from '../../models/units/unit.js';
import type { OperandScales, ProductScales } from '../../records/trace/scales.js';
import type { Codes } from '../../sim/arithmetic/codes.js';
import { encode } from '../../sim/arithmetic/reference/convert.js';
import { blockScaleOf } from './grouping.js';
import { codesOf, type Tensor, type TensorScales } from './tensor.js';

export interface FoundScales {
  /** Nothing where no operand has scales of groups. */
  readonly attributes: { readonly scales?: ProductScales };
  readonly inputs: readonly Tensor[];
  readonly appliedBy: ProductScales['appliedBy'] | 'none';
  /** That the unit reads. */
  readonly blocks?: BlockScale;
}

/** @throws InputError for operands of which one has scales that the unit reads and the other float32 ones */
export function scalesOfOperands(a: Tensor, b: Tensor): FoundScales {
  const both = [a.scales, b.scales].filter((scales) => scales !== undefined);
  const [first, second = first] = both;
  if (first === undefined || second === undefined) return { attributes: {}, inputs: [], appliedBy: 'none' };
  const { appliedBy } = first;
  if (second.appliedBy !== appliedBy) {
    const expected = 'scales of both operands that the unit reads, or that it does not';
    throw new InputError(`product of ${a.id} and ${b.id}`, expected, 'one of each');
  }
  const scales: ProductScales = {
    appliedBy,
    ...(a.scales === undefined ? {} : { a: operandScales(a.scales) }),
    ...(b.scales === undefined ? {} : { b: operandScales(b.scales) }),
  };
  const inputs = both.flatMap(({ groups, whole }) => (whole === undefined ? [groups] : [groups, whole]));
  if (appliedBy === 'register') return { attributes: { scales }, inputs, appliedBy };
  const kind = first.whole === undefined ? 'mx' : 'nvfp4';
  return { attributes: { scales }, inputs, appliedBy, blocks: blockScaleOf({ kind, rule: 'floor' }) };
}

function operandScales({ matrices, groupRows, groupColumns, whole, order }: TensorScales): OperandScales {
  return { matrices, groupRows, groupColumns, tensorScale: whole === undefined ? 'none' : 'float32', order };
}

/** The float32 by which the tensors' own scales multiply a result of the unit. */
export function tensorScales(a: Tensor, b: Tensor): number {
  const of = ({ scales }: Tensor) => (scales?.whole === undefined ? 1 : (codesOf(scales.whole)[0] as number));
  return Math.fround(of(a) * of(b));
}

/** Codes of blocks of k, as they lie, or of scales of 1 where there are none. */
export function blockCodes(scales: TensorScales | undefined, count: number, { format }: BlockScale): Codes {
  if (scales !== undefined) return codesOf(scales.groups) as Uint8Array;
  const one = encode(resolveFloatFormat(format, 'scales'), 1, { rounding: 'nearest-even', overflow: 'saturate' });
  return new Uint8Array(count).fill(one);
}
