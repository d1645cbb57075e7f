/**
 * An axis of an image cut into parts, one a tile: what a part writes, and what windows make it read of the other side,
 * clipped at the image's edges. Written are windows (outputs), or positions of the image (a gradient of the input).
 */
import { windowsAlong } from '../../../models/windows.js';
import { countsAlong, type WindowAxis } from '../../tile/kernels/convolution/positions.js';
import { createMemo } from '../memo.js';
import { partOf, type Range } from '../memory/placement.js';

export interface ImageAxis {
  readonly length: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

export const WRITTEN_SIDES = ['windows', 'image'] as const;
export type WrittenSide = (typeof WRITTEN_SIDES)[number];

/** Parts that are alike, and how many there are. */
export interface AxisPart {
  readonly written: number;
  /** Positions of the other side that it needs. */
  readonly read: number;
  /** Windows that it works on, and positions of the image that they reach. */
  readonly windows: number;
  readonly reached: number;
  /** The block of the image that it works on; none where no window meets one. */
  readonly block: WindowAxis | undefined;
  /** Pairs of a window and a position of the block. */
  readonly pairs: number;
  readonly parts: number;
}

const known = createMemo<readonly AxisPart[]>();

/** The different parts of an axis, first to last. */
export function axisParts(axis: ImageAxis, side: WrittenSide, parts: number): readonly AxisPart[] {
  const { length, kernel, stride, padding, dilation } = axis;
  return known.of([side, length, kernel, stride, padding, dilation, parts], () => differentParts(axis, side, parts));
}

/** Numbers of parts, at most `most`, each with a smaller largest part than the one before. */
export function numbersOfParts(length: number, most: number): number[] {
  const parts: number[] = [];
  for (let count = 1; count <= Math.min(length, most); count = nextParts(length, count)) parts.push(count);
  return parts;
}

/** The fewest parts whose largest is smaller than with `count`. */
function nextParts(length: number, count: number): number {
  const largest = Math.ceil(length / count);
  return largest === 1 ? Number.POSITIVE_INFINITY : Math.ceil(length / (largest - 1));
}

/** As few parts, at most `most`, as have no larger part than `most` have. */
export function fewestParts(length: number, most: number): number {
  return Math.ceil(length / Math.ceil(length / Math.max(1, Math.min(length, most))));
}

function differentParts(axis: ImageAxis, side: WrittenSide, parts: number): AxisPart[] {
  const written = side === 'windows' ? windowsOf(axis) : axis.length;
  const different = new Map<string, AxisPart>();
  for (let index = 0; index < parts; index++) {
    const range = partOf(written, parts, 1, index);
    if (range.to === range.from) continue;
    const part = side === 'windows' ? windowsPart(axis, range) : imagePart(axis, range);
    const key = [part.written, part.read, part.block?.length, part.block?.before, part.block?.after].join(' ');
    different.set(key, { ...part, parts: (different.get(key)?.parts ?? 0) + 1 });
  }
  return [...different.values()];
}

/** The part with most pairs. */
export function busiestPart(parts: readonly AxisPart[]): AxisPart {
  return parts.reduce((most, part) => (part.pairs > most.pairs ? part : most));
}

export function windowsOf({ length, ...windows }: ImageAxis): number {
  return windowsAlong(length, windows);
}

/** Windows `from` up to `to`, and what of the image they reach. */
function windowsPart(axis: ImageAxis, { from, to }: Range): AxisPart {
  const { length, kernel, stride, padding, dilation } = axis;
  const first = from * stride - padding;
  const last = (to - 1) * stride - padding + dilation * (kernel - 1);
  const [begin, end] = [Math.max(0, first), Math.min(length - 1, last)];
  const windows = to - from;
  if (end < begin) return { written: windows, read: 0, windows, reached: 0, block: undefined, pairs: 0, parts: 1 };
  const block = { length: end - begin + 1, before: begin - first, after: last - end, kernel, stride, dilation };
  const read = reachedBy(axis, from, to);
  return { written: windows, read, windows, reached: read, block, pairs: pairsOf(block), parts: 1 };
}

/** Positions `from` up to `to` of the image, and the windows that meet them. */
function imagePart(axis: ImageAxis, { from, to }: Range): AxisPart {
  const { kernel, stride, padding, dilation } = axis;
  const reach = dilation * (kernel - 1);
  const first = Math.max(0, Math.ceil((from + padding - reach) / stride));
  const last = Math.min(windowsOf(axis) - 1, Math.floor((to - 1 + padding) / stride));
  const written = to - from;
  const [begin, end] = [Math.max(from, first * stride - padding), Math.min(to - 1, last * stride - padding + reach)];
  if (last < first || end < begin)
    return { written, read: 0, windows: 0, reached: 0, block: undefined, pairs: 0, parts: 1 };
  const block = {
    length: end - begin + 1,
    before: begin - (first * stride - padding),
    after: last * stride - padding + reach - end,
    kernel,
    stride,
    dilation,
  };
  const windows = last - first + 1;
  const reached = reachedBy(axis, first, last + 1);
  return { written, read: windows, windows, reached, block, pairs: pairsOf(block), parts: 1 };
}

function pairsOf(block: WindowAxis): number {
  return countsAlong(block).reduce((sum, count) => sum + count, 0);
}

/** Different positions of the image that windows `from` up to `to` have an input at. */
function reachedBy({ length, kernel, stride, padding, dilation }: ImageAxis, from: number, to: number): number {
  const positions = new Set<number>();
  for (let window = from; window < to; window++) {
    for (let offset = 0; offset < kernel; offset++) {
      const position = window * stride + offset * dilation - padding;
      if (position >= 0 && position < length) positions.add(position);
    }
  }
  return positions.size;
}
