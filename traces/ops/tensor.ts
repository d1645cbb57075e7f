/**
 * A tensor of a training step: what the trace says of it, and its element codes where they are computed.
 * Shapes-only steps (traces/lowering) leave the codes out; everything else is the same.
 */
import { elementsOf } from '../../models/shape.js';
import type { Role, ScaleOrigin } from '../../records/trace/tensor.js';
import type { Elements } from '../../sim/arithmetic/elements.js';
import type { MatrixLayout } from '../../sim/arithmetic/kernels/request.js';

export type { Elements };

/** What the cast that made a tensor did to its values. */
export interface CastStatistics {
  readonly underflow: number;
  readonly saturated: number;
  readonly nan: number;
}

export interface Tensor {
  readonly id: string;
  readonly role: Role;
  readonly layer: string;
  readonly shape: readonly number[];
  readonly format: string;
  /** value = code's value × 2^scaleExponent. */
  readonly scaleExponent: number;
  /** Where the exponent comes from, where it is not chosen before the run; 0 in steps of shapes alone. */
  readonly scale?: ScaleOrigin | undefined;
  /** Where groups of elements have scales of their own: value = code's value × scale of its group. */
  readonly scales?: TensorScales | undefined;
  /** Order of `codes`; a transposed matrix keeps its codes and is column-major. */
  readonly layout: MatrixLayout;
  /** How many equal tensors it stands for. */
  readonly repeat: number;
  readonly codes?: Elements | undefined;
  readonly cast?: CastStatistics | undefined;
}

/** Elements that share a scale, of each of equal matrices one below the other; the last axis of a tensor as columns. */
export interface GroupShape {
  readonly matrices: number;
  readonly groupRows: number;
  readonly groupColumns: number;
}

/** Scales of the groups of a tensor, as it was cast. */
export interface TensorScales extends GroupShape {
  /** One for each group. */
  readonly groups: Tensor;
  /** One of the whole tensor that multiplies them. */
  readonly whole?: Tensor | undefined;
  /** Whether the tensor is as it was cast, or turned since. */
  readonly order: 'rows' | 'columns';
  /** Whether a product's unit reads them, or what adds up its sums. */
  readonly appliedBy: 'register' | 'unit';
}

/** How a tensor's codes stand for values. */
export type Encoding = Pick<Tensor, 'format' | 'scaleExponent' | 'scale' | 'scales'>;

/** Of what has the codes of a tensor in another order. */
export function encodingOf({ format, scaleExponent, scale, scales }: Encoding): Encoding {
  if (scales !== undefined) throw new Error('groups that share a scale stay in their order');
  return { format, scaleExponent, scale };
}

/** A tensor seen as a matrix: the first axes as rows, `columns` per row. */
export function asMatrix(tensor: Tensor, columns: number): Tensor {
  return { ...tensor, shape: [elementsOf(tensor.shape) / columns, columns] };
}

/** The codes of a tensor that was computed. */
export function codesOf(tensor: Tensor): Elements {
  if (tensor.codes === undefined) throw new Error(`tensor ${tensor.id} has shapes only`);
  return tensor.codes;
}

/** Rows and columns of a tensor, the last axis as columns. */
export function matrixDims(shape: readonly number[]): { rows: number; columns: number } {
  const columns = shape.at(-1) ?? 1;
  return { rows: elementsOf(shape) / columns, columns };
}
