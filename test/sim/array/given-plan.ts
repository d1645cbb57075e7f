/** A plan as a test gives it: as given, whole products, both operands gathered in one round, unless it says otherwise. */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { spreadPlacement } from '../../../sim/array/memory/placement.js';
import type { OpContext } from '../../../sim/array/ops/array-op.js';
import type { GemmPlan } from '../../../sim/array/plan/gemm-plan.js';
import type { GemmShape } from '../../../sim/array/plan/gemm-shape.js';

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

/** What the stages of a product are made from, its operands spread out as products take them. */
export function productContext(plan: GemmPlan, shape: GemmShape, machine: TileMachine): OpContext<'gemm'> {
  const spread = (elements: number) => ({ ...spreadPlacement(elements, machine.tiles), layout: 'panels' }) as const;
  const placements = new Map([
    ['a', spread(shape.batch * shape.m * shape.k)],
    ['b', spread(shape.batch * shape.k * shape.n)],
  ]);
  const op = { id: 'gemm', inputs: ['a', 'b'], attributes: {}, repeat: 1 };
  return {
    op,
    machine,
    plan,
    shape,
    placements,
    inputBytes: [shape.operandBytes, shape.operandBytes],
    roles: [],
  } as unknown as OpContext<'gemm'>;
}
