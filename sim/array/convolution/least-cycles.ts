/**
 * What a split takes at least, by arithmetic on its sizes: an even share of the input and all of the weights on their way,
 * every panel with one row and its other rows at the unit's rate; or products at the vector unit's. The planner times
 * splits in this order and stops where no other can be faster.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { ampShape } from '../../tile/amp-shape.js';
import { turnCycles } from '../../tile/barrel.js';
import { closedForm } from '../../tile/kernels/closed-forms.js';
import { exchangeCycles } from '../exchange/phase.js';
import { axisParts, type ImageAxis, windowsOf } from './axis-parts.js';
import { pairsAlong } from './block.js';
import type { ConvolutionShape } from './shape.js';
import { type ConvolutionSplit, channelGrains, imageAxes } from './split.js';

/** Channels of a part. */
interface Channels {
  readonly groups: number;
  readonly read: number;
  readonly written: number;
}

export function leastCycles(shape: ConvolutionShape, machine: TileMachine): (split: ConvolutionSplit) => number {
  const { vertical, horizontal } = imageAxes(shape);
  const [rows, columns] = [wholeAxis(vertical, shape), wholeAxis(horizontal, shape)];
  const panelCycles = cyclesOfPanel(shape, machine);
  return (split) => {
    const channels = channelsOf(shape, split, machine);
    const share = Math.ceil(shape.images / split.splitImages) / (split.splitHeight * split.splitWidth);
    const moved = movedCycles(
      shape,
      channels,
      share * rows.read * columns.read,
      share * rows.windows * columns.windows,
    );
    const pairs = share * rows.pairs * columns.pairs;
    return moved + workedCycles(split, channels, pairs, share * rows.windows * columns.windows);
  };

  function movedCycles(
    { kernel, direction, operandBytes }: ConvolutionShape,
    channels: Channels,
    read: number,
    windows: number,
  ) {
    const { groups, read: inputs, written } = channels;
    const others = direction === 'wgrad' ? windows * written : kernel * kernel * inputs * written;
    const bytes = groups * (read * inputs + others) * operandBytes;
    const phase = { pattern: 'gather', receivedBytesPerTile: bytes, sentBytes: bytes, receivedBytes: bytes } as const;
    return exchangeCycles(phase, machine.exchange).cycles;
  }

  function workedCycles({ way }: ConvolutionSplit, channels: Channels, pairs: number, windows: number): number {
    const { vectorElements } = machine.programs.vectorProducts;
    if (way === 'vectors') return (pairs * channels.groups) / vectorElements;
    const { inputsPerPanel, outputChannels, issuesPerRow } = ampShape(machine, shape.operands, shape.partials);
    const merged = Math.max(1, Math.min(channels.groups, Math.floor(outputChannels / channels.written)));
    const positions = shape.kernel ** 2;
    const launches = way === 'windows' ? positions : 1;
    const k = shape.direction === 'wgrad' ? windows : (way === 'patches' ? positions : 1) * merged * channels.read;
    const panels =
      (channels.groups / merged) *
      Math.ceil(k / inputsPerPanel) *
      Math.ceil((merged * channels.written) / outputChannels);
    const rows = shape.direction === 'wgrad' ? positions * channels.read : way === 'patches' ? windows : pairs;
    const others = Math.max(0, rows / machine.tile.workers - launches);
    return panels * (launches * panelCycles + turnCycles(machine) * issuesPerRow * others);
  }
}

/** An axis whole: positions read, windows, pairs of a window and a position of the image. */
function wholeAxis(axis: ImageAxis, { direction }: ConvolutionShape) {
  const [whole] = axisParts(axis, direction === 'dgrad' ? 'image' : 'windows', 1);
  return { read: whole?.read ?? 0, windows: windowsOf(axis), pairs: whole === undefined ? 0 : pairsAlong(whole) };
}

/** A panel with one row, without its call. */
function cyclesOfPanel({ operands, partials }: ConvolutionShape, machine: TileMachine): number {
  const one = { m: 1, k: 1, n: 1, operands, partials } as const;
  const product = { kind: 'gemm', ...one, output: 'plain', coefficients: 'interleaved', start: 'zero' } as const;
  return closedForm(product, machine).cycles - machine.gemm.callCycles;
}

function channelsOf(shape: ConvolutionShape, split: ConvolutionSplit, machine: TileMachine): Channels {
  const grains = channelGrains(shape, split.way, machine);
  const part = (all: number, grain: number, parts: number) =>
    Math.min(all, grain * Math.ceil(Math.ceil(all / grain) / parts));
  return {
    groups: part(shape.groups, grains.groups, split.splitGroups),
    read: part(shape.read, grains.read, split.splitRead),
    written: part(shape.written, grains.written, split.splitWritten),
  };
}
