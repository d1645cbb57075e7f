/**
 * A convolution split over tiles: what parts each dimension has, how much of each operand arrives, and what a tile holds.
 * Images, lines and columns of what is written are split (of the weights' gradient, of dy, and its sums over them added);
 * so are groups, and channels written and read of a group, in whole grains of the unit. Every tile receives the input
 * that its windows reach and its weights; what several tiles need is sent once.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { ampShape } from '../../tile/amp-shape.js';
import type { ExchangePhase } from '../exchange/phase.js';
import { partLengths } from '../memory/placement.js';
import { type AxisPart, axisParts, type ImageAxis, type WrittenSide, windowsOf } from './axis-parts.js';
import { type ConvolutionBlock, type ConvolutionWay, inputBytes, pairsAlong, windowsIn } from './block.js';
import type { ConvolutionShape } from './shape.js';

export interface ConvolutionSplit {
  readonly way: ConvolutionWay;
  readonly splitImages: number;
  readonly splitHeight: number;
  readonly splitWidth: number;
  readonly splitGroups: number;
  readonly splitWritten: number;
  readonly splitRead: number;
}

/** Lengths of parts and how many tiles have each. */
type Parts = readonly (readonly [length: number, tiles: number])[];

export interface SplitParts {
  readonly images: Parts;
  readonly vertical: readonly AxisPart[];
  readonly horizontal: readonly AxisPart[];
  readonly groups: Parts;
  readonly read: Parts;
  readonly written: Parts;
}

/** Whole panels of channels read and whole groups of those written; groups by vectors where there is one channel each. */
export interface ChannelGrains {
  readonly groups: number;
  readonly read: number;
  readonly written: number;
}

export function channelGrains(shape: ConvolutionShape, way: ConvolutionWay, machine: TileMachine): ChannelGrains {
  const { inputsPerPanel, outputChannels } = ampShape(machine, shape.operands, shape.partials);
  if (way === 'vectors') return { groups: machine.programs.vectorProducts.vectorElements, read: 1, written: 1 };
  const merged = Math.max(1, Math.floor(outputChannels / shape.written));
  return { groups: merged, read: inputsPerPanel, written: outputChannels };
}

export function splitParts(shape: ConvolutionShape, split: ConvolutionSplit, machine: TileMachine): SplitParts {
  const grains = channelGrains(shape, split.way, machine);
  const { vertical, horizontal } = imageAxes(shape);
  const side: WrittenSide = shape.direction === 'dgrad' ? 'image' : 'windows';
  return {
    images: [...partLengths(shape.images, split.splitImages, 1)],
    vertical: axisParts(vertical, side, split.splitHeight),
    horizontal: axisParts(horizontal, side, split.splitWidth),
    groups: [...partLengths(shape.groups, split.splitGroups, grains.groups)],
    read: [...partLengths(shape.read, split.splitRead, grains.read)],
    written: [...partLengths(shape.written, split.splitWritten, grains.written)],
  };
}

export function imageAxes({ height, width, kernel, stride, padding, dilation }: ConvolutionShape) {
  const axis = (length: number): ImageAxis => ({ length, kernel, stride, padding, dilation });
  return { vertical: axis(height), horizontal: axis(width) };
}

/** The block with most work: of each dimension the largest part, of an axis that with most pairs. */
export function largestBlock(parts: SplitParts): ConvolutionBlock {
  return {
    images: longest(parts.images),
    vertical: busiest(parts.vertical),
    horizontal: busiest(parts.horizontal),
    groups: longest(parts.groups),
    read: longest(parts.read),
    written: longest(parts.written),
  };
}

function busiest(parts: readonly AxisPart[]): AxisPart {
  return parts.reduce((most, part) => (pairsAlong(part) > pairsAlong(most) ? part : most));
}

function longest(parts: Parts): number {
  return parts.reduce((most, [length]) => Math.max(most, length), 0);
}

/** Every block, with the number of tiles that have one like it. */
export function blocksIn(parts: SplitParts): { readonly block: ConvolutionBlock; readonly tiles: number }[] {
  const channels = parts.groups.flatMap(([groups, a]) =>
    parts.read.flatMap(([read, b]) =>
      parts.written.map(([written, c]) => ({ block: { groups, read, written }, tiles: a * b * c })),
    ),
  );
  return parts.images.flatMap(([images, a]) =>
    parts.vertical.flatMap((vertical) =>
      parts.horizontal.flatMap((horizontal) =>
        channels.map(({ block, tiles }) => ({
          block: { images, vertical, horizontal, ...block },
          tiles: a * vertical.parts * horizontal.parts * tiles,
        })),
      ),
    ),
  );
}

/** Operands on their way to all tiles. */
export function arrivingOperands(shape: ConvolutionShape, parts: SplitParts): ExchangePhase {
  const { images, groups, read, written, kernel, operandBytes: bytes } = shape;
  const most = largestReceiver(parts);
  const { vertical, horizontal } = imageAxes(shape);
  const everyRead = touched(vertical, shape) * touched(horizontal, shape);
  const inputs = {
    most: most.images * most.rows * most.columns * most.groups * most.read,
    sent: images * everyRead * groups * read,
    received:
      images * sumOf(parts.vertical, 'read') * sumOf(parts.horizontal, 'read') * groups * read * countOf(parts.written),
  };
  const others =
    shape.direction === 'wgrad'
      ? {
          most: most.windows * most.groups * most.written,
          sent: images * windowsOf(vertical) * windowsOf(horizontal) * groups * written,
          received: images * windowsOf(vertical) * windowsOf(horizontal) * groups * written * countOf(parts.read),
        }
      : {
          most: kernel * kernel * most.groups * most.read * most.written,
          sent: kernel * kernel * groups * read * written,
          received: kernel * kernel * groups * read * written * positionParts(parts),
        };
  return {
    pattern: 'gather',
    receivedBytesPerTile: (inputs.most + others.most) * bytes,
    sentBytes: (inputs.sent + others.sent) * bytes,
    receivedBytes: (inputs.received + others.received) * bytes,
  };
}

/** The largest of each dimension; of windows, the most that a part has. */
function largestReceiver(parts: SplitParts) {
  const images = longest(parts.images);
  const most = (axis: readonly AxisPart[], what: 'read' | 'windows') => Math.max(...axis.map((part) => part[what]));
  return {
    images,
    rows: most(parts.vertical, 'read'),
    columns: most(parts.horizontal, 'read'),
    windows: images * most(parts.vertical, 'windows') * most(parts.horizontal, 'windows'),
    groups: longest(parts.groups),
    read: longest(parts.read),
    written: longest(parts.written),
  };
}

/** Positions of an axis that anyone reads: of the image those that a window reaches. */
function touched(axis: ImageAxis, { direction }: ConvolutionShape): number {
  return sumOf(axisParts(axis, direction === 'dgrad' ? 'image' : 'windows', 1), 'read');
}

function sumOf(parts: readonly AxisPart[], what: 'read' | 'written'): number {
  return parts.reduce((sum, part) => sum + part[what] * part.parts, 0);
}

function countOf(parts: Parts): number {
  return parts.reduce((sum, [, tiles]) => sum + tiles, 0);
}

/** Parts of positions that have a window. */
export function positionParts({ images, vertical, horizontal }: SplitParts): number {
  const along = (parts: readonly AxisPart[]) =>
    parts.reduce((sum, { windows, parts: count }) => sum + (windows > 0 ? count : 0), 0);
  return countOf(images) * along(vertical) * along(horizontal);
}

/** Partial sums that are added, and over how many tiles: elements of the largest block. */
export function sumsOf(shape: ConvolutionShape, parts: SplitParts, block: ConvolutionBlock) {
  const { images, groups, written } = block;
  if (shape.direction === 'wgrad')
    return { partials: positionParts(parts), elements: shape.kernel ** 2 * block.read * written * groups };
  const positions =
    images *
    Math.max(...parts.vertical.map((part) => part.written)) *
    Math.max(...parts.horizontal.map((part) => part.written));
  return { partials: countOf(parts.read), elements: positions * written * groups };
}

/** Bytes of the fullest tile: operands as they arrive and as they are worked on, results, partial sums on their way. */
export function blockBytes(shape: ConvolutionShape, split: ConvolutionSplit, parts: SplitParts): number {
  const block = largestBlock(parts);
  const { kernel, operandBytes, partialBytes } = shape;
  const { images, vertical, horizontal, groups, read, written } = block;
  const { partials, elements } = sumsOf(shape, parts, block);
  const results = (partials > 1 ? 2 : 1) * elements * partialBytes;
  const inputs = inputBytes(shape, block);
  if (shape.direction === 'wgrad') {
    const gradients = windowsIn(block) * groups * written * operandBytes;
    const turned = kernel * images * vertical.read * horizontal.windows * groups * read * operandBytes;
    return results + inputs + (split.way === 'vectors' ? gradients : turned + 2 * gradients);
  }
  const weights = kernel ** 2 * groups * read * written * operandBytes;
  const patches = split.way === 'patches' ? windowsIn(block) * kernel ** 2 * read * operandBytes : 0;
  return results + inputs + weights + patches;
}
