/** One product of a batch with the scales of its operands' groups, whoever applies them. */
import type { BlockScale } from '../../models/units/unit.js';
import { resultFormat } from '../../models/units/unit.js';
import { valuesOfCodes } from '../../sim/arithmetic/reference/elements/values.js';
import { type ProductPlace, product } from './product.js';
import { blockCodes, type FoundScales, tensorScales } from './product-scales.js';
import { scaledLines } from './scaled-lines.js';
import { registerProduct } from './scaled-product.js';
import type { Elements, Tensor } from './tensor.js';

/** Which product of a batch. */
interface BatchPlace {
  readonly scales: FoundScales;
  readonly batch: number;
  readonly at: number;
}

type Sizes = readonly [m: number, n: number, k: number];

/** Elements of a [m × k] · b [k × n]: in the unit's result format, of scaled groups in float32. @param operands of it alone */
export function scaledGemm(
  place: ProductPlace,
  sizes: Sizes,
  operands: { readonly a: Tensor; readonly b: Tensor },
  batched: BatchPlace,
): Elements {
  const [m, n, k] = sizes;
  const { a, b } = operands;
  const { appliedBy, blocks } = batched.scales;
  if (blocks !== undefined) {
    const codes = { a: blocksOf(a, m, k, blocks, batched), b: blocksOf(b, n, k, blocks, batched) };
    const result = valuesOfCodes(product(place, sizes, operands, codes), resultFormat(place.unit));
    const scale = tensorScales(a, b);
    return scale === 1 ? result : result.map((value) => value * scale);
  }
  if (appliedBy === 'none') return product(place, sizes, operands);
  return registerProduct(place, sizes, {
    a: scaledLines(a, 'left', [m, k], batched),
    b: scaledLines(b, 'right', [n, k], batched),
  });
}

/** Scales of the blocks of an operand's lines: those of one product after another. */
function blocksOf({ scales }: Tensor, lines: number, k: number, blocks: BlockScale, { at }: BatchPlace) {
  const count = lines * Math.ceil(k / blocks.block);
  const codes = blockCodes(scales, count, blocks);
  return scales === undefined ? codes : codes.subarray(at * count, (at + 1) * count);
}
