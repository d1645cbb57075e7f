/**
 * Speed and energy against the baseline, by the work of a tile: whether a ratio is one of the format, or of a chip that
 * has little to do. The runs themselves are marked.
 */
import type { Chart } from '../../../records/report.js';
import { wholeNumber } from '../../units/number.js';
import { comparable } from '../against.js';
import { DENSE_SIDE, type Gain, gainOfRuns, gains } from '../gain.js';
import { baselineIndex, type ReportInput } from '../input.js';
import { differences, settingsOf } from '../settings.js';

export const GAIN_CHART = 'gain-against-work';

/** More than this many rows are too many lines for one chart. */
const MOST_ROWS = 3;

export function gainChart(inputs: readonly ReportInput[]): Chart[] {
  const base = inputs[baselineIndex(inputs)];
  if (base === undefined) return [];
  const rows = inputs.filter((input) => input !== base && onlyFormatsDiffer(input, base)).slice(0, MOST_ROWS);
  const series = rows.flatMap((input) => gainSeries(input, base, rows.length === 1 ? '' : `${input.label}: `));
  if (series.length === 0) return [];
  return [
    {
      id: GAIN_CHART,
      title: `Speed and energy against ${base.label}, by the work of a tile`,
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
    },
  ];
}

function onlyFormatsDiffer(input: ReportInput, base: ReportInput): boolean {
  const differing = differences(settingsOf(input), settingsOf(base));
  return comparable(input, base, 'energy') && differing.every(({ aspect }) => aspect !== 'machine');
}

/** The run first, so that nothing covers it; what stands alone, it and the product, joins its speed to its energy. */
function gainSeries(input: ReportInput, base: ReportInput, prefix: string): Chart['series'] {
  const found = gains(input, base);
  if (found === undefined) return [];
  const { steps, dense } = found;
  const x = steps.map(({ macsPerTile }) => macsPerTile);
  return [
    bothOf(`${prefix}this run`, gainOfRuns(input, base)),
    { name: `${prefix}speed`, x, y: steps.map(({ speed }) => speed) },
    {
      name: `${prefix}energy`,
      x,
      y: steps.map(({ energy }) => energy.value),
      low: steps.map(({ energy }) => energy.low),
      high: steps.map(({ energy }) => energy.high),
    },
    ...(dense === undefined ? [] : [bothOf(`${prefix}dense product`, dense)]),
  ];
}

function bothOf(name: string, { macsPerTile, speed, energy }: Gain): Chart['series'][number] {
  return { name, x: [macsPerTile, macsPerTile], y: [speed, energy.value] };
}
