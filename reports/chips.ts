/** What a run says of the chips beside its own: samples of all, and the share of its time that goes outside it. */
import { OUTSIDE_CAUSES, type OutsideCause } from '../records/counts/tile-counts.js';
import type { TileRun } from '../records/run.js';
import type { ChipsRecord } from '../records/trace/chips.js';
import { counted, percent, wholeNumber } from './units/number.js';

export interface ChipsSummary extends Partial<ChipsRecord> {
  readonly samplesPerSecond: number;
  /** Shares of the time of a step. */
  readonly shares: Readonly<Record<OutsideCause, number>>;
  readonly linkBytes: number;
  readonly hostBytes: number;
}

/** Undefined where a run is of one chip that needs nothing but its own memory. */
export function chipsSummary({ chips, totals }: TileRun): ChipsSummary | undefined {
  const { linkBytes, hostBytes } = totals.counts;
  if (chips === undefined && hostBytes === 0) return undefined;
  const shares = OUTSIDE_CAUSES.map((cause) => [cause, totals.cyclesByCause[cause] / totals.cycles]);
  return {
    ...chips,
    samplesPerSecond: totals.samples / totals.timeS,
    shares: Object.fromEntries(shares) as Record<OutsideCause, number>,
    linkBytes,
    hostBytes,
  };
}

/** In one line. */
export function chipsLine({ chips = 1, parallel, microBatches = 1, chip = 1, shares, ...bytes }: ChipsSummary): string {
  const micro =
    parallel === 'pipeline' ? `, ${wholeNumber(microBatches)} micro-batch${microBatches === 1 ? '' : 'es'}` : '';
  const way =
    parallel === undefined ? counted(chips, 'chip') : `${counted(chips, 'chip')}, ${parallel} parallel${micro}`;
  const parts = [
    ...(parallel === undefined ? [] : [`${percent(shares.links)} of the time on links`]),
    ...(shares.host === 0 ? [] : [`${percent(shares.host)} with the host`]),
    ...(parallel === 'pipeline' ? [`${percent(shares.bubble)} in the bubble`] : []),
  ];
  const moved = [
    ...(bytes.linkBytes === 0 ? [] : [`${wholeNumber(bytes.linkBytes)} bytes sent to other chips`]),
    ...(bytes.hostBytes === 0 ? [] : [`${wholeNumber(bytes.hostBytes)} to and from the host`]),
  ];
  const which = parallel === 'pipeline' ? `; slowest chip ${chip}` : '';
  return `${way}: ${[...parts, ...moved].join(', ')}${which}`;
}
