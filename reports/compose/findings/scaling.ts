/** What more work a tile does to the speed against the baseline, where both were timed on fewer tiles of one machine. */
import { counted, wholeNumber } from '../../units/number.js';
import { forPeople } from '../../units/si.js';
import { comparable } from '../against.js';
import type { ReportInput } from '../input.js';
import { speedups } from '../scaling.js';
import { differences, settingsOf } from '../settings.js';
import { finding } from './finding.js';

type Point = ReturnType<typeof speedups>[number];

export const scalingFinding = finding(
  ({ input, base }) => {
    const points = speedups(input, base);
    return points.length > 1 && comparable(input, base, 'speed') && sameMachine(input, base) ? points : undefined;
  },
  (points, { input, base }) => {
    const [fewest, most] = [points[0] as Point, points.at(-1) as Point];
    return (
      `With more work a tile the speed against ${base.label} ${trend(points)}: ${input.label} is ` +
      `${forPeople(fewest.speedup, '×')} as fast on ${counted(fewest.tiles, 'tile')} and ` +
      `${forPeople(most.speedup, '×')} on ${wholeNumber(most.tiles)}.`
    );
  },
);

/** From the most tiles to the fewest. */
function trend(points: readonly Point[]): string {
  const speeds = points.map(({ speedup }) => forPeople(speedup, '×')).reverse();
  const values = points.map(({ speedup }) => speedup).reverse();
  const steps = values.slice(1).map((value, i) => value - (values[i] as number));
  if (new Set(speeds).size === 1) return 'stays the same';
  if (steps.every((step) => step >= 0)) return 'grows';
  return steps.every((step) => step <= 0) ? 'falls' : 'rises and falls';
}

function sameMachine(input: ReportInput, base: ReportInput): boolean {
  return differences(settingsOf(input), settingsOf(base)).every(({ aspect }) => aspect !== 'machine');
}
