/** Measured against simulated cycles as a chart: logarithmic axes, a series a level, the diagonal as a line. */
import type { Chart } from '../../records/report.js';
import { CASE_LEVELS, type Validation } from '../../records/validation.js';

export function validationChart({ cases }: Validation): Chart {
  const points = cases.filter(({ current, simulatedCycles }) => current && simulatedCycles !== null);
  const levels = CASE_LEVELS.filter((level) => points.some((point) => point.level === level));
  return {
    id: 'measured-against-simulated',
    title: 'Simulated against measured cycles',
    kind: 'scatter',
    caption: 'Each point is a measured case of the current kernels; on the diagonal both are equal.',
    xAxis: { label: 'Measured', unit: 'cycles', scale: 'log' },
    yAxis: { label: 'Simulated', unit: 'cycles', scale: 'log' },
    diagonal: 'equal',
    series: levels.map((level) => {
      const own = points.filter((point) => point.level === level);
      return {
        name: level,
        x: own.map(({ measuredCycles }) => measuredCycles),
        y: own.map(({ simulatedCycles }) => simulatedCycles),
      };
    }),
  };
}
