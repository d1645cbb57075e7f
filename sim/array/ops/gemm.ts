/**
 * A matrix product: round by round gather the operands and multiply, then add partial sums where k is split.
 * Left out: which split (plan/gemm-plan.ts), operands kept where a later op wants them.
 */
import type { ExchangePhase } from '../exchange/phase.js';
import { type Placement, partLengths, partOf, transposedPlacement } from '../memory/placement.js';
import { executedShape, type GemmPlan } from '../plan/gemm-plan.js';
import { type GemmShape, gemmTask, grainsOf } from '../plan/gemm-shape.js';
import { type ArrayOp, type OpContext, partialSums, type Stage, type TileWork } from './array-op.js';

export const gemm: ArrayOp<'gemm'> = {
  placement: ({ id, dims }, { plans }) => {
    const plan = plans.get(id);
    if (plan === undefined) throw new Error(`op ${id} has no plan`);
    if (plan.orientation === 'as-given') return outputPlacement(dims, plan);
    return transposedPlacement(outputPlacement({ m: dims.n, n: dims.m }, plan));
  },
  stages: gemmStages,
};

/** The output of a product: its blocks, cut once more over the tiles that shared k. */
function outputPlacement(
  { m: rows, n: columns }: { readonly m: number; readonly n: number },
  plan: GemmPlan,
): Placement {
  const { splitM, splitN, splitK } = plan;
  if (Math.floor(rows / splitM) >= splitK)
    return { kind: 'grid', rows, columns, splitRows: splitM * splitK, splitColumns: splitN };
  if (Math.floor(columns / splitN) >= splitK)
    return { kind: 'grid', rows, columns, splitRows: splitM, splitColumns: splitN * splitK };
  return { kind: 'grid', rows, columns, splitRows: splitM, splitColumns: splitN };
}

/** Lengths of parts and how many tiles have each. */
type Parts = readonly (readonly [number, number])[];

function gemmStages({ op, machine, plan, shape: given }: OpContext<'gemm'>): Stage[] {
  if (plan === undefined || given === undefined) throw new Error(`op ${op.id} has no plan`);
  const shape = executedShape(given, plan);
  const grains = grainsOf(machine, shape);
  const parts = {
    m: [...partLengths(shape.m, plan.splitM, 1)],
    n: [...partLengths(shape.n, plan.splitN, grains.n)],
    k: [...partLengths(shape.k, plan.splitK, grains.k)],
  };
  const rounds = Array.from({ length: plan.rounds }, (_, round): Stage => {
    const lengths = roundLengths(parts.k, plan.rounds, grains.k, round);
    const start = round === 0 ? 'zero' : 'output';
    const work = parts.m.flatMap(([m, mTiles]) =>
      parts.n.flatMap(([n, nTiles]) =>
        lengths.map(([k, kTiles]): TileWork => {
          return { task: gemmTask({ m, n, k }, shape, start), tiles: mTiles * nTiles * kTiles };
        }),
      ),
    );
    return { exchange: gatheredOperands(plan, shape, lengths, longest(parts.m) + longest(parts.n)), work };
  });
  const block = longest(parts.m) * longest(parts.n);
  return [...rounds.filter(({ work }) => work.length > 0), ...reductionStages(plan, shape, block)];
}

/** @param lines rows and columns of the largest block, each of a round's k */
function gatheredOperands(plan: GemmPlan, shape: GemmShape, lengths: Parts, lines: number): ExchangePhase {
  const all = lengths.reduce((sum, [length, tiles]) => sum + length * tiles, 0);
  return {
    pattern: 'gather',
    receivedBytesPerTile: longest(lengths) * lines * shape.operandBytes,
    sentBytes: all * (shape.m + shape.n) * shape.operandBytes,
    receivedBytes: all * (shape.m * plan.splitN + shape.n * plan.splitM) * shape.operandBytes,
  };
}

/** What a round takes of each tile's k: [length, tiles], empty parts left out. */
function roundLengths(parts: Parts, rounds: number, grain: number, round: number): Parts {
  return parts.flatMap(([length, tiles]): Parts => {
    const { from, to } = partOf(length, rounds, grain, round);
    return to > from ? [[to - from, tiles]] : [];
  });
}

function longest(parts: Parts): number {
  return Math.max(...parts.map(([length]) => length));
}

function reductionStages(plan: GemmPlan, shape: GemmShape, largestBlock: number): Stage[] {
  if (plan.splitK === 1) return [];
  const { splitM, splitN, splitK } = plan;
  return [
    partialSums(
      { partials: splitK, share: Math.ceil(largestBlock / splitK), tiles: splitM * splitN * splitK },
      { moved: shape.m * shape.n * (splitK - 1), bytes: shape.partialBytes, format: shape.partials },
    ),
  ];
}
