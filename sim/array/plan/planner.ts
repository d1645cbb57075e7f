/** Plans by shape, each made once: as if nothing were held, and anew only where that does not fit beside what is. */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { createMemo } from '../memo.js';
import { usableBytes } from '../memory/sram.js';
import type { Held } from './gemm-memory.js';
import { type GemmPlan, planGemm } from './gemm-plan.js';
import type { GemmShape } from './gemm-shape.js';

/** @param where names the op in an error */
export type Planner = (shape: GemmShape, held: Held, where: string) => GemmPlan;

const PLANNERS = new WeakMap<TileMachine, Planner>();

/** The planner of a machine; it remembers as long as the machine is used. */
export function plannerOf(machine: TileMachine): Planner {
  const known = PLANNERS.get(machine) ?? createPlanner(machine);
  PLANNERS.set(machine, known);
  return known;
}

function createPlanner(machine: TileMachine): Planner {
  const plans = createMemo<GemmPlan>();
  const planned = (shape: GemmShape, held: Held, where: string) => {
    const { batch, m, n, k, operands, partials, coefficients } = shape;
    const key = [batch, m, n, k, operands, partials, coefficients, held.left, held.right, held.bytes];
    return plans.of(key, () => planGemm(shape, machine, held, where));
  };
  return (shape, held, where) => {
    const free = planned(shape, { ...held, bytes: 0 }, where);
    return free.sramBytes + held.bytes <= usableBytes(machine) ? free : planned(shape, held, where);
  };
}
