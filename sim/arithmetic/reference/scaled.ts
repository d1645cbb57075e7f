/**
 * Matrices of codes with float32 scales, and sums of two of them: each depth of equal scales through the unit from +0,
 * its result times both scales, added into a float32 register. Every operation outside the unit is float32, nearest
 * even, in the order of K; the product of two scales may overflow or underflow, and what it multiplies becomes NaN,
 * infinite or zero with it, as in the kernels.
 * Sources: DeepSeek-V3 (arXiv:2412.19437), section 3.3.2; DeepGEMM issue 50 (the compiled kernel multiplies and adds
 * in one). Assumed: the two scales are multiplied first, the quotient of value and scale is exact before it is rounded
 * to a code.
 */
import { type FloatFormat, leastNormalExponent, maxFinite, minPositive } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { type ScaleGranularity, scaledDepth, scaleShape } from '../../../models/formats/scaling.js';
import { type DotProductUnit, resultFormat } from '../../../models/units/unit.js';
import { decode, encode, encodeDyadic } from './convert.js';
import { dot } from './dot.js';
import { dyadicOf, sum } from './dyadic.js';

/** Row-major; a scale for every block that `granularity` says, row-major too. */
export interface ScaledMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly format: FloatFormat;
  readonly granularity: ScaleGranularity;
  readonly codes: readonly number[];
  readonly scales: Float32Array;
}

export interface PlainMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Row-major float32 values. */
  readonly values: ArrayLike<number>;
}

const RULE = { rounding: 'nearest-even', overflow: 'saturate' } as const;

/** How a scaled sum enters the register: one fused multiply-add, or a product rounded and then a sum rounded. */
export const REGISTER_ADDS = ['fused', 'separate'] as const;
export type RegisterAdd = (typeof REGISTER_ADDS)[number];

const FLOAT32 = resolveFloatFormat('float32', 'register');
/** Below it float32 is subnormal; and its least step. */
const LEAST_NORMAL = 2 ** leastNormalExponent(FLOAT32);
const LEAST_STEP = minPositive(FLOAT32);

/**
 * Each block's scale brings its largest finite magnitude to the format's largest value; a block of zeros has scale 1.
 * Infinities saturate, NaN stays NaN.
 *
 * @throws NoCodeError for NaN in a format without
 */
export function encodeScaled(matrix: PlainMatrix, format: FloatFormat, granularity: ScaleGranularity): ScaledMatrix {
  const { rows, columns, values } = matrix;
  const scales = scalesOf(matrix, format, granularity);
  const codes = Array.from({ length: rows * columns }, (_, i) => {
    const scale = scales[scaleIndex(matrix, granularity, Math.floor(i / columns), i % columns)] as number;
    return encode(format, (values[i] as number) / scale, RULE);
  });
  return { rows, columns, format, granularity, codes, scales };
}

/** float32 values: each code's value times its scale. */
export function decodeScaled(matrix: ScaledMatrix): Float32Array {
  const { columns, format, granularity, codes, scales } = matrix;
  return Float32Array.from(codes, (code, i) => {
    const scale = scales[scaleIndex(matrix, granularity, Math.floor(i / columns), i % columns)] as number;
    return decode(format, code) * scale;
  });
}

/**
 * Row `row` of `left` times row `column` of `right`, whose columns are the depth too.
 *
 * @param add how each depth's sum enters the register; compiled kernels fuse
 * @returns a float32 value
 */
export function dotScaled(
  unit: DotProductUnit,
  [left, right]: readonly [ScaledMatrix, ScaledMatrix],
  row: number,
  column: number,
  add: RegisterAdd = 'fused',
): number {
  const k = left.columns;
  const depth = scaledDepth(left.granularity, right.granularity, k);
  const result = resolveFloatFormat(resultFormat(unit), 'result');
  const part = (matrix: ScaledMatrix, line: number, first: number) =>
    matrix.codes.slice(line * k + first, line * k + Math.min(k, first + depth));
  const scaleAt = (matrix: ScaledMatrix, line: number, first: number) =>
    matrix.scales[scaleIndex(matrix, matrix.granularity, line, first)] as number;
  let register = 0;
  for (let first = 0; first < k; first += depth) {
    const partial = decode(result, dot(unit, part(left, row, first), part(right, column, first), 0, 0));
    const scale = Math.fround(scaleAt(left, row, first) * scaleAt(right, column, first));
    register = addInto(register, partial, scale, add);
  }
  return register;
}

/** register + partial · scale, in float32. A product of two float32 values is exact in float64. */
function addInto(register: number, partial: number, scale: number, add: RegisterAdd): number {
  const product = partial * scale;
  const isExact = Number.isFinite(product) && Number.isFinite(register);
  if (add === 'separate' || !isExact) return Math.fround(register + Math.fround(product));
  const total = sum([dyadicOf(register), dyadicOf(product)]);
  return decode(FLOAT32, encodeDyadic(FLOAT32, total, { rounding: 'nearest-even', overflow: 'special' }));
}

function scalesOf(matrix: PlainMatrix, format: FloatFormat, granularity: ScaleGranularity): Float32Array {
  const { rows, columns, values } = matrix;
  const [blockRows, blockColumns] = scaleShape(granularity, rows, columns);
  const scales = new Float32Array(Math.ceil(rows / blockRows) * Math.ceil(columns / blockColumns));
  for (let i = 0; i < rows * columns; i++) {
    const magnitude = Math.abs(values[i] as number);
    const at = scaleIndex(matrix, granularity, Math.floor(i / columns), i % columns);
    if (Number.isFinite(magnitude)) scales[at] = Math.max(scales[at] as number, magnitude);
  }
  return scales.map((amax) => float32Scale(amax, format));
}

/**
 * The float32 scale of a group; 1 for zeros. A subnormal scale is rounded up: rounded down it would clip the group's
 * largest values, or be zero.
 */
export function float32Scale(amax: number, format: FloatFormat): number {
  if (amax === 0) return 1;
  const scale = amax / maxFinite(format);
  return scale >= LEAST_NORMAL ? Math.fround(scale) : Math.ceil(scale / LEAST_STEP) * LEAST_STEP;
}

function scaleIndex(
  { rows, columns }: Pick<PlainMatrix, 'rows' | 'columns'>,
  granularity: ScaleGranularity,
  row: number,
  column: number,
): number {
  const [blockRows, blockColumns] = scaleShape(granularity, rows, columns);
  return Math.floor(row / blockRows) * Math.ceil(columns / blockColumns) + Math.floor(column / blockColumns);
}
