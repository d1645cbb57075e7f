/**
 * Which outputs of a product are judged: rows and columns spread evenly over it, so many that it costs little beside the
 * step. A crossing of a row and a column is an output; each row and each column is read once.
 */
import type { ProductPart } from '../products/product-lines.js';

/** Rows, and columns, at most and at least, of a product. */
const MOST_LINES = 32;
const FEWEST_LINES = 8;
/** Terms that are read along all lines of an op, unless the fewest lines are longer. */
const TERMS = 2 ** 17;
/** Products of a batch, or groups, that are judged. */
const MOST_PARTS = 4;

export const JUDGED_RULE =
  `crossings of ${FEWEST_LINES} to ${MOST_LINES} rows and columns of a product, spread evenly; ` +
  `${MOST_PARTS} products of a batch`;

export interface JudgedPart {
  readonly part: ProductPart;
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

export function judgedParts(parts: readonly ProductPart[], k: number): JudgedPart[] {
  const chosen = spread(parts.length, MOST_PARTS).map((at) => parts[at] as ProductPart);
  const lines = Math.floor(TERMS / k / chosen.length / 2);
  const most = Math.min(MOST_LINES, Math.max(FEWEST_LINES, lines));
  return chosen.map((part) => ({ part, rows: spread(part.rows, most), columns: spread(part.columns, most) }));
}

/** So many of `length` places, in the middle of equal parts; all where they are fewer. */
function spread(length: number, most: number): number[] {
  const count = Math.min(length, most);
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * length) / count));
}
