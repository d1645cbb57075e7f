/**
 * What a run counts, by the kind of its machine: why its cycles were spent, what was done, and what followed from
 * the operands' bits. Energy is these counts × a table, later. Counts of a run are sums over the whole machine.
 */
import type { MachineKind } from '../../models/machines/machine.js';
import { SYSTOLIC_ACTIVITY_COUNTS, SYSTOLIC_CAUSES, SYSTOLIC_COUNTS } from './systolic-counts.js';
import { ACTIVITY_COUNTS, OUTSIDE_COUNTS, RUN_CAUSES, STRUCTURAL_COUNTS } from './tile-counts.js';

export const COUNTS_OF = {
  tiles: { causes: RUN_CAUSES, counts: [...STRUCTURAL_COUNTS, ...ACTIVITY_COUNTS, ...OUTSIDE_COUNTS] },
  systolic: { causes: SYSTOLIC_CAUSES, counts: [...SYSTOLIC_COUNTS, ...SYSTOLIC_ACTIVITY_COUNTS] },
} as const satisfies Readonly<
  Record<MachineKind, { readonly causes: readonly string[]; readonly counts: readonly string[] }>
>;

export type CauseOf<Kind extends MachineKind> = (typeof COUNTS_OF)[Kind]['causes'][number];
export type CountOf<Kind extends MachineKind> = (typeof COUNTS_OF)[Kind]['counts'][number];

/** All zero, to add to. */
export function noCounts<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}

/** target += factor · source, name by name; what the source does not count adds nothing. */
export function addCounts<Name extends string>(
  target: Record<Name, number>,
  source: Readonly<Partial<Record<Name, number>>>,
  factor = 1,
): void {
  for (const name in target) target[name] += factor * (source[name] ?? 0);
}
