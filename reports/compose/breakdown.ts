/**
 * Where the cycles of a run go, in the words of the question "why is it not twice as fast?": products,
 * casts, the other ops, launches, exchange, sync, what is outside the chip. The parts add up to the run.
 */
import { bitsOf } from '../../models/formats/format.js';
import { resolveFormat } from '../../models/formats/resolve.js';
import { OUTSIDE_CAUSES } from '../../records/counts/tile-counts.js';
import type { TileRun, TileRunOp } from '../../records/run.js';

export const CYCLE_PARTS = [
  'products',
  'casts',
  'other ops',
  'launches',
  'exchange',
  'sync',
  'other chips and host',
] as const;
export type CyclePart = (typeof CYCLE_PARTS)[number];
export type Breakdown = Readonly<Record<CyclePart, number>>;

export function breakdown(run: TileRun): Breakdown {
  const parts = Object.fromEntries(CYCLE_PARTS.map((part) => [part, 0])) as Record<CyclePart, number>;
  for (const op of run.ops) {
    const { launch, exchange, sync } = op.cyclesByCause;
    const outside = OUTSIDE_CAUSES.reduce((sum, cause) => sum + op.cyclesByCause[cause], 0);
    parts.launches += launch;
    parts.exchange += exchange;
    parts.sync += sync;
    parts['other chips and host'] += outside;
    parts[workPart(op)] += op.cycles - launch - exchange - sync - outside;
  }
  return parts;
}

/** Parts that are shown of runs: those outside the chip only where one has them. */
export function shownParts(runs: readonly TileRun[]): CyclePart[] {
  return CYCLE_PARTS.filter((part) => part !== 'other chips and host' || runs.some((run) => breakdown(run)[part] > 0));
}

/** Share of a part in all cycles of the run. */
export function partShare(run: TileRun, part: CyclePart): number {
  const parts = breakdown(run);
  const total = CYCLE_PARTS.reduce((sum, name) => sum + parts[name], 0);
  return total === 0 ? 0 : parts[part] / total;
}

/** A product of operands of at most 8 bits. */
export function isNarrowProduct(op: Pick<TileRunOp, 'kind' | 'formats'>): boolean {
  return isProduct(op) && op.formats.every(isNarrow);
}

/** Through the multipliers: matrices, and convolutions in any direction. */
export function isProduct({ kind }: Pick<TileRunOp, 'kind'>): boolean {
  return kind === 'gemm' || kind === 'convolution';
}

function isNarrow(format: string): boolean {
  return bitsOf(resolveFormat(format, 'run.json formats')) <= 8;
}

/** Part of an op's own work: worker loops, fill and drain, coefficient loads. */
function workPart(op: TileRunOp): CyclePart {
  if (isProduct(op)) return 'products';
  return op.kind === 'cast' ? 'casts' : 'other ops';
}

/** Cycles of products whose operands have at most 8 bits, and of all products. */
export function productCycles(run: TileRun): { readonly narrow: number; readonly all: number } {
  let narrow = 0;
  let all = 0;
  for (const op of run.ops) {
    if (!isProduct(op)) continue;
    const { launch, exchange, sync } = op.cyclesByCause;
    const own = op.cycles - launch - exchange - sync;
    all += own;
    if (isNarrowProduct(op)) narrow += own;
  }
  return { narrow, all };
}
