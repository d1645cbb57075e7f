/**
 * Convolutions and their gradients, without a materialised im2col: operands come to the tiles that work on them, each its
 * block by the planned way (convolution/plan.ts); then partial sums are added, of channels, or of positions where the
 * weights' gradient is asked. Inputs that lie in rows are brought into panels where they lie, before they move, as a
 * product's left operand is; weights are turned there for the gradient of the input.
 */
import type { OpOf } from '../../../records/trace/op.js';
import { type Calls, callsOf } from '../convolution/block.js';
import { type ConvolutionPlan, planConvolution } from '../convolution/plan.js';
import { type ConvolutionShape, convolutionShape } from '../convolution/shape.js';
import {
  arrivingOperands,
  blocksIn,
  positionTiles,
  type SplitParts,
  splitParts,
  type WeightsArrival,
} from '../convolution/split.js';
import { type ExchangePhase, NOTHING_MOVES, type Transfers } from '../exchange/phase.js';
import { transfersBetween } from '../exchange/transfers.js';
import { liesAt, type Placement, partOf } from '../memory/placement.js';
import {
  type ArrayOp,
  type OpContext,
  type PlaceContext,
  placementOf,
  type Stage,
  type TileWork,
  workOn,
} from './array-op.js';
import { runLength, scaleCalls, scaleTask } from './dequantised.js';
import { addedUp, type SumGrid } from './sums.js';

export const convolution: ArrayOp<'convolution'> = {
  placement: (op, context) => {
    const { shape, plan } = placedPlan(op, context);
    return outputPlacement(shape, splitParts(shape, plan, context.machine));
  },
  weightsPlace: (op, context) => {
    const { shape, plan } = placedPlan(op, context);
    return weightsHome(shape, splitParts(shape, plan, context.machine));
  },
  copyBytes: (context) => plannedOf(context).plan.sramBytes,
  splitRecord: (context) => {
    const { shape, plan } = plannedOf(context);
    const { way, splitImages, splitHeight, splitWidth, splitGroups, splitWritten, splitRead, rounds } = plan;
    const whole = context.machine.tiles === 1;
    const parts = splitParts(shape, plan, context.machine);
    return {
      rounds,
      left: whole ? 'in-place' : 'gathered',
      right: whole ? 'in-place' : weightsArrival(shape, parts, context),
      convolution: {
        ...{ way, images: splitImages, height: splitHeight, width: splitWidth },
        ...{ groups: splitGroups, written: splitWritten, read: splitRead },
      },
    };
  },
  stages: (context) => {
    const { machine } = context;
    const { shape, plan } = plannedOf(context);
    const parts = splitParts(shape, plan, machine);
    const sums = { perColumn: 1, bytes: shape.partialBytes, format: shape.partials };
    return [
      ...packing(context, plan),
      ...workStages(shape, plan, parts, context),
      ...scaleStages(context, outputPlacement(shape, parts)),
      ...addedUp(sumGridOf(shape, parts), sums, machine),
    ];
  },
};

/** Scales of groups, run by run of k: a tap's channels; of the weights' gradient positions. */
function scaleStages({ op }: OpContext<'convolution'>, home: Placement): Stage[] {
  const { scales, direction } = op.attributes;
  if (scales === undefined) return [];
  const { kernel, inputChannels, outputChannels, images, height, width } = op.dims;
  const channels = direction === 'dgrad' ? outputChannels : inputChannels;
  const k = direction === 'wgrad' ? images * height * width : channels;
  const isSummed = scales.appliedBy === 'register' && direction !== 'wgrad';
  const calls = scaleCalls(scales, k, runLength(scales, k)) * (isSummed ? kernel ** 2 : 1);
  if (scaleTask(scales, 1) === undefined) return [];
  const work = workOn(home, ({ rows, columns }) => scaleTask(scales, rows * columns) as TileWork['task']);
  return [{ exchange: NOTHING_MOVES, work: work.map((each) => ({ ...each, calls })) }];
}

function plannedOf({ op, machine, inputBytes, outputBytes, heldBytes }: OpContext<'convolution'>) {
  const shape = convolutionShape(op, inputBytes, outputBytes);
  return { shape, plan: planConvolution(shape, machine, heldBytes ?? ownBytes(shape, machine.tiles), `op ${op.id}`) };
}

/** Blocks of weights as the tiles use them; the gradient of the weights has none. */
function weightsHome({ direction, kernel, groups, read, written }: ConvolutionShape, parts: SplitParts) {
  if (direction === 'wgrad') return undefined;
  const splitColumns = countOf(parts.groups) * countOf(parts.written);
  const blocks = { rows: kernel ** 2 * read, columns: groups * written, splitRows: countOf(parts.read), splitColumns };
  return { kind: 'grid', ...blocks, copies: positionTiles(parts) } as const satisfies Placement;
}

function weightsArrival(shape: ConvolutionShape, parts: SplitParts, { op, placements }: OpContext<'convolution'>) {
  const home = weightsHome(shape, parts);
  const place = placements.get(op.inputs[1] ?? '');
  return home !== undefined && place !== undefined && liesAt(place, home) ? 'in-place' : 'gathered';
}

function placedPlan(op: OpOf<'convolution'>, { machine, bytes, heldBytes }: PlaceContext) {
  const shape = convolutionShape(op, op.inputs.map(bytes), bytes(op.output));
  const held = heldBytes?.(op.id) ?? ownBytes(shape, machine.tiles);
  return { shape, plan: planConvolution(shape, machine, held, `op ${op.id}`) };
}

/** An even share of the op's own tensors, which lie at home while their copies are worked on. */
function ownBytes(shape: ConvolutionShape, tiles: number): number {
  const { images, height, width, groups, read, written, kernel, operandBytes } = shape;
  const elements = images * height * width * groups * (read + written) + kernel ** 2 * groups * read * written;
  return Math.ceil((elements * operandBytes) / tiles);
}

/**
 * What is brought into another order where it lies, before it moves: rows into panels, pieces of 16 channels of a position
 * (not what patches copy, vectors take, or positions are summed of); for a gradient of the input weights are turned, whose
 * panels were made for the other product.
 */
function packing(context: OpContext<'convolution'>, { way }: ConvolutionPlan): Stage[] {
  const { direction } = context.op.attributes;
  if (way === 'patches' || way === 'vectors' || direction === 'wgrad') return [];
  const rows = placementOf(context, 0).layout === 'panels' ? [] : [turned(context, 0)];
  return direction === 'dgrad' ? [...rows, turned(context, 1)] : rows;
}

function turned(context: OpContext<'convolution'>, input: number): Stage {
  const bytesPerElement = context.inputBytes[input] ?? 0;
  const work = workOn(placementOf(context, input), ({ rows, columns }) => {
    return { kind: 'transpose', rows, columns, bytesPerElement };
  });
  return { exchange: NOTHING_MOVES, work };
}

/** Round by round what arrives, and the calls of its blocks, one stage for each. */
function workStages(
  shape: ConvolutionShape,
  plan: ConvolutionPlan,
  parts: SplitParts,
  context: OpContext<'convolution'>,
): Stage[] {
  const weights = weightsArrival(shape, parts, context);
  const blocks = blocksIn(parts);
  return Array.from({ length: plan.rounds }, (_, round) => {
    const transfers = operandTransfers(shape, parts, context, weights);
    const arriving = { ...arrivingOperands(shape, parts, round, weights), transfers };
    const work = blocks.map(({ block, tiles }) => {
      const { from, to } = partOf(tiles, plan.rounds, 1, round);
      const start = round === 0 ? 'zero' : 'output';
      return { calls: callsOf(plan.way, shape, block, context.machine, start), tiles: to - from };
    });
    return roundStages(arriving, work);
  }).flat();
}

interface BlockCalls {
  readonly calls: readonly Calls[];
  readonly tiles: number;
}

function roundStages(arriving: ExchangePhase, blocks: readonly BlockCalls[]): Stage[] {
  const stages = Math.max(1, ...blocks.map(({ calls }) => calls.length));
  return Array.from({ length: stages }, (_, stage): Stage => {
    const work = blocks.flatMap(({ calls, tiles }): TileWork[] => {
      const call = calls[stage];
      return call === undefined || tiles === 0 ? [] : [{ ...call, tiles }];
    });
    return { exchange: stage === 0 ? arriving : NOTHING_MOVES, work };
  });
}

/** Blocks of both operands that a tile takes from others, each sent once to all that need it. */
function operandTransfers(
  shape: ConvolutionShape,
  parts: SplitParts,
  context: OpContext<'convolution'>,
  weights: WeightsArrival,
): Transfers {
  const { kernel, groups, read, written } = shape;
  const positions = positionTiles(parts);
  const channels = (rows: number, splitRows: number, count: number, across: readonly Counted[]): Placement => {
    const splitColumns = countOf(parts.groups) * across.reduce((product, each) => product * countOf(each), 1);
    return { kind: 'grid', rows, columns: groups * count, splitRows, splitColumns };
  };
  const from = [placementOf(context, 0), placementOf(context, 1)] as const;
  const inputs = transfersBetween(
    from[0],
    channels(Math.max(positions, rowsOf(from[0])), positions, read, [parts.read]),
  );
  if (weights === 'in-place') return inputs;
  const others =
    shape.direction === 'wgrad'
      ? channels(Math.max(positions, rowsOf(from[1])), positions, written, [parts.written])
      : channels(kernel ** 2 * read, countOf(parts.read), written, [parts.written]);
  const second = transfersBetween(from[1], others);
  return { received: inputs.received + second.received, sent: inputs.sent + second.sent };
}

function rowsOf(place: Placement): number {
  return place.kind === 'grid' ? place.rows : 1;
}

/** Partial sums of channels read, or of positions. */
function sumGridOf(shape: ConvolutionShape, parts: SplitParts): SumGrid {
  const { images, kernel, groups, read, written } = shape;
  const channelParts = countOf(parts.groups) * countOf(parts.written);
  if (shape.direction === 'wgrad') {
    const splitRows = positionTiles(parts);
    const columns = kernel ** 2 * groups * read * written;
    return { kind: 'grid', rows: splitRows, columns, splitRows, splitColumns: channelParts * countOf(parts.read) };
  }
  const along = (axis: SplitParts['vertical'], what: 'written' | 'parts') =>
    axis.reduce((sum, part) => sum + (what === 'parts' ? part.parts : part.written * part.parts), 0);
  const columns = images * along(parts.vertical, 'written') * along(parts.horizontal, 'written') * groups * written;
  const all = countOf(parts.images) * along(parts.vertical, 'parts') * along(parts.horizontal, 'parts');
  const positions = Math.ceil(all / parts.rounds);
  const splitRows = countOf(parts.read);
  return { kind: 'grid', rows: splitRows, columns, splitRows, splitColumns: positions * channelParts };
}

/** Where results lie: positions by channels, or kernel positions and channels read by those written; cut over sharers. */
function outputPlacement(shape: ConvolutionShape, parts: SplitParts): Placement {
  const grid = sumGridOf(shape, parts);
  const { kernel, groups, read, written } = shape;
  const columns = groups * written;
  const rows = shape.direction === 'wgrad' ? kernel ** 2 * read : grid.columns / columns;
  const splitColumns = countOf(parts.groups) * countOf(parts.written);
  const rowParts = grid.splitColumns / splitColumns;
  const splitRows = Math.min(rows, rowParts * Math.min(grid.splitRows, Math.ceil(rows / rowParts)));
  return { kind: 'grid', rows, columns, splitRows, splitColumns };
}

/** Lengths of parts and how many tiles have each. */
type Counted = readonly (readonly [number, number])[];

function countOf(parts: Counted): number {
  return parts.reduce((sum, [, tiles]) => sum + tiles, 0);
}
