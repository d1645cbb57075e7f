/**
 * Largest finite magnitudes of groups of elements, and the scales that follow from them. Magnitudes of float codes are in
 * the order of the codes without sign, so that each group's largest code is found and decoded once.
 */
import { BLOCK_FORMATS, type BlockFormat } from '../../models/formats/block-formats.js';
import {
  type FloatFormat,
  finiteMagnitude,
  magnitudeBits,
  maxFiniteCode,
  nanCode,
} from '../../models/formats/format.js';
import { resolveFloatFormat, resolveFormat } from '../../models/formats/resolve.js';
import type { FromAmax } from '../../records/trace/scales.js';
import { blockScaleCode, tensorScaleOfAmax } from '../../sim/arithmetic/reference/blocks.js';
import { leastScaleExponent } from '../../sim/arithmetic/reference/power-of-two.js';
import { float32Scale } from '../../sim/arithmetic/reference/scaled.js';
import { emit, type Place, type StepContext } from './emit.js';
import { codesOf, type Elements, type GroupShape, matrixDims, type Tensor } from './tensor.js';

const E8M0 = resolveFloatFormat('float8_e8m0fnu', 'scales');
const E4M3 = resolveFloatFormat('float8_e4m3fn', 'scales');
const E2M1 = resolveFloatFormat('float4_e2m1fn', 'scales');
const [NAN_E8M0, NAN_E4M3] = [E8M0, E4M3].map((format) => nanCode(format, false)) as [number, number];
const NVFP4 = BLOCK_FORMATS.find(({ name }) => name === 'nvfp4') as BlockFormat;

/** All but what a loss scaling asks. */
export type GivenScale = Exclude<FromAmax, { kind: 'amax-or-nan' }>;

/** All elements of a tensor. */
export function wholeGroup(shape: readonly number[]): GroupShape {
  const { rows, columns } = matrixDims(shape);
  return { matrices: 1, groupRows: rows, groupColumns: columns };
}

export interface AmaxParts {
  readonly group: GroupShape;
  readonly gives: GivenScale;
  /** The tensor's scale, that scales of blocks are relative to. */
  readonly whole?: Tensor;
}

/** A number for each group [matrices · ⌈their rows ÷ groupRows⌉ × ⌈columns ÷ groupColumns⌉]. @param x of floats, row-major */
export function amax(
  context: StepContext,
  place: Place,
  name: string,
  x: Tensor,
  { group: { matrices, groupRows, groupColumns }, gives, whole }: AmaxParts,
): Tensor {
  const dims = { ...matrixDims(x.shape), matrices, groupRows, groupColumns };
  return emit(context, place, {
    kind: 'amax',
    inputs: whole === undefined ? [x] : [x, whole],
    output: { name, role: 'state', shape: gridOf(dims), format: FORMATS[gives.kind] },
    dims,
    attributes: { gives },
    compute: () => {
      const relative = whole === undefined ? 1 : (codesOf(whole)[0] as number);
      const found = largestMagnitudes(x, dims, COUNTED[gives.kind]).map((largest) => given(largest, gives, relative));
      return { codes: FORMATS[gives.kind] === 'float32' ? Float32Array.from(found) : Uint8Array.from(found) };
    },
  });
}

/** Of what each gives. */
const FORMATS: Readonly<Record<GivenScale['kind'], string>> = {
  amax: 'float32',
  'power-of-two': 'float32',
  float32: 'float32',
  mx: 'float8_e8m0fnu',
  'nvfp4-tensor': 'float32',
  nvfp4: 'float8_e4m3fn',
};

interface GroupedDims extends GroupShape {
  readonly rows: number;
  readonly columns: number;
}

/** Groups down and across. */
export function gridOf({ rows, columns, matrices, groupRows, groupColumns }: GroupedDims): [number, number] {
  return [matrices * Math.ceil(rows / matrices / groupRows), Math.ceil(columns / groupColumns)];
}

/** @param largest beyond all numbers where an element is no finite one, which scales of blocks say too */
function given(largest: number, gives: GivenScale, whole: number): number {
  const isNumber = largest < Number.POSITIVE_INFINITY;
  switch (gives.kind) {
    case 'amax':
      return largest;
    case 'power-of-two':
      return 2 ** powerExponent(largest, gives);
    case 'float32':
      return float32Scale(largest, resolveFloatFormat(gives.format, 'amax'));
    case 'mx':
      return isNumber ? blockScaleCode(resolveFormat(gives.format, 'amax'), E8M0, largest, gives.rule) : NAN_E8M0;
    case 'nvfp4-tensor':
      return tensorScaleOfAmax(NVFP4, largest);
    case 'nvfp4':
      if (!isNumber) return NAN_E4M3;
      return blockScaleCode(E2M1, E4M3, largest === 0 ? 0 : largest / whole, 'floor');
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

/** Whether an element that is no finite number counts, as an infinite one, or is passed over. */
const COUNTED: Readonly<Record<GivenScale['kind'], 'all' | 'finite'>> = {
  amax: 'finite',
  'power-of-two': 'finite',
  float32: 'finite',
  mx: 'all',
  'nvfp4-tensor': 'finite',
  nvfp4: 'all',
};

/** The largest magnitude of each group, scale applied; 0 where there is none. */
function largestMagnitudes(x: Tensor, dims: GroupedDims, counted: 'all' | 'finite'): Float64Array {
  const format = resolveFloatFormat(x.format, x.id);
  const factor = 2 ** x.scaleExponent;
  const finite = maxFiniteCode(format);
  const limit = counted === 'all' ? Number.POSITIVE_INFINITY : finite;
  return Float64Array.from(largestCodes(bitsOfElements(codesOf(x)), format, dims, limit), (code) =>
    code > finite ? Number.POSITIVE_INFINITY : finiteMagnitude(format, code) * factor,
  );
}

function largestCodes(
  codes: Exclude<Elements, Float32Array> | Uint32Array,
  format: FloatFormat,
  dims: GroupedDims,
  limit: number,
): Uint32Array {
  const [down, across] = gridOf(dims);
  const mask = 2 ** magnitudeBits(format) - 1;
  const largest = new Uint32Array(down * across);
  const { rows, columns, matrices, groupRows, groupColumns } = dims;
  const each = rows / matrices;
  const perMatrix = down / matrices;
  for (let row = 0; row < rows; row++) {
    const line = Math.floor(row / each) * perMatrix + Math.floor((row % each) / groupRows);
    for (let first = 0; first < columns; first += groupColumns) {
      const group = line * across + first / groupColumns;
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
