/**
 * Largest finite magnitudes of groups of elements, and the scales that follow from them. Magnitudes of float codes are in
 * the order of the codes without sign, so that each group's largest code is found and decoded once.
 */
import { type FloatFormat, finiteMagnitude, magnitudeBits, maxFiniteCode } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import type { FromAmax } from '../../records/trace/op.js';
import { leastScaleExponent } from '../../sim/arithmetic/reference/power-of-two.js';
import { emit, type Place, type StepContext } from './emit.js';
import { codesOf, type Elements, matrixDims, type Tensor } from './tensor.js';

/** Elements that share a scale, of a tensor with its last axis as columns. */
export interface GroupShape {
  readonly groupRows: number;
  readonly groupColumns: number;
}

/** What finite magnitudes alone decide. */
export type GivenScale = Exclude<FromAmax, { kind: 'amax-or-nan' }>;

/** All elements of a tensor. */
export function wholeGroup(shape: readonly number[]): GroupShape {
  const { rows, columns } = matrixDims(shape);
  return { groupRows: rows, groupColumns: columns };
}

/** One number for each group [⌈rows ÷ groupRows⌉ × ⌈columns ÷ groupColumns⌉]. @param x in a float format, row-major */
export function amax(
  context: StepContext,
  place: Place,
  name: string,
  x: Tensor,
  { group, gives }: { readonly group: GroupShape; readonly gives: GivenScale },
): Tensor {
  const dims = { ...matrixDims(x.shape), ...group };
  return emit(context, place, {
    kind: 'amax',
    inputs: [x],
    output: { name, role: 'state', shape: groupsOf(dims), format: 'float32' },
    dims,
    attributes: { gives },
    compute: () => ({ codes: Float32Array.from(largestMagnitudes(x, dims), (each) => given(each, gives)) }),
  });
}

interface GroupedDims extends GroupShape {
  readonly rows: number;
  readonly columns: number;
}

function groupsOf({ rows, columns, groupRows, groupColumns }: GroupedDims): [number, number] {
  return [Math.ceil(rows / groupRows), Math.ceil(columns / groupColumns)];
}

function given(largest: number, gives: GivenScale): number {
  switch (gives.kind) {
    case 'amax':
      return largest;
    case 'power-of-two':
      return 2 ** powerExponent(largest, gives);
  }
}

/** What a power of two follows from, besides the magnitude. */
export type PowerRule = Omit<Extract<FromAmax, { kind: 'power-of-two' }>, 'kind'>;

/** The exponent of a tensor's scale; 0 for zeros. */
export function powerExponent(largest: number, { format, margin, least, most }: PowerRule): number {
  if (largest === 0) return 0;
  const exponent = leastScaleExponent(largest, resolveFloatFormat(format, 'amax')) + margin;
  return Math.max(least, Math.min(most, exponent));
}

/** The largest finite magnitude of each group, scale applied; 0 where there is none. */
function largestMagnitudes(x: Tensor, dims: GroupedDims): Float64Array {
  const format = resolveFloatFormat(x.format, x.id);
  const factor = 2 ** x.scaleExponent;
  return Float64Array.from(largestCodes(bitsOfElements(codesOf(x)), format, dims), (code) => {
    return finiteMagnitude(format, code) * factor;
  });
}

function largestCodes(
  codes: Exclude<Elements, Float32Array> | Uint32Array,
  format: FloatFormat,
  dims: GroupedDims,
): Uint32Array {
  const [down, across] = groupsOf(dims);
  const mask = 2 ** magnitudeBits(format) - 1;
  const limit = maxFiniteCode(format);
  const largest = new Uint32Array(down * across);
  const { rows, columns, groupRows, groupColumns } = dims;
  for (let row = 0; row < rows; row++) {
    for (let first = 0; first < columns; first += groupColumns) {
      const group = Math.floor(row / groupRows) * across + first / groupColumns;
      const end = row * columns + Math.min(columns, first + groupColumns);
      let most = largest[group] as number;
      for (let at = row * columns + first; at < end; at++) {
        const code = ((codes[at] as number) & mask) >>> 0;
        if (code > most && code <= limit) most = code;
      }
      largest[group] = most;
    }
  }
  return largest;
}

/** Codes of float32 values are their bits. */
function bitsOfElements(codes: Elements): Exclude<Elements, Float32Array> | Uint32Array {
  return codes instanceof Float32Array ? new Uint32Array(codes.buffer, codes.byteOffset, codes.length) : codes;
}
