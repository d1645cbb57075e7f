/**
 * Matrix products: round by round bring the operands that do not lie where they are used and multiply, then add partial
 * sums where k is split. A tile with several products of the batch makes a call for each.
 * Left out: which split (plan/gemm-plan.ts).
 */
import type { RoundAxis } from '../../../records/run.js';
import { type ExchangePhase, movedTogether, NOTHING_MOVES, transfersOf } from '../exchange/phase.js';
import { transfersBetween } from '../exchange/transfers.js';
import { type Placement, partLengths, partOf, transposedPlacement } from '../memory/placement.js';
import { blocksOfOperand, isCut } from '../plan/gemm-block.js';
import { executedShape, type GemmPlan } from '../plan/gemm-plan.js';
import { type GemmShape, gemmTask, grainsOf } from '../plan/gemm-shape.js';
import {
  type ArrayOp,
  type OpContext,
  partialSums,
  placementOf,
  type Stage,
  type TileWork,
  workOn,
} from './array-op.js';
import { runLength, runOf, type ScaledSide, scaleCalls, scalesArriving, scaleTask } from './dequantised.js';

export const gemm: ArrayOp<'gemm'> = {
  placement: ({ id, dims }, { plans }) => {
    const plan = plans.get(id);
    if (plan === undefined) throw new Error(`op ${id} has no plan`);
    if (plan.orientation === 'as-given') return outputPlacement(dims, plan);
    return transposedPlacement(outputPlacement({ batch: dims.batch, m: dims.n, n: dims.m }, plan));
  },
  stages: gemmStages,
};

/** The output of products: their blocks one below the other, cut once more over the tiles that shared k. */
function outputPlacement(
  { batch, m, n: columns }: { readonly batch: number; readonly m: number; readonly n: number },
  plan: GemmPlan,
): Placement {
  const { splitBatch, splitM, splitN, splitK } = plan;
  const rows = batch * m;
  const splitRows = splitBatch * splitM;
  if (Math.floor(rows / splitRows) >= splitK)
    return { kind: 'grid', rows, columns, splitRows: splitRows * splitK, splitColumns: splitN };
  if (Math.floor(columns / splitN) >= splitK)
    return { kind: 'grid', rows, columns, splitRows, splitColumns: splitN * splitK };
  return { kind: 'grid', rows, columns, splitRows, splitColumns: splitN };
}

/** Lengths of parts and how many tiles have each. */
type Parts = readonly (readonly [number, number])[];
/** Of each dimension of the products; of the batch, whole products. */
type AllParts = Readonly<Record<RoundAxis, Parts>>;

function gemmStages(context: OpContext<'gemm'>): Stage[] {
  const { op, machine, plan, shape: given } = context;
  if (plan === undefined || given === undefined) throw new Error(`op ${op.id} has no plan`);
  const shape = executedShape(given, plan);
  const grains = { ...grainsOf(machine, shape), m: 1, batch: 1 };
  const parts: AllParts = {
    batch: [...partLengths(shape.batch, plan.splitBatch, 1)],
    m: [...partLengths(shape.m, plan.splitM, 1)],
    n: [...partLengths(shape.n, plan.splitN, grains.n)],
    k: [...partLengths(shape.k, plan.splitK, grains.k)],
  };
  const rounds = Array.from({ length: plan.rounds }, (_, round): Stage => {
    const { roundsOf: axis } = plan;
    const taken = { ...parts, [axis]: roundLengths(parts[axis], plan.rounds, grains[axis], round) };
    const start = round === 0 || axis !== 'k' ? 'zero' : 'output';
    const exchange = arriving(context, plan, taken, round === 0 ? 'first' : 'further');
    return { exchange, work: workOf(taken, shape, start) };
  });
  const blockSize = longest(parts.batch) * longest(parts.m) * longest(parts.n);
  const products = rounds.filter(({ work }) => work.length > 0);
  return [
    ...packing(context, plan),
    ...patching(context, plan, products),
    ...products,
    ...scaleStages(context, plan, parts),
    ...reductionStages(plan, shape, blockSize),
  ];
}

/**
 * A left operand that lies in rows is brought into panels where it lies, before it moves: pieces of 16 elements of a row,
 * the program of a transpose (AMP-left packing). Casts to 8 bits and transposes write panels; what is given comes so.
 */
function packing(context: OpContext<'gemm'>, plan: GemmPlan): Stage[] {
  const input = plan.orientation === 'as-given' ? 0 : 1;
  const place = placementOf(context, input);
  if (place.layout === 'panels' || plan.left === 'in-place') return [];
  const bytesPerElement = context.inputBytes[input] ?? 0;
  const work = workOn(place, ({ rows, columns }) => ({ kind: 'transpose', rows, columns, bytesPerElement }));
  return [{ exchange: NOTHING_MOVES, work }];
}

/** Scales of groups, behind the products of a tile. */
function scaleStages({ op, inputBytes }: OpContext<'gemm'>, { orientation }: GemmPlan, parts: AllParts): Stage[] {
  const { scales } = op.attributes;
  if (scales === undefined) return [];
  const { batch, m, n, k } = op.dims;
  const run = runLength(scales, k);
  const work = parts.batch.flatMap(([calls, batchTiles]) =>
    parts.m.flatMap(([rows, rowTiles]) =>
      parts.n.flatMap(([columns, columnTiles]) =>
        parts.k.flatMap(([depth, depthTiles]): TileWork[] => {
          const task = scaleTask(scales, rows * columns);
          const tiles = batchTiles * rowTiles * columnTiles * depthTiles;
          return task === undefined ? [] : [{ task, calls: calls * scaleCalls(scales, depth, run), tiles }];
        }),
      ),
    ),
  );
  const depth = longest(parts.k);
  const side = (name: 'left' | 'right', lines: number, all: number): ScaledSide => {
    const own = name === 'left' ? scales.a : scales.b;
    const at = name === 'left' ? 2 : 2 + (scales.a === undefined ? 0 : scales.a.tensorScale === 'none' ? 1 : 2);
    const count = own === undefined ? 0 : batch * Math.ceil(all / runOf(own, name).lines) * Math.ceil(k / run);
    return {
      scales: own,
      side: name,
      lines: longest(parts.batch) * lines,
      k: depth,
      groups: count,
      bytes: inputBytes[at] ?? 0,
    };
  };
  const tiles = work.reduce((sum, each) => sum + each.tiles, 0) || total(parts.batch);
  const [left, right] = orientation === 'as-given' ? [parts.m, parts.n] : [parts.n, parts.m];
  const exchange = scalesArriving([side('left', longest(left), m), side('right', longest(right), n)], tiles);
  return [{ exchange, work }];
}

function workOf({ batch, m: rows, n: columns, k: depths }: AllParts, shape: GemmShape, start: 'zero' | 'output') {
  return batch.flatMap(([calls, batchTiles]) =>
    rows.flatMap(([m, mTiles]) =>
      columns.flatMap(([n, nTiles]) =>
        depths.map(([k, kTiles]): TileWork => {
          const tiles = batchTiles * mTiles * nTiles * kTiles;
          return { task: gemmTask({ m, n, k }, shape, start), tiles, calls };
        }),
      ),
    ),
  );
}

/**
 * A program that stands for several layers is a loop: before each round of it the addresses of the weights that a tile
 * sends are rewritten.
 */
function patching({ op, machine, roles }: OpContext<'gemm'>, plan: GemmPlan, products: readonly Stage[]): Stage[] {
  const right = plan.orientation === 'as-given' ? plan.right : plan.left;
  if (op.repeat === 1 || roles[1] !== 'weight' || right === 'in-place') return [];
  const words = Math.max(0, ...products.map(({ exchange }) => transfersOf(exchange).sent));
  if (words === 0) return [];
  return [{ exchange: NOTHING_MOVES, work: [{ task: { kind: 'patch', words }, tiles: machine.tiles }] }];
}

/** What comes in a round: of each operand that lies elsewhere the part of this round, or in the first round all that stays. */
function arriving(
  context: OpContext<'gemm'>,
  plan: GemmPlan,
  parts: AllParts,
  round: 'first' | 'further',
): ExchangePhase {
  const shape = executedShape(context.shape as GemmShape, plan);
  const comes = (operand: 'left' | 'right') =>
    plan[operand] === 'gathered' && (round === 'first' || isCut(operand, plan.roundsOf));
  const depth = { batch: total(parts.batch), k: total(parts.k) };
  const longestOf = longest(parts.batch) * longest(parts.k) * shape.operandBytes;
  const phase = (operand: 'left' | 'right', lines: Parts, copies: number): ExchangePhase => {
    const bytes = depth.batch * depth.k * total(lines) * shape.operandBytes;
    return {
      pattern: 'gather',
      receivedBytesPerTile: longestOf * longest(lines),
      sentBytes: bytes,
      receivedBytes: bytes * copies,
      transfers: transfersOfOperand(context, plan, shape, operand),
    };
  };
  return movedTogether([
    comes('left') ? phase('left', parts.m, plan.splitN) : NOTHING_MOVES,
    comes('right') ? phase('right', parts.n, plan.splitM) : NOTHING_MOVES,
  ]);
}

/** From where the operand lies to the blocks of the plan. */
function transfersOfOperand(context: OpContext<'gemm'>, plan: GemmPlan, shape: GemmShape, operand: 'left' | 'right') {
  const asGiven = plan.orientation === 'as-given';
  const from = placementOf(context, (operand === 'left') === asGiven ? 0 : 1);
  return transfersBetween(asGiven ? from : transposedPlacement(from), blocksOfOperand(operand, plan, shape));
}

/** What a round takes of each tile's part: [length, tiles], empty parts left out. */
function roundLengths(parts: Parts, rounds: number, grain: number, round: number): Parts {
  return parts.flatMap(([length, tiles]): Parts => {
    const { from, to } = partOf(length, rounds, grain, round);
    return to > from ? [[to - from, tiles]] : [];
  });
}

function longest(parts: Parts): number {
  return Math.max(0, ...parts.map(([length]) => length));
}

/** Of a dimension, over all its parts. */
function total(parts: Parts): number {
  return parts.reduce((sum, [length, tiles]) => sum + length * tiles, 0);
}

function reductionStages(plan: GemmPlan, shape: GemmShape, largestBlock: number): Stage[] {
  if (plan.splitK === 1) return [];
  const { splitBatch, splitM, splitN, splitK } = plan;
  return [
    partialSums(
      { partials: splitK, share: Math.ceil(largestBlock / splitK), tiles: splitBatch * splitM * splitN * splitK },
      {
        moved: shape.batch * shape.m * shape.n * (splitK - 1),
        bytes: shape.partialBytes,
        format: shape.partials,
      },
    ),
  ];
}
