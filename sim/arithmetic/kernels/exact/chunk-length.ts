/** How many products of a sum are packed and added together. */
import { bitsOf, type FloatFormat } from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import type { DotProductUnit } from '../../../../models/units/unit.js';

/** Products of a chunk: those of a step, or of a whole sum that is shorter than one; what is missing of a step is zeros. */
export function chunkLengthOf({ aFormat, bFormat, productsPerStep }: DotProductUnit, depth: number): number {
  const lanes = lanesOf([aFormat, bFormat].map((name) => resolveFloatFormat(name, 'unit')));
  return Math.min(productsPerStep, Math.max(1, Math.ceil(depth / lanes)) * lanes);
}

/** Products that a step has a multiple of: 8-bit codes are packed sixteen at a time, wider ones two. */
export function lanesOf(operands: readonly FloatFormat[]): number {
  return operands.some((format) => bitsOf(format) <= 8) ? 16 : 2;
}
