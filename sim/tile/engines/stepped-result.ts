/** What a stepped tile has done so far, as a result. */
import { noCounts } from '../../../records/counts/counts.js';
import { CYCLE_CAUSES, STRUCTURAL_COUNTS } from '../../../records/counts/tile-counts.js';
import type { TileResult } from './result.js';
import { type TileState, TOTALS, type Total } from './tile-state.js';

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
  const { zeroMacs, nanMacs, exponentSpread, inputToggles, coefficientToggles } = activity;
  return { zeroMacs, nanMacs, exponentSpread, inputToggles, coefficientToggles };
}
