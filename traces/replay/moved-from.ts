/**
 * Where each element of a rearranged tensor comes from. An op's record has sizes and pieces, not where a slice begins
 * or how many heads there are: every arrangement that the sizes allow is tried, and the one that gives the output taken.
 */
import { elementsOf } from '../../models/shape.js';
import type { OpOf } from '../../records/trace/op.js';
import { codesOf, type Elements, type Tensor } from '../ops/tensor.js';

/** The element of all inputs, one after another, that stands at a place of the output; −1 for a zero. */
export type Source = (place: number) => number;

type Rearrange = OpOf<'rearrange'>;

/** The first arrangement that gives the stored output, or the first of all where none does. */
export function movedFrom(op: Rearrange, inputs: readonly Tensor[], output: Tensor): Source {
  const sizes = inputs.map(({ shape }) => elementsOf(shape));
  const codes = inputs.map(codesOf);
  const candidates = arrangements(op, sizes, output.shape);
  let first: Source | undefined;
  for (const source of candidates) {
    if (gives(source, codes, codesOf(output))) return source;
    first ??= source;
  }
  return first ?? ((place) => place);
}

function gives(source: Source, inputs: readonly Elements[], output: Elements): boolean {
  const starts = inputs.map((_, i) => inputs.slice(0, i).reduce((sum, { length }) => sum + length, 0));
  for (let place = 0; place < output.length; place++) {
    const at = source(place);
    const from = starts.findLastIndex((start) => start <= at);
    const code = at < 0 ? 0 : inputs[from]?.[at - (starts[from] as number)];
    if (!Object.is(code, output[place])) return false;
  }
  return true;
}

type Shape = readonly number[];

function* arrangements({ attributes, dims }: Rearrange, sizes: readonly number[], shape: Shape): Generator<Source> {
  const [read = 0] = sizes;
  switch (attributes.function) {
    case 'split-heads':
      yield* splits(read, shape);
      return;
    case 'merge-heads':
      yield merge(shape, dims.piece, 1);
      return;
    case 'concat':
      if (sizes.length === 3) yield merge(shape, dims.piece, 3);
      for (const axis of axesOf(shape)) yield joined(shape, axis, sizes);
      return;
    case 'slice':
      yield* splits(read, shape);
      for (const axis of axesOf(shape)) yield* slices(read, shape, axis);
      yield* thinned(read, shape);
      return;
    case 'pad':
      for (const axis of axesOf(shape)) yield* padded(read, shape, axis);
      yield* spread(read, shape);
  }
}

/** Values are cut along their last axis, or the first behind the batch; tables along their first. */
function axesOf(shape: Shape): number[] {
  return [...new Set([shape.length - 1, Math.min(1, shape.length - 1), 0])];
}

/** A part of [B, S, parts, H, d] → [B·H, S, d], for every number of heads and every part. */
function* splits(read: number, shape: Shape): Generator<Source> {
  const parts = read / elementsOf(shape);
  if (shape.length !== 3 || !Number.isInteger(parts)) return;
  const [rows, tokens, width] = shape as [number, number, number];
  for (let heads = 1; heads <= rows; heads++) {
    if (rows % heads !== 0) continue;
    for (let part = 0; part < parts; part++) {
      yield (place) => {
        const [column, token] = [place % width, Math.floor(place / width) % tokens];
        const row = Math.floor(place / (width * tokens));
        const at = (Math.floor(row / heads) * tokens + token) * parts + part;
        return (at * heads + (row % heads)) * width + column;
      };
    }
  }
}

/** `parts` of [B·H, S, d] → [B, S, parts·H·d]. */
function merge(shape: Shape, width: number, parts: number): Source {
  const [batch, tokens, columns] = shape as [number, number, number];
  const heads = columns / width / parts;
  return (place) => {
    const [column, head] = [place % width, Math.floor(place / width) % heads];
    const part = Math.floor(place / (width * heads)) % parts;
    const token = Math.floor(place / columns);
    const row = part * batch * heads + Math.floor(token / tokens) * heads + head;
    return (row * tokens + (token % tokens)) * width + column;
  };
}

/** A shape around an axis: how often it is run through, and the elements of one of its places. */
function around(shape: Shape, axis: number) {
  const [outer, inner] = [elementsOf(shape.slice(0, axis)), elementsOf(shape.slice(axis + 1))];
  return { outer, length: shape[axis] as number, inner };
}

function joined(shape: Shape, axis: number, sizes: readonly number[]): Source {
  const { outer, length, inner } = around(shape, axis);
  const lengths = sizes.map((size) => size / outer / inner);
  const ends = lengths.map((_, i) => lengths.slice(0, i + 1).reduce((sum, part) => sum + part, 0));
  return (place) => {
    const [row, at] = [Math.floor(place / inner / length), Math.floor(place / inner) % length];
    const input = ends.findIndex((end) => at < end);
    const [own, end] = [lengths[input] as number, ends[input] as number];
    const before = sizes.slice(0, input).reduce((sum, size) => sum + size, 0);
    return before + (row * own + at - end + own) * inner + (place % inner);
  };
}

function* slices(read: number, shape: Shape, axis: number): Generator<Source> {
  const { outer, length, inner } = around(shape, axis);
  const whole = read / outer / inner;
  if (!Number.isInteger(whole)) return;
  for (let from = 0; from + length <= whole; from++) {
    yield (place) => {
      const [row, at] = [Math.floor(place / inner / length), Math.floor(place / inner) % length];
      return (row * whole + from + at) * inner + (place % inner);
    };
  }
}

function* padded(read: number, shape: Shape, axis: number): Generator<Source> {
  const { outer, length, inner } = around(shape, axis);
  const own = read / outer / inner;
  if (!Number.isInteger(own)) return;
  for (let before = 0; before + own <= length; before++) {
    yield (place) => {
      const [row, at] = [Math.floor(place / inner / length), (Math.floor(place / inner) % length) - before];
      return at < 0 || at >= own ? -1 : (row * own + at) * inner + (place % inner);
    };
  }
}

/** Every so-manieth row and column of an image. */
function* thinned(read: number, shape: Shape): Generator<Source> {
  if (shape.length !== 4) return;
  const [images, rows, columns, channels] = shape as [number, number, number, number];
  const pixels = read / images / channels;
  for (const { stride, height, width } of images2d(rows, columns, pixels)) {
    yield (place) => {
      const [channel, pixel] = [place % channels, Math.floor(place / channels)];
      const [line, column] = [Math.floor(pixel / columns), pixel % columns];
      const at = (Math.floor(line / rows) * height + (line % rows) * stride) * width + column * stride;
      return at * channels + channel;
    };
  }
}

/** Its reverse, zeros between. */
function* spread(read: number, shape: Shape): Generator<Source> {
  if (shape.length !== 4) return;
  const [images, height, width, channels] = shape as [number, number, number, number];
  const pixels = read / images / channels;
  for (let stride = 2; stride <= Math.max(height, width); stride++) {
    const [rows, columns] = [Math.ceil(height / stride), Math.ceil(width / stride)];
    if (rows * columns !== pixels) continue;
    yield (place) => {
      const [channel, pixel] = [place % channels, Math.floor(place / channels)];
      const [line, column] = [Math.floor(pixel / width), pixel % width];
      const row = line % height;
      if (row % stride !== 0 || column % stride !== 0) return -1;
      return ((Math.floor(line / height) * rows + row / stride) * columns + column / stride) * channels + channel;
    };
  }
}

/** Images of so many pixels of which every stride leaves rows × columns. */
function* images2d(rows: number, columns: number, pixels: number) {
  for (let stride = 2; stride * (rows - 1) < pixels; stride++) {
    for (let height = (rows - 1) * stride + 1; height <= rows * stride; height++) {
      const width = pixels / height;
      if (Number.isInteger(width) && Math.ceil(width / stride) === columns) yield { stride, height, width };
    }
    if (rows === 1 && stride > pixels) return;
  }
}
