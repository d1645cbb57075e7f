/**
 * One chip's part of a collective: words between its tiles and the links, by the ring (reduce-scatter, then all-gather),
 * the additions of what arrives, and the time outside the chip (links.ts). A tile's share is that of the whole tensor.
 * What arrives whole is spread over all tiles.
 */
import { arrives, type OpOf } from '../../../records/trace/op.js';
import type { ExchangePhase } from '../exchange/phase.js';
import { outsideTransfer } from '../links.js';
import { type BlockSize, blocksOf, linearPlacement, type Placement, tilesOf } from '../memory/placement.js';
import {
  type ArrayOp,
  type OpContext,
  placedAsInput,
  placedAt,
  placementOf,
  type Stage,
  spreadOut,
  workOn,
} from './array-op.js';

export const collective: ArrayOp<'collective'> = {
  placement: (op, context) => {
    if (op.inputs.length === 0) return spreadOut(op.output, context);
    const home = placedAsInput(op, 0, context);
    const made = op.dims.elements / (op.attributes.function === 'reduce-scatter' ? op.dims.chips : 1);
    const given = op.dims.elements / (op.attributes.function === 'all-gather' ? op.dims.chips : 1);
    return made === given ? home : linearPlacement(made, tilesOf(home), 1);
  },
  stages: (context) => {
    const [first, ...others] = tileStages(context) as [Stage, ...Stage[]];
    const outside = outsideTransfer(context.op, context.outputBytes, context.machine);
    return [{ ...first, outside }, ...others];
  },
  // What arrives whole lies where it arrives; what leaves is read there.
  copyBytes: (context) => {
    if (arrives(context.op.attributes.function) || context.op.attributes.function === 'to-host') return 0;
    return Math.max(...tileStages(context).map(({ exchange }) => exchange.receivedBytesPerTile));
  },
};

function tileStages(context: OpContext<'collective'>): Stage[] {
  const { op, inputBytes, outputBytes } = context;
  switch (op.attributes.function) {
    case 'all-reduce':
      return [added(context, homeOf(context)), copied(context, homeOf(context), othersShare(op))];
    case 'reduce-scatter':
      return [added(context, homeOf(context))];
    case 'all-gather':
      return [copied(context, homeOf(context), othersShare(op))];
    case 'send':
      return [copied(context, homeOf(context), 1)];
    case 'to-host':
      return [{ exchange: overLinks(op, homeOf(context), inputBytes[0] ?? 0, 1), work: [] }];
    case 'receive':
    case 'from-host':
      return [{ exchange: overLinks(op, placedAt(context.placements, context.op.output), outputBytes, 1), work: [] }];
  }
}

/** Blocks of the whole tensor: of a part of it, runs on as many tiles. */
function homeOf(context: OpContext<'collective'>): Placement {
  const home = placementOf(context, 0);
  const { dims, attributes } = context.op;
  return attributes.function === 'all-gather' ? linearPlacement(dims.elements, tilesOf(home), 1) : home;
}

/** Each chip sends and receives all parts but one. */
function othersShare({ dims }: OpOf<'collective'>): number {
  return (dims.chips - 1) / dims.chips;
}

function added(context: OpContext<'collective'>, home: Placement): Stage {
  const { op, inputBytes } = context;
  // Of halves an access has four, of floats two.
  const halves = (inputBytes[0] ?? 0) / 2;
  return {
    exchange: overLinks(op, home, inputBytes[0] ?? 0, othersShare(op)),
    work: workOn(home, ({ rows, columns }) => {
      const elements = Math.max(1, Math.ceil(rows * columns * othersShare(op) * halves));
      return { kind: 'element-wise', operation: 'add', elements };
    }),
  };
}

function copied({ op, outputBytes }: OpContext<'collective'>, home: Placement, share: number): Stage {
  return {
    exchange: overLinks(op, home, outputBytes, share),
    work: workOn(home, ({ rows, columns }) => {
      const bytes = Math.max(1, Math.ceil(rows * columns * share) * outputBytes);
      return { kind: 'copy', bytes, elementGroups: 'separate' };
    }),
  };
}

function overLinks({ dims }: OpOf<'collective'>, home: Placement, bytes: number, share: number): ExchangePhase {
  const [{ rows, columns }] = blocksOf(home) as [BlockSize];
  const all = Math.ceil(dims.elements * share) * bytes;
  return {
    pattern: 'gather',
    receivedBytesPerTile: Math.ceil(rows * columns * share) * bytes,
    sentBytes: all,
    receivedBytes: all,
  };
}
