/** What either engine returns for one program on one tile. */
import {
  type ActivityCounts,
  CYCLE_CAUSES,
  type CyclesByCause,
  noCounts,
  STRUCTURAL_COUNTS,
  type StructuralCounts,
} from '../../records/counts.js';
import { type TileState, TOTALS, type Total } from './tile-state.js';

export interface TileResult {
  /** Of the tile's clock, from call to return. */
  readonly cycles: number;
  /** Adds up to `cycles`. */
  readonly cyclesByCause: CyclesByCause;
  /** Coefficient bytes are SRAM reads too. Exchange and syncs are 0: they are between tiles. */
  readonly counts: StructuralCounts;
  /** Null without operands. */
  readonly activity: ActivityCounts | null;
}

/** What a stepped tile has done so far. */
export function resultOf(state: TileState): TileResult {
  const counts = { ...noCounts(STRUCTURAL_COUNTS), ...totalsOf(state) };
  counts.sramReadBytes += counts.coefficientBytes;
  state.code.bundles.forEach((bundle, index) => {
    const issued = state.issued[index];
    counts.workerIssues += issued;
    if (bundle.arithmetic.kind === 'amp') counts.ampIssues += issued;
    if (bundle.arithmetic.kind === 'float') counts.floatIssues += issued;
    for (const { direction, bytes } of bundle.accesses) {
      counts[direction === 'read' ? 'sramReadBytes' : 'sramWriteBytes'] += issued * bytes;
    }
  });
  counts.paddingMacs = counts.ampIssues * (state.amp?.shape.macsPerIssue ?? 0) - counts.usefulMacs;
  const cyclesByCause = noCounts(CYCLE_CAUSES);
  CYCLE_CAUSES.forEach((cause, index) => {
    cyclesByCause[cause] = state.causeCycles[index];
  });
  const cycles = state.causeCycles.reduce((sum, count) => sum + count, 0);
  return { cycles, cyclesByCause, counts, activity: activityOf(state) };
}

function totalsOf(state: TileState): Record<Total, number> {
  const totals = noCounts(TOTALS);
  TOTALS.forEach((name, index) => {
    totals[name] = state.totals[index];
  });
  return totals;
}

function activityOf({ activity }: TileState): TileResult['activity'] {
  if (activity === null) return null;
  const { zeroMacs, inputToggles, coefficientToggles } = activity;
  return { zeroMacs, inputToggles, coefficientToggles };
}
