/**
 * An op as stages of the machine: first what must move, then what every tile does. Blocks of one size do
 * the same, so each size stands once with the number of tiles that have it.
 */
import type { TileMachine } from '../../models/machines/machine.js';
import type { OpRecord } from '../../records/trace.js';
import type { TileTask } from '../tile/task.js';
import type { ExchangePhase } from './exchange.js';
import { dimElements, type Placements, rowPlacement } from './flow.js';
import { type GemmPlan, type GemmShape, gemmTask, grainsOf } from './gemm-plan.js';
import {
  type BlockSize,
  blocksOf,
  linearPlacement,
  type Placement,
  partLengths,
  partOf,
  samePlacement,
  tilesOf,
} from './placement.js';

/** What `tiles` tiles do. */
export interface TileWork {
  readonly task: TileTask;
  readonly tiles: number;
}

export interface Stage {
  /** Words to move before the work; a phase of nothing costs nothing. */
  readonly exchange: ExchangePhase;
  readonly work: readonly TileWork[];
}

/** What the stages of an op are made from. */
export interface OpContext {
  readonly op: OpRecord;
  readonly machine: TileMachine;
  readonly placements: Placements;
  readonly plan: GemmPlan | undefined;
  readonly shape: GemmShape | undefined;
  /** Formats of the inputs, and bytes an element. */
  readonly formats: readonly string[];
  readonly inputBytes: readonly number[];
  readonly outputBytes: number;
}

export const NOTHING_MOVES: ExchangePhase = {
  pattern: 'gather',
  receivedBytesPerTile: 0,
  sentBytes: 0,
  receivedBytes: 0,
};

export function stagesOf(context: OpContext): Stage[] {
  const { op } = context;
  switch (op.kind) {
    case 'gemm':
      return gemmStages(context);
    case 'cast':
      return inPlace(context, ({ rows, columns }) => castTask(context, rows, columns));
    case 'transpose':
      return inPlace(context, ({ rows, columns }) => ({
        kind: 'transpose',
        rows,
        columns,
        bytesPerElement: context.outputBytes,
      }));
    case 'bias-add':
      return biasStages(context);
    case 'relu':
    case 'relu-backward':
      return inPlace(context, ({ rows, columns }) => ({
        kind: 'element-wise',
        operation: op.kind as 'relu',
        elements: rows * columns,
      }));
    case 'sgd-momentum':
      return inPlace(context, ({ rows, columns }) => ({
        kind: 'element-wise',
        operation: 'sgd-momentum',
        elements: rows * columns,
      }));
    case 'bias-gradient':
      return biasGradientStages(context);
    case 'softmax-cross-entropy':
      return spreadStages(context, rowPlacement(op, context.machine), ({ rows, columns }) => ({
        kind: 'softmax-cross-entropy',
        rows,
        classes: columns,
      }));
    case 'max-pool':
    case 'max-pool-backward':
      return poolStages(context);
    case 'im2col':
    case 'col2im':
      return patchStages(context);
  }
}

/** Round by round gather the operands and multiply; then add partial sums where k is split. */
function gemmStages({ op, machine, plan, shape }: OpContext): Stage[] {
  if (plan === undefined || shape === undefined) throw new Error(`op ${op.id} has no plan`);
  const grains = grainsOf(machine, shape);
  const parts = {
    m: [...partLengths(shape.m, plan.splitM, 1)],
    n: [...partLengths(shape.n, plan.splitN, grains.n)],
    k: [...partLengths(shape.k, plan.splitK, grains.k)],
  };
  const longest = (lengths: readonly (readonly [number, number])[]) => Math.max(...lengths.map(([length]) => length));
  const [m, n] = [longest(parts.m), longest(parts.n)];
  const rounds = Array.from({ length: plan.rounds }, (_, round): Stage => {
    const lengths = roundLengths(parts.k, plan.rounds, grains.k, round);
    const k = longest(lengths);
    const all = lengths.reduce((sum, [length, tiles]) => sum + length * tiles, 0);
    const exchange: ExchangePhase = {
      pattern: 'gather',
      receivedBytesPerTile: k * (m + n) * shape.operandBytes,
      sentBytes: all * (shape.m + shape.n) * shape.operandBytes,
      receivedBytes: all * (shape.m * plan.splitN + shape.n * plan.splitM) * shape.operandBytes,
    };
    const start = round === 0 ? 'zero' : 'output';
    const work = parts.m.flatMap(([rows, mTiles]) =>
      parts.n.flatMap(([columns, nTiles]) =>
        lengths.map(
          ([length, kTiles]): TileWork => ({
            task: gemmTask({ m: rows, n: columns, k: length }, shape, start),
            tiles: mTiles * nTiles * kTiles,
          }),
        ),
      ),
    );
    return { exchange, work };
  });
  return [...rounds.filter(({ work }) => work.length > 0), ...reductionStages(plan, shape, m * n)];
}

/** What a round takes of each tile's k: [length, tiles], empty parts left out. */
function roundLengths(parts: readonly (readonly [number, number])[], rounds: number, grain: number, round: number) {
  return parts.flatMap(([length, tiles]): (readonly [number, number])[] => {
    const { from, to } = partOf(length, rounds, grain, round);
    return to > from ? [[to - from, tiles]] : [];
  });
}

function reductionStages(plan: GemmPlan, shape: GemmShape, largestBlock: number): Stage[] {
  if (plan.splitK === 1) return [];
  const { splitM, splitN, splitK } = plan;
  const share = Math.ceil(largestBlock / splitK);
  const moved = shape.m * shape.n * (splitK - 1) * shape.partialBytes;
  const exchange: ExchangePhase = {
    pattern: 'reduction',
    receivedBytesPerTile: share * (splitK - 1) * shape.partialBytes,
    sentBytes: moved,
    receivedBytes: moved,
  };
  const task: TileTask = {
    kind: 'reduce',
    elements: share,
    partials: splitK,
    format: shape.partialBytes === 2 ? 'fp16' : 'fp32',
  };
  return [{ exchange, work: [{ task, tiles: splitM * splitN * splitK }] }];
}

/** Operands of 8 bits are cast into the panels that products read; all else element by element. */
function castTask({ inputBytes, outputBytes }: OpContext, rows: number, width: number): TileTask {
  const widths = { 1: 'fp8', 2: 'fp16', 4: 'fp32' } as const;
  const [from, to] = [widths[inputBytes[0] as 1 | 2 | 4], widths[outputBytes as 1 | 2 | 4]];
  const layout = to === 'fp8' && rows > 1 ? 'packed' : 'linear';
  return { kind: 'cast', layout, rows, width, from, to, elementGroups: 'separate' };
}

/** Work where the first input lies; the other inputs come there. */
function inPlace(context: OpContext, task: (block: BlockSize) => TileTask): Stage[] {
  const home = placementOf(context, 0);
  const exchange = gatherOf(context, home, context.op.inputs.keys());
  return [{ exchange, work: workOn(home, task) }];
}

/** Work spread in another way than the input lies. */
function spreadStages(context: OpContext, placement: Placement, task: (block: BlockSize) => TileTask): Stage[] {
  return [{ exchange: gatherOf(context, placement, context.op.inputs.keys()), work: workOn(placement, task) }];
}

function workOn(placement: Placement, task: (block: BlockSize) => TileTask): TileWork[] {
  return blocksOf(placement).map((block) => ({ task: task(block), tiles: block.tiles }));
}

/** Inputs that do not lie at `home` move there: each tile receives its share. */
function gatherOf(context: OpContext, home: Placement, inputs: Iterable<number>): ExchangePhase {
  let received = 0;
  let perTile = 0;
  for (const input of inputs) {
    if (samePlacement(placementOf(context, input), home)) continue;
    const bytes = dimElements(context.op.dims) * (context.inputBytes[input] ?? 0);
    received += bytes;
    perTile += Math.ceil(bytes / tilesOf(home));
  }
  return { pattern: 'gather', receivedBytesPerTile: perTile, sentBytes: received, receivedBytes: received };
}

/** Every tile needs the biases of its columns. */
function biasStages(context: OpContext): Stage[] {
  const { op, inputBytes } = context;
  const home = placementOf(context, 0);
  const columns = op.dims.columns ?? 1;
  const own = home.kind === 'grid' ? Math.ceil(columns / home.splitColumns) : columns;
  const biasBytes = inputBytes[1] ?? 4;
  const exchange: ExchangePhase = {
    pattern: 'gather',
    receivedBytesPerTile: own * biasBytes,
    sentBytes: columns * biasBytes,
    receivedBytes: own * biasBytes * tilesOf(home),
  };
  return [
    {
      exchange,
      work: workOn(home, (block) => ({
        kind: 'element-wise',
        operation: 'bias-add',
        elements: block.rows * block.columns,
      })),
    },
  ];
}

/** Column sums of each block, then the blocks' sums added over the rows of the grid. */
function biasGradientStages(context: OpContext): Stage[] {
  const home = placementOf(context, 0);
  const { rows, columns } = context.op.dims as { rows: number; columns: number };
  const grid = home.kind === 'grid' ? home : { rows, columns, splitRows: tilesOf(home), splitColumns: 1 };
  const sums: Stage = {
    exchange: NOTHING_MOVES,
    work: workOn({ ...grid, kind: 'grid' }, (block) => ({
      kind: 'column-sum',
      rows: block.rows,
      columns: block.columns,
      format: 'fp16',
    })),
  };
  if (grid.splitRows === 1) return [sums];
  // The tiles of a column of blocks share its columns, each adding up its own.
  const ownColumns = Math.ceil(columns / grid.splitColumns);
  const sharers = Math.min(grid.splitRows, ownColumns);
  const share = Math.ceil(ownColumns / sharers);
  const moved = columns * (grid.splitRows - 1) * context.outputBytes;
  const exchange: ExchangePhase = {
    pattern: 'reduction',
    receivedBytesPerTile: share * (grid.splitRows - 1) * context.outputBytes,
    sentBytes: moved,
    receivedBytes: moved,
  };
  const task: TileTask = { kind: 'reduce', elements: share, partials: grid.splitRows, format: 'fp32' };
  return [sums, { exchange, work: [{ task, tiles: sharers * grid.splitColumns }] }];
}

function poolStages(context: OpContext): Stage[] {
  const { op, machine } = context;
  const { elements, size } = op.dims as { elements: number; size: number };
  const spread = linearPlacement(elements, machine.tiles, size * size);
  return spreadStages(context, spread, ({ columns }) => ({
    kind: op.kind as 'max-pool' | 'max-pool-backward',
    outputs: Math.ceil(columns / (size * size)),
    window: size * size,
  }));
}

/** im2col copies pieces of one kernel row; col2im adds up the patches that hold an element. Tiles receive their share's. */
function patchStages(context: OpContext): Stage[] {
  const { op, machine, inputBytes, outputBytes } = context;
  const { rows, columns, channels, kernel, width } = op.dims as Record<
    'rows' | 'columns' | 'channels' | 'kernel' | 'width',
    number
  >;
  const spread = linearPlacement(rows * columns, machine.tiles, columns);
  const tiles = tilesOf(spread);
  const patches = Math.ceil(rows / tiles);
  const bytes = inputBytes[0] ?? outputBytes;
  const halo = op.kind === 'im2col' ? (kernel - 1) * width * channels * bytes : 0;
  const own = op.kind === 'im2col' ? patches * channels * bytes : patches * columns * bytes;
  const task: TileTask =
    op.kind === 'im2col'
      ? {
          kind: 'gather',
          pieces: patches * kernel,
          bytesPerPiece: kernel * channels * bytes,
          elementGroups: 'separate',
        }
      : { kind: 'patch-sum', elements: patches * channels, taps: kernel * kernel };
  const exchange: ExchangePhase = {
    pattern: 'gather',
    receivedBytesPerTile: own + halo,
    sentBytes: op.kind === 'im2col' ? rows * channels * bytes : rows * columns * bytes,
    receivedBytes: (own + halo) * tiles,
  };
  return [{ exchange, work: [{ task, tiles }] }];
}

function placementOf({ op, placements }: OpContext, input: number): Placement {
  const placement = placements.get(op.inputs[input]?.tensor ?? '');
  if (placement === undefined) throw new Error(`input ${input + 1} of ${op.id} lies nowhere`);
  return placement;
}
