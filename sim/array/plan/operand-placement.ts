/**
 * The layout in which a product uses its operands: the grid of blocks on its tiles, in as many copies as tiles share
 * them; and the split of a product that finds its left operand so.
 */
import type { Placement } from '../memory/placement.js';
import type { GemmSplit } from './gemm-block.js';
import type { GemmPlan } from './gemm-plan.js';
import type { GemmShape } from './gemm-shape.js';

/**
 * Where an operand that lies in place lies; undefined where the plan gathers it.
 * @param operand of the product as given
 */
export function operandPlacement(
  plan: GemmPlan,
  { batch, m, n, k }: GemmShape,
  operand: 'a' | 'b',
): Placement | undefined {
  const { orientation, splitBatch, splitM, splitN, splitK } = plan;
  const asLeft = (operand === 'a') === (orientation === 'as-given');
  if (plan[asLeft ? 'left' : 'right'] === 'gathered') return undefined;
  const lines = asLeft ? splitM : splitN;
  const copies = asLeft ? splitN : splitM;
  if (operand === 'a') {
    return { kind: 'grid', rows: batch * m, columns: k, splitRows: splitBatch * lines, splitColumns: splitK, copies };
  }
  return { kind: 'grid', rows: batch * k, columns: n, splitRows: splitBatch * splitK, splitColumns: lines, copies };
}

/** The split whose left blocks are those of a placement, if there is one: every tile uses its own block alone. */
export function alignedSplit(placement: Placement, { batch, m, k }: GemmShape): GemmSplit | undefined {
  if (placement.kind !== 'grid' || placement.rows !== batch * m || placement.columns !== k) return undefined;
  const { splitRows, splitColumns, copies = 1 } = placement;
  const splitBatch = Math.min(batch, splitRows);
  if (copies > 1 || splitRows % splitBatch !== 0 || batch % splitBatch !== 0) return undefined;
  return { splitBatch, splitM: splitRows / splitBatch, splitN: 1, splitK: splitColumns };
}
