/**
 * One side of a product as units read it: lines along the depth, which are rows of the left operand and columns
 * of the right one. Beyond the last line and the last depth there are zeros.
 */
import { bitsOf, type OperandFormat } from '../../../models/formats/format.js';
import type { Codes } from '../../arithmetic/codes.js';

export interface OperandLines {
  readonly codes: Codes;
  readonly lines: number;
  readonly depth: number;
  /** Places in `codes` from a line to the next, and along a line. */
  readonly lineStride: number;
  readonly depthStride: number;
}

/** Both operands of a product; `depth` is the same. */
export interface ProductLines {
  readonly a: OperandLines;
  readonly b: OperandLines;
}

/** Zeros, as wide as codes of the format. */
export function codesFor(format: OperandFormat, length: number): Codes {
  const bits = bitsOf(format);
  if (bits <= 8) return new Uint8Array(length);
  return bits <= 16 ? new Uint16Array(length) : new Uint32Array(length);
}

/** A matrix of `lines` rows. */
export function rowsOf(codes: Codes, lines: number, depth: number): OperandLines {
  return { codes, lines, depth, lineStride: depth, depthStride: 1 };
}

/** A matrix whose columns are the lines. */
export function columnsOf(codes: Codes, depth: number, lines: number): OperandLines {
  return { codes, lines, depth, lineStride: 1, depthStride: lines };
}

/** Some lines from `from` to `to` along the depth, line by line. */
export function linesBetween(side: OperandLines, lines: ArrayLike<number>, from: number, to: number): Codes {
  const length = to - from;
  const width = side.codes.BYTES_PER_ELEMENT;
  const size = lines.length * length;
  const taken = width === 1 ? new Uint8Array(size) : width === 2 ? new Uint16Array(size) : new Uint32Array(size);
  const end = Math.min(length, side.depth - from);
  for (let at = 0; at < lines.length; at++) {
    if (lines[at] >= side.lines) continue;
    const start = lines[at] * side.lineStride + from * side.depthStride;
    for (let depth = 0; depth < end; depth++) taken[at * length + depth] = side.codes[start + depth * side.depthStride];
  }
  return taken;
}
