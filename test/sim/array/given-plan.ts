/** A plan as a test gives it: as given, whole products, both operands gathered in one round, unless it says otherwise. */
import type { GemmPlan } from '../../../sim/array/plan/gemm-plan.js';

export function givenPlan(parts: Partial<GemmPlan>): GemmPlan {
  return {
    orientation: 'as-given',
    splitBatch: 1,
    splitM: 1,
    splitN: 1,
    splitK: 1,
    rounds: 1,
    roundsOf: 'k',
    left: 'gathered',
    right: 'gathered',
    sramBytes: 0,
    cycles: 0,
    ...parts,
  };
}
