/** A request through reference/dot.ts, output by output, with the random bits that the kernels take. */
import { bitsOf } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { resultFormat } from '../../../models/units/unit.js';
import type { Codes } from '../codes.js';
import { type BlockScales, dot, NO_RANDOM, type RandomSource } from '../reference/dot.js';
import { gemmRandomBits } from './random-bits.js';
import type { GemmCodes, GemmRequest } from './request.js';

export function gemmInReference(request: GemmRequest): GemmCodes {
  const { unit, m, n } = request;
  const bits = bitsOf(resolveFloatFormat(resultFormat(unit), 'result'));
  const codes = bits > 16 ? new Uint32Array(m * n) : new Uint16Array(m * n);
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) codes[row * n + column] = dotInReference(request, row, column);
  }
  return codes;
}

/** One output. */
export function dotInReference(request: GemmRequest, row: number, column: number): number {
  const { unit, m, n, k, random, initial, scaleSum } = request;
  const element = row * n + column;
  const { randomBits } = unit.accumulator;
  const source: RandomSource =
    randomBits === 0
      ? NO_RANDOM
      : (step) => gemmRandomBits(random ?? { seed: 0, stream: 0 }, element, step, randomBits);
  const left = lineOf(request.a, m, k, row, request.aLayout !== 'column-major');
  const right = lineOf(request.b, n, k, column, request.bLayout === 'column-major');
  return dot(unit, left, right, initial?.[element] ?? 0, scaleSum, source, blockScales(request, row, column));
}

/** One of `lines` lines of `depth` codes. */
function lineOf(codes: Codes, lines: number, depth: number, line: number, isContiguous: boolean): number[] {
  return Array.from({ length: depth }, (_, i) => codes[isContiguous ? line * depth + i : i * lines + line] ?? 0);
}

function blockScales(request: GemmRequest, row: number, column: number): BlockScales | undefined {
  const { unit, m, n, k, blockScales: scales } = request;
  if (scales === undefined || unit.blockScale === undefined) return undefined;
  const { block } = unit.blockScale;
  const blocks = Math.ceil(k / block);
  return {
    a: lineOf(scales.a, m, blocks, row, request.aLayout !== 'column-major'),
    b: lineOf(scales.b, n, blocks, column, request.bLayout === 'column-major'),
    block,
  };
}
