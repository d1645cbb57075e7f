/** A GEMM through a dot-product unit, as every family of kernels takes it. */
import { bitsOf } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { InputError } from '../../../models/input-error.js';
import { type DotProductUnit, resultFormat } from '../../../models/units/unit.js';
import { type Codes, emptyCodes } from '../codes.js';

/** How a matrix lies in its array: row by row, or column by column. */
export const MATRIX_LAYOUTS = ['row-major', 'column-major'] as const;
export type MatrixLayout = (typeof MATRIX_LAYOUTS)[number];

/** Key of the random numbers of one operation. */
export interface RandomKey {
  readonly seed: number;
  readonly stream: number;
}

/** d = initial + 2^scaleSum · a · b, with a of m × k codes and b of k × n, each in its layout. */
export interface GemmRequest {
  readonly unit: DotProductUnit;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Codes of the unit's aFormat in the narrowest array that holds them; b likewise. */
  readonly a: Codes;
  readonly b: Codes;
  /** Row-major unless said. */
  readonly aLayout?: MatrixLayout;
  readonly bLayout?: MatrixLayout;
  /** Within the unit's scaleRange. */
  readonly scaleSum: number;
  /** Key of the random bits of stochastic units: random-bits.ts. */
  readonly random?: RandomKey;
  /** m × n codes of the unit's result format; +0 unless given. */
  readonly initial?: Codes;
  /**
   * For units with block scales: a code of the scale format for every block along the depth of every row of A and
   * every column of B, laid out as its operand with blocks in the place of the depth. All are 1 unless given.
   */
  readonly blockScales?: { readonly a: Codes; readonly b: Codes };
}

/** m × n codes of the unit's result format: Uint32Array for float32, Uint16Array for narrower ones. */
export type GemmCodes = Uint16Array | Uint32Array;

export interface GemmResult {
  readonly codes: GemmCodes;
}

/** @throws InputError for sizes, arrays that do not fit them or their format, and scales that the unit does not have */
export function checkRequest({ unit, m, n, k, a, b, scaleSum, initial, blockScales }: GemmRequest): void {
  for (const [name, size] of Object.entries({ m, n, k })) {
    if (!Number.isSafeInteger(size) || size < 0) throw new InputError(`gemm ${name}`, 'a whole number', String(size));
  }
  checkCodes('a', a, m * k, unit.aFormat);
  checkCodes('b', b, k * n, unit.bFormat);
  if (initial !== undefined) checkCodes('initial', initial, m * n, resultFormat(unit), RESULT_BITS);
  const [least, largest] = unit.scaleRange;
  if (!Number.isInteger(scaleSum) || scaleSum < least || scaleSum > largest) {
    throw new InputError('gemm', `a sum of scales from ${least} to ${largest}`, String(scaleSum));
  }
  if (blockScales === undefined) return;
  if (unit.blockScale === undefined) throw new InputError('gemm', `no block scales for ${unit.family}`, 'some');
  const blocks = Math.ceil(k / unit.blockScale.block);
  checkCodes('blockScales.a', blockScales.a, m * blocks, unit.blockScale.format);
  checkCodes('blockScales.b', blockScales.b, n * blocks, unit.blockScale.format);
}

/** Results have no fewer. */
const RESULT_BITS = 16;

/** The kernels read memory as wide as a format's codes; narrow initial values may stand as results do. */
function checkCodes(name: string, codes: Codes, length: number, formatName: string, mostBits = 0): void {
  const bits = bitsOf(resolveFloatFormat(formatName, `gemm ${name}`));
  const arrays = [bits, Math.max(bits, mostBits)].map((width) => emptyCodes(width, 0).constructor.name);
  const got = Object.prototype.toString.call(codes).slice('[object '.length, -1);
  if (!arrays.includes(got)) throw new InputError(`gemm ${name}`, `codes of ${formatName} as ${arrays[0]}`, got);
  if (codes.length !== length) throw new InputError(`gemm ${name}`, `an array of ${length}`, String(codes.length));
}
