/**
 * Where a curve of accuracies against a setting works: from the first to the last point that is no further below the
 * baseline than allowed. An end that works at the border of the range is no edge: the curve does not show one there.
 */
import { FAILING_POINTS } from './seeds.js';

export interface Working {
  readonly first: number;
  readonly last: number;
  /** Whether points beyond it were tried, and fail. */
  readonly below: 'edge' | 'no edge';
  readonly above: 'edge' | 'no edge';
}

export interface CurvePoint {
  readonly x: number;
  /** In percent. */
  readonly accuracy: number;
}

/** Undefined where no point works. @param curve in ascending x */
export function workingRange(curve: readonly CurvePoint[], baseline: number): Working | undefined {
  const works = curve.filter(({ accuracy }) => accuracy >= baseline - FAILING_POINTS);
  const [first, last] = [works[0], works.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return {
    first: first.x,
    last: last.x,
    below: curve[0] === first ? 'no edge' : 'edge',
    above: curve.at(-1) === last ? 'no edge' : 'edge',
  };
}
