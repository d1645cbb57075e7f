/**
 * The largest block that a split of a product gives a tile, and how a tile takes it in rounds, one after another, where
 * its operands do not fit at once: parts of k (operands of a part of k, sums kept), of m (the right operand kept), of n
 * (the left one kept), or some of its products at a time.
 */
import type { RoundAxis } from '../../../records/run.js';
import type { Placement } from '../memory/placement.js';
import type { GemmShape, Grains } from './gemm-shape.js';

/** Parts of each dimension; of the batch, whole products. */
export interface GemmSplit {
  readonly splitBatch: number;
  readonly splitM: number;
  readonly splitN: number;
  readonly splitK: number;
}

/** Products of a tile, rows and columns of each, its k, and how many grains each of them has. */
export interface Block {
  readonly calls: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly grains: Readonly<Record<RoundAxis, number>>;
}

export function largestBlock(split: GemmSplit, shape: GemmShape, grains: Grains): Block {
  const panels = Math.ceil(Math.ceil(shape.k / grains.k) / split.splitK);
  const groups = Math.ceil(Math.ceil(shape.n / grains.n) / split.splitN);
  const m = Math.ceil(shape.m / split.splitM);
  const calls = Math.ceil(shape.batch / split.splitBatch);
  return {
    calls,
    m,
    n: Math.min(shape.n, grains.n * groups),
    k: Math.min(shape.k, grains.k * panels),
    grains: { k: panels, m, n: groups, batch: calls },
  };
}

/** The part of a block that a round of so many grains takes. */
export function roundOf(block: Block, axis: RoundAxis, count: number, grains: Grains): Omit<Block, 'grains'> {
  const { calls, m, n, k } = block;
  switch (axis) {
    case 'k':
      return { calls, m, n, k: Math.min(k, grains.k * count) };
    case 'm':
      return { calls, m: Math.min(m, count), n, k };
    case 'n':
      return { calls, m, n: Math.min(n, grains.n * count), k };
    case 'batch':
      return { calls: Math.min(calls, count), m, n, k };
  }
}

/** Whether a round of an axis brings a new part of an operand; else the first round brings all of it, and it stays. */
export function isCut(operand: 'left' | 'right', axis: RoundAxis): boolean {
  return axis === 'k' || axis === 'batch' || axis === (operand === 'left' ? 'm' : 'n');
}

/** The grid of blocks in which the tiles of a split use an operand of the executed product. */
export function blocksOfOperand(
  operand: 'left' | 'right',
  { splitBatch, splitM, splitN, splitK }: GemmSplit,
  { batch, m, n, k }: Pick<GemmShape, 'batch' | 'm' | 'n' | 'k'>,
): Placement {
  if (operand === 'left') {
    return { kind: 'grid', rows: batch * m, columns: k, splitRows: splitBatch * splitM, splitColumns: splitK };
  }
  return { kind: 'grid', rows: batch * k, columns: n, splitRows: splitBatch * splitK, splitColumns: splitN };
}
