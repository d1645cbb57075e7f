/** Energy a multiply-accumulate of units as gates: a bar a unit and kind of operands, from zero delay to unit delay. */
import type { HardwareCosts } from '../../records/hardware-costs.js';
import type { Chart } from '../../records/report.js';

/** What a reader compares first. */
const SHOWN = ['zeros-90', 'relu', 'gaussian'] as const;
const NAMES: Readonly<Record<(typeof SHOWN)[number], string>> = {
  'zeros-90': '90 % zeros',
  relu: 'behind a ReLU',
  gaussian: 'normal',
};

export function costChart({ library, voltageV, wireFfPerFanOut, units }: HardwareCosts): Chart {
  const energies = (kind: string) =>
    units.map((unit) => ({ clockFj: unit.clockFj, energy: unit.energies.find(({ operands }) => operands === kind) }));
  return {
    id: 'hardware-cost',
    title: 'Energy of a multiply-accumulate by unit and operands',
    kind: 'bar',
    caption: `${library} at ${voltageV} V, wires of ${wireFfPerFanOut} fF a fan-out, the clock in it; from zero delay to unit delay, bars at their geometric mean.`,
    xAxis: { label: 'Unit', unit: '', scale: 'linear' },
    yAxis: { label: 'Energy', unit: 'fJ/MAC', scale: 'linear', origin: 'zero' },
    categories: units.map(({ unit }) => unit),
    series: SHOWN.map((kind) => ({
      name: NAMES[kind],
      y: energies(kind).map(({ clockFj, energy }) => clockFj + (energy?.centralFj ?? 0)),
      low: energies(kind).map(({ clockFj, energy }) => clockFj + (energy?.zeroDelayFj ?? 0)),
      high: energies(kind).map(({ clockFj, energy }) => clockFj + (energy?.unitDelayFj ?? 0)),
    })),
  };
}
