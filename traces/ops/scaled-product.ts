/**
 * Products of operands whose groups have float32 scales: each run of k of equal scales through the unit from +0, then in
 * float32, in the order of k, register + sum · (scale of a · scale of b) by one fused multiply-add; the product of two
 * scales is rounded to float32 first. So DeepSeek-V3's GEMM, whose unit keeps few bits of long sums.
 * Sources: DeepSeek-V3 (arXiv:2412.19437), section 3.3.2; DeepGEMM issue 50 (the compiled kernel multiplies and adds in one).
 */
import { resultFormat } from '../../models/units/unit.js';
import { fusedMultiplyAdd } from '../../sim/arithmetic/fused.js';
import { valuesOfCodes } from '../../sim/arithmetic/reference/elements/values.js';
import { type ProductPlace, product } from './product.js';
import type { Elements, Tensor } from './tensor.js';

/** An operand as lines along k. */
export interface ScaledLines {
  readonly codes: Elements;
  readonly layout: Tensor['layout'];
  /** Of all scales. */
  readonly scaleExponent: number;
  /** Where along k another scale begins, 0 first. */
  readonly starts: readonly number[];
  /** The scale of each line at a place of k; all 1 where there is none. */
  readonly scalesAt: (depth: number) => Float32Array | undefined;
}

/** float32 values of a [m × k] · b [k × n]. */
export function registerProduct(
  place: ProductPlace,
  [m, n, k]: readonly [number, number, number],
  { a, b }: { readonly a: ScaledLines; readonly b: ScaledLines },
): Float32Array {
  const register = new Float32Array(m * n);
  const starts = [...new Set([...a.starts, ...b.starts])].sort((left, right) => left - right);
  for (const [run, from] of starts.entries()) {
    const to = starts[run + 1] ?? k;
    const where = starts.length === 1 ? place : { ...place, id: `${place.id} ${run}` };
    const sums = product(where, [m, n, to - from], {
      a: { ...a, codes: alongK(a, [m, k], [from, to], 'row-major') },
      b: { ...b, codes: alongK(b, [n, k], [from, to], 'column-major') },
    });
    addScaled(register, valuesOfCodes(sums, resultFormat(place.unit)), n, [a.scalesAt(from), b.scalesAt(from)]);
  }
  return register;
}

/** Codes of a run of k, in the operand's layout. @param contiguous the layout in which a line of k lies together */
function alongK(
  { codes, layout }: ScaledLines,
  [lines, k]: readonly [number, number],
  [from, to]: readonly [number, number],
  contiguous: Tensor['layout'],
): Elements {
  if (layout !== contiguous) return codes.subarray(from * lines, to * lines);
  if (from === 0 && to === k) return codes;
  const part = codes.slice(0, lines * (to - from));
  for (let line = 0; line < lines; line++) {
    part.set(codes.subarray(line * k + from, line * k + to), line * (to - from));
  }
  return part;
}

function addScaled(
  register: Float32Array,
  sums: Float32Array,
  n: number,
  [left, right]: readonly [Float32Array | undefined, Float32Array | undefined],
): void {
  for (let first = 0; first < register.length; first += n) {
    const rowScale = left?.[first / n] ?? 1;
    for (let column = 0; column < n; column++) {
      const scale = Math.fround(rowScale * (right?.[column] ?? 1));
      const at = first + column;
      register[at] = fusedMultiplyAdd(sums[at] as number, scale, register[at] as number);
    }
  }
}
