/**
 * One chip's part of a collective: words between its tiles and the links, by the ring (reduce-scatter, then all-gather),
 * and the additions of what arrives. A tile's share is that of the whole tensor. Left out: the links' own time.
 */
import type { OpOf } from '../../../records/trace/op.js';
import type { ExchangePhase } from '../exchange/phase.js';
import { type BlockSize, blocksOf, linearPlacement, type Placement, tilesOf } from '../memory/placement.js';
import { type ArrayOp, type OpContext, placedAsInput, placementOf, type Stage, workOn } from './array-op.js';

export const collective: ArrayOp<'collective'> = {
  placement: (op, context) => {
    const home = placedAsInput(op, 0, context);
    const made = op.dims.elements / (op.attributes.function === 'reduce-scatter' ? op.dims.chips : 1);
    const given = op.dims.elements / (op.attributes.function === 'all-gather' ? op.dims.chips : 1);
    return made === given ? home : linearPlacement(made, tilesOf(home), 1);
  },
  stages: (context) => {
    const { op } = context;
    const home = wholeTensor(op, placementOf(context, 0));
    switch (op.attributes.function) {
      case 'all-reduce':
        return [added(context, home), copied(context, home, othersShare(op))];
      case 'reduce-scatter':
        return [added(context, home)];
      case 'all-gather':
        return [copied(context, home, othersShare(op))];
      case 'send':
        return [copied(context, home, 1)];
    }
  },
};

/** Each chip sends and receives all parts but one. */
function othersShare({ dims }: OpOf<'collective'>): number {
  return (dims.chips - 1) / dims.chips;
}

/** Blocks of the whole tensor: of a part of it, runs on as many tiles. */
function wholeTensor({ dims, attributes }: OpOf<'collective'>, home: Placement): Placement {
  return attributes.function === 'all-gather' ? linearPlacement(dims.elements, tilesOf(home), 1) : home;
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
