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

/** Values of the elements at places, scale applied; 0 for −1, where there is none. A line a call: a call an element is slow. */
export type Values = (places: Int32Array) => Float64Array;

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
  const from = turnedFrom(rows, columns);
  return { casts, values: (places) => values(placesFrom(places, from)) };
}

/** Where an element of turned matrices [columns × rows] lies in them as [rows × columns], one after another. */
function turnedFrom(rows: number, columns: number): (place: number) => number {
  const size = rows * columns;
  return (place) => {
    const within = place % size;
    return place - within + (within % rows) * columns + Math.floor(within / rows);
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
    values: (places) => {
      const moved = placesFrom(places, from);
      const line = new Float64Array(places.length);
      for (const [input, source] of sources.entries()) {
        const [start, end] = [ends[input - 1] ?? 0, ends[input] as number];
        const own = placesFrom(moved, (at) => (at >= start && at < end ? at - start : -1));
        for (const [i, value] of source.values(own).entries()) if (own[i] !== -1) line[i] = value;
      }
      return line;
    },
  };
}

/** Where places come from; −1 stays. */
function placesFrom(places: Int32Array, from: (place: number) => number): Int32Array {
  const found = new Int32Array(places.length);
  for (let i = 0; i < places.length; i++) found[i] = (places[i] as number) < 0 ? -1 : from(places[i] as number);
  return found;
}

/** Of a tensor's own codes, scales of its groups applied. */
export function valuesIn(tensor: Tensor): Values {
  const values = valuesOfCodesIn(tensor);
  if (tensor.scales === undefined) return values;
  const scaleAt = groupScaleAt(tensor);
  return (places) => {
    const line = values(places);
    for (const [i, place] of places.entries()) if (place !== -1) line[i] = (line[i] as number) * scaleAt(place);
    return line;
  };
}

function valuesOfCodesIn(tensor: Tensor): Values {
  const values = valuesInOrder(tensor);
  if (tensor.layout === 'row-major') return values;
  const [rows, columns] = tensor.shape.slice(-2) as [number, number];
  const from = turnedFrom(columns, rows);
  return (places) => values(placesFrom(places, from));
}

/** Of codes in the order in which they lie. */
function valuesInOrder(tensor: Tensor): Values {
  const codes = codesOf(tensor);
  const scale = 2 ** tensor.scaleExponent;
  const table = codes instanceof Float32Array ? undefined : tableOf(tensor.format);
  return (places) => {
    const line = new Float64Array(places.length);
    for (let i = 0; i < line.length; i++) {
      const place = places[i] as number;
      if (place === -1) continue;
      const code = codes[place] as number;
      line[i] = (table === undefined ? code : (table[code] as number)) * scale;
    }
    return line;
  };
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
