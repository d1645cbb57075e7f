/** Speed against the baseline on fewer tiles: what more work a tile changes. */
import type { Chart } from '../../../records/report.js';
import { baselineIndex, labelsOf, type ReportInput } from '../input.js';
import { aStep } from '../pass.js';
import { speedups } from '../scaling.js';

/** How many times as fast as the baseline each other run is, on fewer tiles. */
export function scalingChart(inputs: readonly ReportInput[]): Chart[] {
  const base = inputs[baselineIndex(inputs)];
  const baseline = labelsOf(inputs)[baselineIndex(inputs)] as string;
  if (base?.scaling === undefined) return [];
  const series = inputs.flatMap((input, i) => {
    if (input === base || input.scaling === undefined) return [];
    const points = speedups(input, base);
    return [
      {
        name: labelsOf(inputs)[i] as string,
        x: points.map(({ tiles }) => tiles),
        y: points.map(({ speedup }) => speedup),
      },
    ];
  });
  if (series.length === 0) return [];
  return [
    {
      id: 'speed-against-tiles',
      title: `Speed of ${aStep(inputs)} against ${baseline}, by the number of tiles`,
      kind: 'line',
      caption:
        'The same step planned for fewer tiles: the more work a tile has, the more the products weigh. From shapes alone.',
      xAxis: { label: 'Tiles', unit: 'tiles', scale: 'log' },
      yAxis: { label: `Speed against ${baseline}`, unit: '×', scale: 'linear' },
      lines: [{ axis: 'y', value: 1, label: `1.00: as fast as ${baseline}` }],
      series,
    },
  ];
}
