/**
 * The tensors of the step that is being recorded, and the ops that made them: what an operand was before it was cast.
 * Elements are counted in row-major order. Left out: steps before it.
 */

import { bitsOf } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { elementsOf } from '../../models/shape.js';
import type { OpOf, OpRecord } from '../../records/trace/op.js';
import { decode } from '../../sim/arithmetic/reference/convert.js';
import { groupScaleAt } from '../ops/scale.js';
import { codesOf, type Tensor } from '../ops/tensor.js';
import { movedFrom } from '../replay/moved-from.js';

/** The value of an element, scale applied. */
export type Values = (place: number) => number;

export interface StepTensors {
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** The op that made a tensor, by the tensor's id. */
  readonly makers: ReadonlyMap<string, OpRecord>;
  /** Of tensors between products: a cast into it from another is no operand's. */
  readonly storage: string;
}

/** An operand: as the unit reads it, before the casts, the same where there are none, and the casts. */
export interface OperandValues {
  readonly cast: Values;
  readonly before: Values;
  readonly casts: readonly Tensor[];
}

export function operandValues(id: string, step: StepTensors): OperandValues {
  const { values: before, casts } = sourceOf(id, step);
  return { cast: casts.length === 0 ? before : valuesIn(step.tensors.get(id) as Tensor), before, casts };
}

interface Source {
  readonly values: Values;
  readonly casts: readonly Tensor[];
}

/** Back through casts and what only moves elements. */
function sourceOf(id: string, step: StepTensors): Source {
  const tensor = step.tensors.get(id) as Tensor;
  const maker = step.makers.get(id);
  if (maker?.kind === 'cast' && isOperandCast(maker, tensor, step)) {
    const { values, casts } = sourceOf(maker.inputs[0] as string, step);
    return { values, casts: [tensor, ...casts] };
  }
  if (maker?.kind === 'transpose') return turned(maker, sourceOf(maker.inputs[0] as string, step));
  if (maker?.kind === 'rearrange') return moved(maker, tensor, step);
  return { values: valuesIn(tensor), casts: [] };
}

/** A cast of a value that is stored: from the storage format, or of master values into it. */
function isOperandCast(maker: OpRecord, { format }: Tensor, { tensors, storage }: StepTensors): boolean {
  return format !== storage || tensors.get(maker.inputs[0] as string)?.role === 'state';
}

function turned({ dims }: OpOf<'transpose'>, { values, casts }: Source): Source {
  const { rows, columns } = dims;
  const size = rows * columns;
  return {
    casts,
    values: (place) => {
      const within = place % size;
      return values(place - within + (within % rows) * columns + Math.floor(within / rows));
    },
  };
}

function moved(maker: OpOf<'rearrange'>, tensor: Tensor, step: StepTensors): Source {
  const sources = maker.inputs.map((input) => sourceOf(input, step));
  const casts = sources.flatMap((source) => source.casts);
  if (casts.length === 0) return { values: valuesIn(tensor), casts };
  const inputs = maker.inputs.map((input) => step.tensors.get(input) as Tensor);
  const ends = inputs.map((_, i) => inputs.slice(0, i + 1).reduce((sum, { shape }) => sum + elementsOf(shape), 0));
  const from = movedFrom(maker, inputs, tensor);
  return {
    casts,
    values: (place) => {
      const at = from(place);
      if (at < 0) return 0;
      const input = ends.findIndex((end) => at < end);
      return (sources[input] as Source).values(at - (ends[input - 1] ?? 0));
    },
  };
}

/** Of a tensor's own codes, scales of its groups applied. */
export function valuesIn(tensor: Tensor): Values {
  const values = valuesOfCodesIn(tensor);
  if (tensor.scales === undefined) return values;
  const scaleAt = groupScaleAt(tensor);
  return (place) => values(place) * scaleAt(place);
}

function valuesOfCodesIn(tensor: Tensor): Values {
  const values = valuesInOrder(tensor);
  if (tensor.layout === 'row-major') return values;
  const [rows, columns] = tensor.shape.slice(-2) as [number, number];
  const size = rows * columns;
  return (place) => {
    const within = place % size;
    return values(place - within + (within % columns) * rows + Math.floor(within / columns));
  };
}

/** Of codes in the order in which they lie. */
function valuesInOrder(tensor: Tensor): Values {
  const codes = codesOf(tensor);
  const scale = 2 ** tensor.scaleExponent;
  if (codes instanceof Float32Array) return (place) => (codes[place] as number) * scale;
  const table = tableOf(tensor.format);
  return (place) => (table[codes[place] as number] as number) * scale;
}

const tables = new Map<string, Float64Array>();

/** Values of the codes of a format of at most 16 bits. */
function tableOf(name: string): Float64Array {
  const known = tables.get(name);
  if (known !== undefined) return known;
  const format = resolveFloatFormat(name, 'tensor');
  const table = Float64Array.from({ length: 2 ** bitsOf(format) }, (_, code) => decode(format, code));
  tables.set(name, table);
  return table;
}
