/** Share of mutants that rows of level 2 have told apart, against rows: of the units the slowest, the middle, the fastest. */
import type { KillCurve } from '../../records/kill-curve.js';
import type { Chart } from '../../records/report.js';

/** Percent of those that can be told apart, by units at one number of rows, in order. */
function shares({ units }: KillCurve, at: number): number[] {
  return units
    .map(({ curve, killed, alive }) => (100 * (curve[at] as number)) / (killed + alive.length))
    .sort((one, other) => one - other);
}

export function killChart(curve: KillCurve): Chart {
  const { points, units } = curve;
  const series = (name: string, place: (count: number) => number) => ({
    name,
    x: [...points],
    y: points.map((_, at) => shares(curve, at)[place(units.length)] as number),
  });
  const mutants = units.reduce((total, unit) => total + unit.mutants, 0);
  return {
    id: 'kill-curve',
    title: 'Mutants told apart by rows of level 2',
    kind: 'line',
    caption: `${mutants} mutants of ${units.length} units; those that are the unit itself are left out. At each number of rows the unit with the fewest told apart, the middle one, and that with the most.`,
    xAxis: { label: 'Rows', unit: '', scale: 'log' },
    yAxis: { label: 'Told apart', unit: '%', scale: 'linear', origin: 'zero' },
    series: [
      series('most', (count) => count - 1),
      series('middle', (count) => Math.floor(count / 2)),
      series('fewest', () => 0),
    ],
  };
}
