/**
 * Speed and energy against the baseline, by the work of a tile: whether a ratio is one of the format, or of a chip that
 * has little to do: a chart for each of the first rows. The runs themselves are marked.
 */
import type { Chart } from '../../../records/report.js';
import { wholeNumber } from '../../units/number.js';
import { comparable } from '../against.js';
import { DENSE_SIDE, type Gain, gainOfRuns, gains } from '../gain.js';
import { baselineIndex, type ReportInput } from '../input.js';
import { differences, settingsOf } from '../settings.js';
import { slug } from '../slug.js';

export const GAIN_CHART = 'gain-against-work';

/** Rows that have such a chart, each its own: two lines of each are as many as can be told apart. */
const MOST_ROWS = 3;

export function gainCharts(inputs: readonly ReportInput[]): Chart[] {
  const base = inputs[baselineIndex(inputs)];
  if (base === undefined) return [];
  const rows = inputs.filter((input) => input !== base && onlyFormatsDiffer(input, base)).slice(0, MOST_ROWS);
  return rows
    .map((input) => ({ input, series: gainSeries(input, base) }))
    .filter(({ series }) => series.length > 0)
    .map(({ input, series }, i) => ({
      id: i === 0 ? GAIN_CHART : `${GAIN_CHART}-${slug(input.label)}`,
      title: `Speed and energy of ${input.label} against ${base.label}, by the work of a tile`,
      kind: 'line',
      caption:
        `The step at other batches, and a dense product of ${wholeNumber(DENSE_SIDE)}³ as the limit, from shapes alone; the run itself ` +
        'with its operands. Speed: times as fast. Energy: times the energy, its range with all figures of the table low to all high.',
      xAxis: { label: 'Multiply-accumulates a tile', unit: 'MAC', scale: 'log' },
      yAxis: { label: `Against ${base.label}`, unit: '×', scale: 'linear' },
      lines: [
        { axis: 'y', value: 1, label: `1.00: as ${base.label}` },
        { axis: 'x', value: gainOfRuns(base, base).macsPerTile, label: 'this run' },
      ],
      series,
    }));
}

function onlyFormatsDiffer(input: ReportInput, base: ReportInput): boolean {
  const differing = differences(settingsOf(input), settingsOf(base));
  return comparable(input, base, 'energy') && differing.every(({ aspect }) => aspect !== 'machine');
}

/** The run first, so that nothing covers it; what stands alone, it and the product, joins its speed to its energy. */
function gainSeries(input: ReportInput, base: ReportInput): Chart['series'] {
  const found = gains(input, base);
  if (found === undefined) return [];
  const { steps, dense } = found;
  const x = steps.map(({ macsPerTile }) => macsPerTile);
  return [
    bothOf('this run', gainOfRuns(input, base)),
    { name: 'speed', x, y: steps.map(({ speed }) => speed) },
    {
      name: 'energy',
      x,
      y: steps.map(({ energy }) => energy.value),
      low: steps.map(({ energy }) => energy.low),
      high: steps.map(({ energy }) => energy.high),
    },
    ...(dense === undefined ? [] : [bothOf('dense product', dense)]),
  ];
}

function bothOf(name: string, { macsPerTile, speed, energy }: Gain): Chart['series'][number] {
  return { name, x: [macsPerTile, macsPerTile], y: [speed, energy.value] };
}
