/**
 * A convolution split over tiles: what parts each dimension has, how much of each operand arrives, and what a tile holds.
 * Images, lines and columns of what is written are split (of the weights' gradient, of dy, and its sums over them added);
 * so are groups, and channels written and read of a group, in whole grains of the unit. Where memory is short a tile takes
 * its parts of positions one after another, in rounds. Every tile receives the input that its windows reach and, in the
 * first round, its weights; what several tiles need is sent once.
 * Left out: that what windows of two rounds reach is sent in both.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { ampShape } from '../../tile/amp-shape.js';
import type { ExchangePhase } from '../exchange/phase.js';
import { createMemo } from '../memo.js';
import { partLengths, partOf } from '../memory/placement.js';
import { type AxisPart, axisParts, busiestPart, type ImageAxis, type WrittenSide, windowsOf } from './axis-parts.js';
import { type ConvolutionBlock, type ConvolutionWay, inputBytes, windowsIn } from './block.js';
import type { ConvolutionShape } from './shape.js';

export interface ConvolutionSplit {
  readonly way: ConvolutionWay;
  readonly splitImages: number;
  readonly splitHeight: number;
  readonly splitWidth: number;
  readonly splitGroups: number;
  readonly splitWritten: number;
  readonly splitRead: number;
  /** Parts of positions that a tile takes one after another. */
  readonly rounds: number;
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
  readonly rounds: number;
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
    images: partsAlong(shape.images, split.splitImages, 1),
    vertical: axisParts(vertical, side, split.splitHeight),
    horizontal: axisParts(horizontal, side, split.splitWidth),
    groups: partsAlong(shape.groups, split.splitGroups, grains.groups),
    read: partsAlong(shape.read, split.splitRead, grains.read),
    written: partsAlong(shape.written, split.splitWritten, grains.written),
    rounds: split.rounds,
  };
}

const known = createMemo<Parts>();

function partsAlong(length: number, parts: number, grain: number): Parts {
  return known.of([length, parts, grain], () => [...partLengths(length, parts, grain)]);
}

/** The longest of so many parts. */
export function longestPart(length: number, parts: number, grain: number): number {
  return longest(partsAlong(length, parts, grain));
}

export function imageAxes({ height, width, kernel, stride, padding, dilation }: ConvolutionShape) {
  const axis = (length: number): ImageAxis => ({ length, kernel, stride, padding, dilation });
  return { vertical: axis(height), horizontal: axis(width) };
}

/** The block with most work: of each dimension the largest part, of an axis that with most pairs. */
export function largestBlock(parts: SplitParts): ConvolutionBlock {
  return {
    images: longest(parts.images),
    vertical: busiestPart(parts.vertical),
    horizontal: busiestPart(parts.horizontal),
    groups: longest(parts.groups),
    read: longest(parts.read),
    written: longest(parts.written),
  };
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

/** Elements of an operand: those of the busiest tile in a round, all sent and all received in all rounds. */
interface Arriving {
  readonly most: number;
  readonly sent: number;
  readonly received: number;
}

/** Whether weights come to the tiles, or lie there in copies. */
export type WeightsArrival = 'gathered' | 'in-place';

/** Operands on their way to all tiles in a round. */
export function arrivingOperands(
  shape: ConvolutionShape,
  parts: SplitParts,
  round: number,
  weights: WeightsArrival = 'gathered',
): ExchangePhase {
  const { rounds } = parts;
  const operands = [roundOf(arrivingInput(shape, parts), rounds, round)];
  if (shape.direction === 'wgrad') operands.push(roundOf(arrivingGradients(shape, parts), rounds, round));
  else if (round === 0 && weights === 'gathered') operands.push(arrivingWeights(shape, parts));
  const bytes = (what: keyof Arriving) => operands.reduce((sum, each) => sum + each[what], 0) * shape.operandBytes;
  return {
    pattern: 'gather',
    receivedBytesPerTile: bytes('most'),
    sentBytes: bytes('sent'),
    receivedBytes: bytes('received'),
  };
}

function roundOf({ most, sent, received }: Arriving, rounds: number, round: number): Arriving {
  const share = (all: number) => {
    const { from, to } = partOf(all, rounds, 1, round);
    return to - from;
  };
  return { most, sent: share(sent), received: share(received) };
}

function arrivingInput(shape: ConvolutionShape, parts: SplitParts): Arriving {
  const most = largestReceiver(parts);
  const { vertical, horizontal } = imageAxes(shape);
  const planes = shape.images * shape.groups * shape.read;
  return {
    most: most.images * most.rows * most.columns * most.groups * most.read,
    sent: planes * touched(vertical, shape) * touched(horizontal, shape),
    received: planes * sumOf(parts.vertical, 'read') * sumOf(parts.horizontal, 'read') * countOf(parts.written),
  };
}

function arrivingGradients(shape: ConvolutionShape, parts: SplitParts): Arriving {
  const most = largestReceiver(parts);
  const { vertical, horizontal } = imageAxes(shape);
  const sent = shape.images * windowsOf(vertical) * windowsOf(horizontal) * shape.groups * shape.written;
  return { most: most.windows * most.groups * most.written, sent, received: sent * countOf(parts.read) };
}

function arrivingWeights({ kernel, groups, read, written }: ConvolutionShape, parts: SplitParts): Arriving {
  const most = largestReceiver(parts);
  const sent = kernel ** 2 * groups * read * written;
  return {
    most: kernel ** 2 * most.groups * most.read * most.written,
    sent,
    received: sent * positionTiles(parts),
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

/** Tiles that parts of positions with a window are on. */
export function positionTiles({ images, vertical, horizontal, rounds }: SplitParts): number {
  const along = (parts: readonly AxisPart[]) =>
    parts.reduce((sum, { windows, parts: count }) => sum + (windows > 0 ? count : 0), 0);
  return Math.ceil((countOf(images) * along(vertical) * along(horizontal)) / rounds);
}

/** Partial sums that are added, and over how many tiles: elements of the largest block. */
export function sumsOf(shape: ConvolutionShape, parts: SplitParts, block: ConvolutionBlock) {
  const { images, groups, written } = block;
  if (shape.direction === 'wgrad')
    return { partials: positionTiles(parts), elements: shape.kernel ** 2 * block.read * written * groups };
  const positions =
    parts.rounds *
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
