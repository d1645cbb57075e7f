/** Ops of any kind on a machine of 24 tiles, as hand counts ask for them. */
import { withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import type { OpKind, OpOf } from '../../../records/trace/op.js';
import type { ExchangePhase } from '../../../sim/array/exchange/phase.js';
import type { Placement } from '../../../sim/array/memory/placement.js';
import { arrayOp } from '../../../sim/array/ops/all.js';
import type { OpContext, Stage } from '../../../sim/array/ops/array-op.js';
import type { GemmPlan } from '../../../sim/array/plan/gemm-plan.js';
import type { GemmShape } from '../../../sim/array/plan/gemm-shape.js';

export const machine = withFields(ipu21, { tiles: 24 }, 'test');

export interface Given {
  readonly placements?: Readonly<Record<string, Placement>>;
  readonly inputBytes?: readonly number[];
  readonly outputBytes?: number;
  readonly plan?: GemmPlan;
  readonly shape?: GemmShape;
}

export type Asked<Kind extends OpKind> = Pick<OpOf<Kind>, 'kind' | 'inputs' | 'dims' | 'attributes'>;

export function contextOf<Kind extends OpKind>(asked: Asked<Kind>, given: Given): OpContext<Kind> {
  const op = { id: 'op', phase: 'forward', layer: 'l', step: 0, output: 'out', repeat: 1, ...asked };
  return {
    op,
    machine,
    placements: new Map(Object.entries({ out: linear(1, 1), a: PANELS, b: PANELS, ...given.placements })),
    plan: given.plan,
    shape: given.shape,
    formats: ['float16', 'float16'],
    inputBytes: given.inputBytes ?? [2, 2],
    roles: [],
    outputFormat: 'float16',
    outputBytes: given.outputBytes ?? 2,
    zeroGating: 'none',
  } as unknown as OpContext<Kind>;
}

/** Bytes alone: without how many transfers they are, and from how many homes. */
export function stagesOf<Kind extends OpKind>(asked: Asked<Kind>, given: Given): readonly Stage[] {
  return arrayOp<Kind>(asked.kind as Kind)
    .stages(contextOf(asked, given))
    .map(({ exchange: { transfers: _, homes: __, ...bytes }, work }) => ({ exchange: bytes, work }));
}

export function exchangesOf<Kind extends OpKind>(asked: Asked<Kind>, given: Given): ExchangePhase[] {
  return stagesOf(asked, given).map(({ exchange }) => exchange);
}

export const gather = (receivedBytesPerTile: number, sentBytes: number, receivedBytes: number) => {
  return { pattern: 'gather', receivedBytesPerTile, sentBytes, receivedBytes };
};

export function linear(elements: number, tiles: number): Placement {
  return { kind: 'linear', elements, tiles };
}

/** As a product takes its operands. */
const PANELS: Placement = { ...linear(1, 1), layout: 'panels' };
