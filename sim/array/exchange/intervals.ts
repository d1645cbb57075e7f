/** Stretches of a tile's time, one after another; those that ended before all that may still be asked are forgotten. */
export interface Intervals {
  readonly from: number[];
  readonly to: number[];
  first: number;
}

export function noIntervals(): Intervals {
  return { from: [], to: [], first: 0 };
}

/** Later than all before it. */
export function addInterval(intervals: Intervals, from: number, to: number): void {
  intervals.from.push(from);
  intervals.to.push(to);
}

/** The first event from `at` at which a stretch of so many events meets none. */
export function clearFrom(intervals: Intervals, at: number, events: number): number {
  const { from, to } = intervals;
  let clear = at;
  for (let i = intervals.first; i < to.length; i++) {
    if ((to[i] as number) <= clear) continue;
    if ((from[i] as number) >= clear + events) break;
    clear = to[i] as number;
  }
  return clear;
}

export function forgetBefore(intervals: Intervals, event: number): void {
  while (intervals.first < intervals.to.length && (intervals.to[intervals.first] as number) <= event) intervals.first++;
}
