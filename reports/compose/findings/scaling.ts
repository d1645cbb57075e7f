/** What more work a tile does to the gain, where both runs were timed on fewer tiles. */
import { speedups } from '../scaling.js';
import { finding } from './finding.js';

export const scalingFinding = finding(
  ({ input, base }) => {
    const points = speedups(input, base);
    const [fewest, most] = [points[0], points.at(-1)];
    if (fewest === undefined || most === undefined || fewest.tiles === most.tiles) return undefined;
    return { fewest, most };
  },
  ({ fewest, most }, { label, baseLabel }) =>
    `With more work a tile the gain grows: ${label} is ${fewest.speedup.toFixed(2)} × as fast as ${baseLabel} ` +
    `on ${fewest.tiles} tiles and ${most.speedup.toFixed(2)} × on ${most.tiles}.`,
);
