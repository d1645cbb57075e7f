/**
 * The classes of a batch, read off the gradient of its cross-entropy: it is below zero at the right class of a row and
 * nowhere else. A row whose gradient vanished was right: its largest logit.
 */
import { valuesOfCodes } from '../../sim/arithmetic/reference/elements/values.js';
import type { Elements } from '../ops/tensor.js';

interface Rows {
  readonly rows: number;
  readonly columns: number;
}

/** A class a row. @param gradient codes of a storage format @param logits likewise */
export function labelsFrom(
  gradient: { readonly codes: Elements; readonly format: string },
  logits: { readonly codes: Elements; readonly format: string },
  { rows, columns }: Rows,
): Uint8Array {
  const [slopes, values] = [gradient, logits].map(({ codes, format }) => valuesOfCodes(codes, format)) as [
    Float32Array,
    Float32Array,
  ];
  return Uint8Array.from({ length: rows }, (_, row) => {
    const of = (all: Float32Array) => all.subarray(row * columns, (row + 1) * columns);
    const below = of(slopes).findIndex((slope) => slope < 0);
    return below === -1 ? largestOf(of(values)) : below;
  });
}

function largestOf(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}
