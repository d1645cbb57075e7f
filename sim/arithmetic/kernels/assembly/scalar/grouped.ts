/**
 * NVFP4's sum in float64: exact sums of groups, aligned by their scales, truncated and added as integers below 2^53.
 * The twin of reference/grouped.ts.
 */
import { powerOfTwo } from '../exact/pack-values';
import { dotValues, setExact } from './exact';
import { ScalarGemm } from '../../scalar/records';
import { isExactChunk, scaleExponentOf } from './terms';

/** The sum of a step with the running one, of exponent `exponent`. */
export function groupedSum(gemm: ScalarGemm, first: i32, running: f64, exponent: i32): f64 {
  const length = gemm.groupProducts;
  const group = first / length;
  const groups = gemm.productsPerStep / length;
  let largest = exponent;
  for (let i = group; i < group + groups; i++) largest = max(largest, scaleExponentOf(i));
  const kept = largest - gemm.fractionBits;
  const scale = powerOfTwo(-kept);
  let sum = trunc(running * scale);
  for (let i = 0; i < groups; i++) {
    if (!isExactChunk(group + i)) setExact(false);
    sum += trunc(dotValues(first + i * length, length) * scale);
  }
  return (sum + 0) * powerOfTwo(kept);
}
