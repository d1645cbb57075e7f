/** Lines of an operand along the k of its product, with the scales of their groups, as it was cast or turned since. */
import { groupAt } from './grouping.js';
import type { ScaledLines } from './scaled-product.js';
import { codesOf, type Elements, type Tensor, type TensorScales } from './tensor.js';

/** Which product of a batch, whose matrices lie one below the other. */
interface BatchPlace {
  readonly batch: number;
  readonly at: number;
}

export const ONLY_PRODUCT: BatchPlace = { batch: 1, at: 0 };

/** @param tensor with the codes of one product, and scales of all */
export function scaledLines(
  tensor: Tensor,
  side: 'left' | 'right',
  [lines, k]: readonly [number, number],
  { batch, at }: BatchPlace,
): ScaledLines {
  const { codes, layout, scaleExponent, scales } = tensor;
  const common = { codes: codes as Elements, layout, scaleExponent };
  if (scales === undefined) return { ...common, starts: [0], scalesAt: () => undefined };
  // Lines of the left operand are rows, of the right one columns, or the other way round where it was turned.
  const isAlongRows = (side === 'left') === (scales.order === 'rows');
  const [height, columns] = isAlongRows ? [lines, k] : [k, lines];
  const matrix = { rows: batch * height, columns };
  const values = codesOf(scales.groups);
  return {
    ...common,
    starts: isAlongRows ? multiples(scales.groupColumns, k) : startsDown(scales, k, batch),
    scalesAt: (depth) =>
      Float32Array.from({ length: lines }, (_, line) => {
        const [row, column] = isAlongRows ? [line, depth] : [depth, line];
        return values[groupAt(scales, matrix, at * height + row, column)] as number;
      }),
  };
}

/** Down the rows of one product, whose matrices each begin with a group. */
function startsDown({ matrices, groupRows }: TensorScales, k: number, batch: number): number[] {
  const each = k / Math.max(1, matrices / batch);
  return multiples(each, k).flatMap((first) => multiples(groupRows, each).map((start) => first + start));
}

function multiples(of: number, below: number): number[] {
  return Array.from({ length: Math.ceil(below / of) }, (_, i) => i * of);
}
