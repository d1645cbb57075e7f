/**
 * Pooling: what is written, windows or the image's gradient, is split over tiles by images, channels, lines and columns,
 * whichever split is done first; tiles receive what their windows reach. Where windows overlap or an edge cuts them, their
 * maxima are found again on every tile that needs them. Positions beyond an image are read as zeros.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { windowsAlong } from '../../../models/windows.js';
import type { OpOf } from '../../../records/trace/op.js';
import { closedForm } from '../../tile/kernels/closed-forms.js';
import type { TileTask } from '../../tile/kernels/tasks.js';
import {
  type AxisPart,
  axisParts,
  fewestParts,
  type ImageAxis,
  numbersOfParts,
  type WrittenSide,
} from '../convolution/axis-parts.js';
import { type ExchangePhase, exchangeCycles, movedTogether } from '../exchange/phase.js';
import { createMemo, type Memo } from '../memo.js';
import { partLengths } from '../memory/placement.js';
import type { ArrayOp, Stage, TileWork } from './array-op.js';

interface PoolSplit {
  readonly splitImages: number;
  readonly splitChannels: number;
  readonly splitHeight: number;
  readonly splitWidth: number;
}

export const pool: ArrayOp<'pool'> = {
  placement: (op, { machine, bytes }) => {
    const { splitImages, splitChannels, splitHeight, splitWidth } = splitOf(op, op.inputs.map(bytes), machine);
    const { images, channels } = op.dims;
    const rows = images * writtenPositions(op);
    const splitRows = splitImages * splitHeight * splitWidth;
    return { kind: 'grid', rows, columns: channels, splitRows, splitColumns: splitChannels };
  },
  stages: ({ op, machine, inputBytes }) => {
    const split = splitOf(op, inputBytes, machine);
    return [stageOf(op, split, inputBytes)];
  },
};

/** What is split: windows, or the image whose gradient is written, where its windows overlap. */
function splitSide({ dims, attributes }: OpOf<'pool'>): WrittenSide {
  const backward = attributes.function === 'max-backward' || attributes.function === 'average-backward';
  const apart = dims.kernel <= dims.stride && dims.padding === 0;
  return backward && !apart ? 'image' : 'windows';
}

function splitSizes(op: OpOf<'pool'>): readonly [rows: number, columns: number] {
  const { height, width } = op.dims;
  return splitSide(op) === 'image' ? [height, width] : [windowsAlong(height, op.dims), windowsAlong(width, op.dims)];
}

function writtenPositions({ dims, attributes }: OpOf<'pool'>): number {
  const { height, width } = dims;
  const windows = attributes.function === 'max' || attributes.function === 'average';
  return windows ? windowsAlong(height, dims) * windowsAlong(width, dims) : height * width;
}

const known = new WeakMap<TileMachine, Memo<PoolSplit>>();

function splitOf(op: OpOf<'pool'>, inputBytes: readonly number[], machine: TileMachine): PoolSplit {
  const remembered = known.get(machine) ?? createMemo<PoolSplit>();
  known.set(machine, remembered);
  const { images, channels, height, width, kernel, stride, padding } = op.dims;
  const key = [op.attributes.function, images, channels, height, width, kernel, stride, padding, ...inputBytes];
  return remembered.of(key, () => fastestSplit(op, inputBytes, machine));
}

/** Channels go to tiles by vectors of one access. */
function fastestSplit(op: OpOf<'pool'>, inputBytes: readonly number[], machine: TileMachine): PoolSplit {
  const [rows, columns] = splitSizes(op);
  const vectors = Math.ceil((op.dims.channels * (inputBytes[0] ?? 0)) / machine.tile.loadBytes);
  let best: PoolSplit = { splitImages: 1, splitChannels: 1, splitHeight: 1, splitWidth: 1 };
  let least = Number.POSITIVE_INFINITY;
  for (const splitImages of numbersOfParts(op.dims.images, machine.tiles)) {
    for (const splitChannels of numbersOfParts(vectors, machine.tiles / splitImages)) {
      const left = Math.floor(machine.tiles / (splitImages * splitChannels));
      const splitHeight = fewestParts(rows, left);
      const splitWidth = fewestParts(columns, Math.floor(left / splitHeight));
      const split = { splitImages, splitChannels, splitHeight, splitWidth };
      const cycles = largestCycles(op, split, inputBytes, machine);
      if (cycles >= least) continue;
      least = cycles;
      best = split;
    }
  }
  return best;
}

function largestCycles(
  op: OpOf<'pool'>,
  split: PoolSplit,
  inputBytes: readonly number[],
  machine: TileMachine,
): number {
  const parts = partsOf(op, split);
  const [vertical, horizontal] = [busiest(parts.vertical), busiest(parts.horizontal)];
  const task = taskOf(op, longest(parts.images) * longest(parts.channels), vertical, horizontal);
  return exchangeCycles(arriving(op, parts, inputBytes), machine.exchange).cycles + closedForm(task, machine).cycles;
}

function busiest(parts: readonly AxisPart[]): AxisPart {
  return parts.reduce((most, part) => (part.windows * part.written > most.windows * most.written ? part : most));
}

interface PoolParts {
  readonly images: ReadonlyMap<number, number>;
  readonly channels: ReadonlyMap<number, number>;
  readonly vertical: readonly AxisPart[];
  readonly horizontal: readonly AxisPart[];
}

function partsOf(op: OpOf<'pool'>, split: PoolSplit): PoolParts {
  const { images, channels, height, width, kernel, stride, padding } = op.dims;
  const side = splitSide(op);
  const axis = (length: number): ImageAxis => ({ length, kernel, stride, padding, dilation: 1 });
  return {
    images: partLengths(images, split.splitImages, 1),
    channels: partLengths(channels, split.splitChannels, 1),
    vertical: axisParts(axis(height), side, split.splitHeight),
    horizontal: axisParts(axis(width), side, split.splitWidth),
  };
}

function longest(parts: ReadonlyMap<number, number>): number {
  return Math.max(...parts.keys());
}

function stageOf(op: OpOf<'pool'>, split: PoolSplit, inputBytes: readonly number[]): Stage {
  const parts = partsOf(op, split);
  const work = [...parts.images].flatMap(([images, imageTiles]) =>
    [...parts.channels].flatMap(([channels, channelTiles]) =>
      parts.vertical.flatMap((vertical) =>
        parts.horizontal.map((horizontal): TileWork => {
          const tiles = imageTiles * channelTiles * vertical.parts * horizontal.parts;
          return { task: taskOf(op, images * channels, vertical, horizontal), tiles };
        }),
      ),
    ),
  );
  return { exchange: arriving(op, parts, inputBytes), work };
}

/** @param planes images times channels */
function taskOf(
  { dims, attributes }: OpOf<'pool'>,
  planes: number,
  vertical: AxisPart,
  horizontal: AxisPart,
): TileTask {
  const { kernel, stride } = dims;
  const windows = Math.max(1, planes * vertical.windows * horizontal.windows);
  switch (attributes.function) {
    case 'max':
      return { kind: 'max-pool', outputs: windows, window: kernel ** 2 };
    case 'average':
      return { kind: 'average-pool', outputs: windows, window: kernel ** 2 };
    case 'max-backward': {
      const overlap = kernel > stride ? 'overlapping' : 'apart';
      return { kind: 'max-pool-backward', outputs: windows, window: kernel ** 2, windows: overlap };
    }
    case 'average-backward': {
      const along = ({ block, written }: AxisPart) => Math.max(1, block === undefined ? written : block.length);
      const outputs = planes * along(vertical) * along(horizontal);
      return { kind: 'average-pool', outputs, window: Math.ceil(kernel / stride) ** 2 };
    }
  }
}

/** The image where windows reach it, and backward the gradients of the windows. */
function arriving({ dims, attributes }: OpOf<'pool'>, parts: PoolParts, inputBytes: readonly number[]): ExchangePhase {
  const image = (bytes: number) => moved(dims, parts, 'reached', bytes);
  const windows = (bytes: number) => moved(dims, parts, 'windows', bytes);
  const [first = 0, second = 0] = inputBytes;
  switch (attributes.function) {
    case 'max':
    case 'average':
      return image(first);
    case 'average-backward':
      return windows(first);
    case 'max-backward':
      return movedTogether([image(first), windows(second)]);
  }
}

function moved(
  { images, channels, height, width, kernel, stride, padding }: OpOf<'pool'>['dims'],
  parts: PoolParts,
  what: 'reached' | 'windows',
  bytes: number,
): ExchangePhase {
  const most = (axis: readonly AxisPart[]) => Math.max(...axis.map((part) => part[what]));
  const all = (axis: readonly AxisPart[]) => axis.reduce((sum, part) => sum + part[what] * part.parts, 0);
  const once = (length: number) =>
    axisParts({ length, kernel, stride, padding, dilation: 1 }, 'windows', 1)[0]?.[what] ?? 0;
  const planes = images * channels * bytes;
  return {
    pattern: 'gather',
    receivedBytesPerTile:
      longest(parts.images) * longest(parts.channels) * bytes * most(parts.vertical) * most(parts.horizontal),
    sentBytes: planes * once(height) * once(width),
    receivedBytes: planes * all(parts.vertical) * all(parts.horizontal),
  };
}
