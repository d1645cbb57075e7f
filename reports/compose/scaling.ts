/** How much faster a run is than another on each number of tiles that both were timed on. */
import type { ReportInput } from './input.js';

/** Fewest tiles first. */
export function speedups(
  input: ReportInput,
  base: ReportInput,
): { readonly tiles: number; readonly speedup: number }[] {
  const cycles = new Map(base.scaling?.points.map((point) => [point.tiles, point.cycles]));
  return (input.scaling?.points ?? [])
    .flatMap((point) => {
      const other = cycles.get(point.tiles);
      return other === undefined || point.cycles === 0 ? [] : [{ tiles: point.tiles, speedup: other / point.cycles }];
    })
    .sort((a, b) => a.tiles - b.tiles);
}
