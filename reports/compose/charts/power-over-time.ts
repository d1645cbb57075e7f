/** Power of each op over one step: its peaks, what they last, and the average beside them. The cap of the machine is of the average. */
import type { Chart } from '../../../records/report.js';
import { forPeople, rangeForPeople, unitFactor } from '../../units/si.js';
import { basisNote } from '../basis-note.js';
import { labelsOf, type ReportInput } from '../input.js';
import { stepName } from '../pass.js';

const JOULES = unitFactor('pJ', 'J');

/** Average power of each op over the first captured step. */
export function powerOverTimeChart(inputs: readonly ReportInput[]): Chart[] {
  const labels = labelsOf(inputs);
  const series = inputs.flatMap(({ run, energy }, i) => {
    const first = run.ops[0]?.step;
    const points = run.ops.flatMap((op, index) => {
      const clockHz = energy.operation?.clockHz ?? run.machine.clockHz;
      const seconds = op.cycles / clockHz;
      const start = op.startCycle / clockHz;
      const watts = ((energy.perOp[index]?.energyPj.value ?? 0) * JOULES) / seconds;
      return op.step === first && op.cycles > 0 ? [[start, watts] as const, [start + seconds, watts] as const] : [];
    });
    return points.length === 0
      ? []
      : [{ name: labels[i] as string, x: points.map(([t]) => t), y: points.map(([, w]) => w) }];
  });
  if (series.length === 0) return [];
  const averages = inputs.map(({ energy: { averagePowerW } }, i) => ({ label: labels[i] as string, ...averagePowerW }));
  const ranges = averages.map(({ label, low, high }) => `${label} ${rangeForPeople(low, high, 'W')}`);
  return [
    {
      id: 'power-over-time',
      title: `Power over one ${stepName(inputs)}`,
      kind: 'line',
      caption: `Mean power of each op, in the order of the step, at central values; ${basisNote(inputs)}. Averages from low to high: ${ranges.join(', ')}.`,
      xAxis: { label: 'Time', unit: 's', scale: 'linear' },
      yAxis: { label: 'Power', unit: 'W', scale: 'linear', origin: 'zero' },
      lines: averages.map(({ label, value }) => ({
        axis: 'y',
        value,
        label: `${forPeople(value, 'W')} on average`,
        series: label,
      })),
      series,
    },
  ];
}
