/** Any unit whose products and range float64 holds: one output after another, or eight short sums at once. */
import type { DotProductUnit } from '../../../../models/units/unit.js';
import { type KernelFamily, type Takes, takesWhere } from '../family.js';
import { gemmScalar } from './gemm-scalar.js';
import { exponentRange, isOdd, productBits, reachesInfinity } from './range.js';

/** Significant bits of a float64. */
const FLOAT64_BITS = 53;
/** Exponents that leave float64 room for factors and sums. */
const LARGEST_EXPONENT = 700;

export const scalarFamily: KernelFamily = {
  name: 'scalar',
  twin: 'scalar',
  takes,
  gemm: (host, request) => gemmScalar(host, request),
};

/** At every sum of scales within the unit's range. */
function takes(unit: DotProductUnit): Takes {
  const bits = productBits(unit);
  return takesWhere(
    [bits <= FLOAT64_BITS, `its products have ${bits} bits, more than float64`],
    [
      unit.sum.kind !== 'pairwise' || (unit.stepsPerRounding === 1 && isOdd(unit.accumulator)),
      'it adds pairs, and rounds after several steps or with many random bits',
    ],
    [unit.blockScale === undefined || !reachesInfinity(unit), 'it has block scales, and products that become infinite'],
    [
      unit.scaleRange.every((scaleSum) => {
        const { lowest, highest } = exponentRange(unit, scaleSum);
        return lowest >= -LARGEST_EXPONENT && highest <= LARGEST_EXPONENT;
      }),
      'its exponents reach beyond float64',
    ],
  );
}
