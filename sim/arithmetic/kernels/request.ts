/** A GEMM through a dot-product unit, as every family of kernels takes it. */
import type { DotProductUnit } from '../../../models/units/unit.js';
import type { Codes } from '../codes.js';

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

/** @throws RangeError for arrays that do not fit the sizes, or scales that the unit does not have */
export function checkRequest({ unit, m, n, k, a, b, scaleSum, initial, blockScales }: GemmRequest): void {
  if (a.length !== m * k || b.length !== k * n || (initial !== undefined && initial.length !== m * n)) {
    throw new RangeError(`gemm: ${m} × ${k} times ${k} × ${n} does not fit ${a.length} and ${b.length} codes`);
  }
  const [least, largest] = unit.scaleRange;
  if (!Number.isInteger(scaleSum) || scaleSum < least || scaleSum > largest) {
    throw new RangeError(`gemm: expected a sum of scales from ${least} to ${largest}, got ${scaleSum}`);
  }
  if (blockScales === undefined) return;
  if (unit.blockScale === undefined) throw new RangeError(`gemm: ${unit.family} takes no block scales, got some`);
  const blocks = Math.ceil(k / unit.blockScale.block);
  if (blockScales.a.length !== m * blocks || blockScales.b.length !== n * blocks) {
    const got = `${blockScales.a.length} and ${blockScales.b.length}`;
    throw new RangeError(`gemm: expected ${m * blocks} and ${n * blocks} block scales, got ${got}`);
  }
}
