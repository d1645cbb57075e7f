/** The charts of a report, as data, in the order of its page; exporters draw them. One file a chart. */
import type { Chart } from '../../../records/report.js';
import { firstRuns, type ReportInput } from '../input.js';
import { castChart } from './casts.js';
import { cycleChart } from './cycles.js';
import { energyChart } from './energy.js';
import { errorChart } from './errors.js';
import { exponentChart } from './exponents.js';
import { gainCharts } from './gain-against-work.js';
import { layerChart } from './layers.js';
import { powerChart } from './power.js';
import { powerOverTimeChart } from './power-over-time.js';
import { scalingChart } from './speed-against-tiles.js';
import { lossChart } from './training-loss.js';

export function charts(inputs: readonly ReportInput[]): Chart[] {
  const first = firstRuns(inputs);
  return [
    ...gainCharts(inputs),
    cycleChart(inputs),
    ...scalingChart(inputs),
    energyChart(inputs),
    powerChart(inputs),
    ...lossChart(first),
    layerChart(inputs),
    ...powerOverTimeChart(first),
    ...first.flatMap((input) => exponentChart(input, input.label)),
    ...first.flatMap((input) => errorChart(input, input.label)),
    ...castChart(inputs),
  ];
}
