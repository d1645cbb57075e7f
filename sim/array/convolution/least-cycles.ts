/**
 * What a split takes at least, by arithmetic on its largest parts: operands on their way, every panel launched and its rows
 * at the unit's rate, or products at the vector unit's, partial sums on their way. The planner times splits in this order
 * and stops where no other can be faster.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { type AmpShape, ampShape } from '../../tile/amp-shape.js';
import { pipelineSlots, turnCycles } from '../../tile/barrel.js';
import { type ExchangePhase, exchangeCycles } from '../exchange/phase.js';
import { type AxisPart, axisParts, busiestPart, type ImageAxis } from './axis-parts.js';
import type { ConvolutionShape } from './shape.js';
import { type ConvolutionSplit, channelGrains, imageAxes, longestPart } from './split.js';

/** Channels of a part. */
interface Channels {
  readonly groups: number;
  readonly read: number;
  readonly written: number;
}

export function leastCycles(shape: ConvolutionShape, machine: TileMachine): (split: ConvolutionSplit) => number {
  const axes = imageAxes(shape);
  const [rows, columns] = [rememberedMost(axes.vertical, shape), rememberedMost(axes.horizontal, shape)];
  const unit = ampShape(machine, shape.operands, shape.partials);
  const launches = leastLaunches(machine, unit);
  const movers = leastMovers(shape, machine);
  return (split) => {
    const channels = channelsOf(shape, split, machine);
    const part: Part = {
      images: Math.ceil(shape.images / split.splitImages),
      vertical: rows(split.splitHeight),
      horizontal: columns(split.splitWidth),
    };
    const { images, vertical, horizontal } = part;
    const input = images * vertical.read * horizontal.read * channels.groups * channels.read;
    const others = shape.kernel ** 2 * channels.groups * channels.read * channels.written;
    const gradients = images * vertical.windows * horizontal.windows * channels.groups * channels.written;
    const [always, once] = shape.direction === 'wgrad' ? [input + gradients, 0] : [input, others];
    const moved = movedCycles('gather', (always + once) * shape.operandBytes);
    const again = split.rounds === 1 ? 0 : (split.rounds - 1) * movedCycles('gather', always * shape.operandBytes);
    const written = images * vertical.written * horizontal.written * split.rounds * channels.groups * channels.written;
    const sums = shape.direction === 'wgrad' ? others : written;
    return moved + again + split.rounds * workedCycles(split, channels, part) + addedCycles(split, sums);
  };

  /** Each tile adds up its share of the sums and receives what the others have of it, in one level or more. */
  function addedCycles(
    { splitImages, splitHeight, splitWidth, splitRead, rounds }: ConvolutionSplit,
    elements: number,
  ) {
    const wgrad = shape.direction === 'wgrad';
    const partials = wgrad ? Math.floor((splitImages * splitHeight * splitWidth) / rounds) : splitRead;
    if (partials <= 1) return 0;
    return movedCycles('reduction', elements * (1 - 1 / partials) * shape.partialBytes);
  }

  function movedCycles(pattern: ExchangePhase['pattern'], bytes: number): number {
    const phase = { pattern, receivedBytesPerTile: bytes, sentBytes: bytes, receivedBytes: bytes };
    return exchangeCycles(phase, machine.exchange).cycles;
  }

  function workedCycles({ way }: ConvolutionSplit, channels: Channels, part: Part): number {
    const { images } = part;
    const [vertical, horizontal] = [part.vertical.busiest, part.horizontal.busiest];
    const windows = images * vertical.windows * horizontal.windows;
    const pairs = images * vertical.pairs * horizontal.pairs;
    if (way === 'vectors') return (pairs * channels.groups) / machine.programs.vectorProducts.vectorElements;
    const positions = shape.kernel ** 2;
    const { groups, read, written } = channels;
    const merged = Math.max(1, Math.min(groups, Math.floor(unit.outputChannels / written)));
    const columnGroups = (groups / merged) * Math.ceil((merged * written) / unit.outputChannels);
    const panelsOf = (inputs: number) => columnGroups * Math.ceil(inputs / unit.inputsPerPanel);
    if (shape.direction === 'wgrad') {
      const turned = shape.kernel * images * vertical.read * horizontal.windows * read + windows * written;
      return movers.turned(groups * turned) + panelsOf(windows) * launches.plain(positions * read);
    }
    switch (way) {
      case 'product':
        return panelsOf(read) * launches.plain(windows);
      case 'patches':
        return movers.patches(windows * shape.kernel, read) + panelsOf(positions * read) * launches.plain(windows);
      case 'windows':
        return panelsOf(merged * read) * launches.packed(positions, images * vertical.pairs * shape.kernel, pairs);
    }
  }
}

/**
 * Cycles of panels at least: each loaded and launched, its rows and the pieces that they come in evenly over the workers.
 * Behind a second bank loads may be hidden.
 */
function leastLaunches(machine: TileMachine, { issuesPerRow }: AmpShape) {
  const { amp, gemm, tile } = machine;
  const loads = amp.coefficientBanks === 1 ? amp.coefficientBytes / tile.interleavedLoadBytes : 0;
  const turn = turnCycles(machine);
  const pieceSlots = gemm.clearSlots + 1 + pipelineSlots(machine) + gemm.loopSlots + issuesPerRow;
  const slots = (entry: number) => turn * (entry + gemm.exitSlots);
  return {
    plain: (rows: number) =>
      gemm.panelSyncCycles +
      loads +
      slots(gemm.entrySlots) +
      turn * (pieceSlots + (rows * issuesPerRow) / tile.workers),
    packed: (times: number, pieces: number, rows: number) =>
      times * (gemm.packedPanelSyncCycles + loads + slots(gemm.packedEntrySlots)) +
      (turn / tile.workers) * (pieces * (gemm.packedPieceSlots + pieceSlots) + rows * issuesPerRow),
  };
}

/** Cycles of what is brought into another order on the tile, evenly over the workers. */
function leastMovers({ kernel, dilation, operandBytes }: ConvolutionShape, machine: TileMachine) {
  const { transpose, gather } = machine.programs;
  const { loadBytes, workers } = machine.tile;
  const turn = turnCycles(machine) / workers;
  const accesses = Math.ceil((transpose.elementsPerBlock * operandBytes) / loadBytes);
  return {
    turned: (elements: number) =>
      (turn * elements * (2 * accesses + transpose.shuffleSlots)) / transpose.elementsPerBlock,
    /** @param rows of patches */
    patches: (rows: number, channels: number) => {
      const pieces = dilation === 1 ? 1 : kernel;
      const words = Math.ceil(((kernel / pieces) * channels * operandBytes) / loadBytes);
      return turn * rows * pieces * (gather.pieceSlots + words);
    },
  };
}

/** The most that any part of an axis has, and the part with most work. */
interface AxisMost extends Readonly<Record<'read' | 'written' | 'windows', number>> {
  readonly busiest: AxisPart;
}

interface Part {
  readonly images: number;
  readonly vertical: AxisMost;
  readonly horizontal: AxisMost;
}

function rememberedMost(axis: ImageAxis, { direction }: ConvolutionShape): (parts: number) => AxisMost {
  const known: AxisMost[] = [];
  const side = direction === 'dgrad' ? 'image' : 'windows';
  return (count) => {
    const found = known[count] ?? mostOf(axisParts(axis, side, count));
    known[count] = found;
    return found;
  };
}

function mostOf(parts: readonly AxisPart[]): AxisMost {
  const most = (what: 'read' | 'written' | 'windows') => parts.reduce((all, part) => Math.max(all, part[what]), 0);
  return { read: most('read'), written: most('written'), windows: most('windows'), busiest: busiestPart(parts) };
}

function channelsOf(shape: ConvolutionShape, split: ConvolutionSplit, machine: TileMachine): Channels {
  const grains = channelGrains(shape, split.way, machine);
  return {
    groups: longestPart(shape.groups, split.splitGroups, grains.groups),
    read: longestPart(shape.read, split.splitRead, grains.read),
    written: longestPart(shape.written, split.splitWritten, grains.written),
  };
}
