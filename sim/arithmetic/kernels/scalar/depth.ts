/**
 * How a unit divides the depth of a product: into steps, roundings of whole steps, chains of whole roundings, and the
 * chunks that the scalar path keeps facts of. As `dot` of reference/dot.ts does.
 */
import type { DotProductUnit } from '../../../../models/units/unit.js';
import { isShort } from './at-once.js';

/** Starts are numbers of products, the end of the last part included. */
export interface ScalarDepth {
  /** At least one: an empty sum goes through one step of zeros. */
  readonly steps: number;
  readonly roundingStarts: Int32Array;
  readonly roundingsPerChain: number;
  readonly chunkStarts: Int32Array;
}

export function depthOf(unit: DotProductUnit, k: number): ScalarDepth {
  const { productsPerStep, stepsPerRounding, promotion } = unit;
  const steps = Math.max(1, Math.ceil(k / productsPerStep));
  const length = steps * productsPerStep;
  const chain = promotion?.products ?? length;
  const rounding = stepsPerRounding === 'all' ? chain : Math.min(chain, productsPerStep * stepsPerRounding);
  const roundingStarts = startsOf(length, chain, rounding);
  return { steps, roundingStarts, roundingsPerChain: Math.ceil(chain / rounding), chunkStarts: chunksOf(unit, length) };

  /** Exact sums have facts of every rounding, or of lines where outputs come several at once; other sums of every exact part of a step. */
  function chunksOf({ sum }: DotProductUnit, end: number): Int32Array {
    switch (sum.kind) {
      case 'exact':
        return isShort(unit) ? Int32Array.of(0, end) : roundingStarts;
      case 'float32':
        return startsOf(end, end, productsPerStep);
      case 'grouped':
        return startsOf(end, end, sum.groupProducts);
      case 'aligned':
      case 'two-stage':
      case 'pairwise':
        return Int32Array.of(0);
    }
  }
}

/** Parts of `part` products that begin anew with every `whole`. */
function startsOf(length: number, whole: number, part: number): Int32Array {
  const starts: number[] = [];
  for (let first = 0; first < length; first += whole) {
    for (let start = first; start < Math.min(first + whole, length); start += part) starts.push(start);
  }
  return Int32Array.from([...starts, length]);
}
