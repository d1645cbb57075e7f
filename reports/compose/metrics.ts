/** The headline numbers of a run, each with unit, range, method and source. */
import { type Basis, COMPONENTS, type Component } from '../../records/energy.js';
import type { Metric } from '../../records/report.js';
import { percent } from '../units/number.js';
import { unitFactor } from '../units/si.js';
import type { ReportInput } from './input.js';

const JOULES = unitFactor('pJ', 'J');

/** In the order in which tables show them. */
export function metricsOf({ run, energy, training }: ReportInput): Record<string, Metric> {
  const { totals } = run;
  const cycleSource = `cycle model of ${run.machine.name} (${run.engine} engine)`;
  const energySource = `${energy.technology.name} (${energy.headlineBasis}; ${percent(energy.assumedShare)} of the energy assumed)`;
  const simulated = (value: number, unit: string): Metric => ({
    value,
    unit,
    basis: 'simulated',
    method: 'simulated',
    source: cycleSource,
  });
  const priced = (range: { low: number; value: number; high: number }, unit: string): Metric => ({
    ...range,
    unit,
    basis: energy.headlineBasis,
    method: `priced (${energy.headlineBasis})`,
    source: energySource,
  });
  const joules = scaledRange(energy.totalPj, JOULES);
  const byComponent = (kind: 'energy' | 'power', metric: (range: Range) => Metric) =>
    Object.fromEntries(
      COMPONENTS.map((component) => {
        const basis = componentBasis(energy, component);
        const own = { basis, method: `priced (${basis})`, source: energy.technology.name };
        return [`${kind}.${component}`, { ...metric(energy.byComponent[component]), ...own }];
      }),
    );
  return {
    ...(training === undefined ? {} : accuracy(training)),
    throughput: simulated(totals.samples / totals.timeS, 'samples/s'),
    efficiency: priced(reciprocal(scaledRange(joules, 1 / totals.samples)), 'samples/J'),
    cyclesPerStep: simulated(totals.cycles / run.steps, 'cycles'),
    timePerStep: simulated(totals.timeS / run.steps, 's'),
    computeRate: simulated(totals.flops, 'FLOP/s'),
    utilisation: simulated(100 * totals.utilisation, '% of peak'),
    energyPerStep: priced(scaledRange(joules, 1 / run.steps), 'J'),
    averagePower: priced(energy.averagePowerW, 'W'),
    ...byComponent('energy', (range) => priced(scaledRange(range, JOULES / run.steps), 'J')),
    ...byComponent('power', (range) => priced(scaledRange(range, JOULES / totals.timeS), 'W')),
  };
}

/** Assumed where any of its figures is. */
function componentBasis({ entries }: ReportInput['energy'], component: Component): Basis {
  const bases = entries.filter((entry) => entry.component === component && entry.count > 0).map(({ basis }) => basis);
  return bases.includes('assumed') ? 'assumed' : bases.includes('published') ? 'published' : 'gates';
}

/** Names that people read, by metric. */
export const METRIC_NAMES: Readonly<Record<string, string>> = {
  accuracy: 'Test accuracy',
  testLoss: 'Test loss',
  throughput: 'Throughput',
  efficiency: 'Efficiency',
  cyclesPerStep: 'Cycles a step',
  timePerStep: 'Time a step',
  computeRate: 'Compute rate',
  utilisation: 'Utilisation',
  energyPerStep: 'Energy a step',
  averagePower: 'Average power',
  ...Object.fromEntries(COMPONENTS.map((component) => [`energy.${component}`, `Energy: ${component}`])),
  ...Object.fromEntries(COMPONENTS.map((component) => [`power.${component}`, `Power: ${component}`])),
};

function accuracy(training: NonNullable<ReportInput['training']>): Record<string, Metric> {
  const { correct, total, loss } = training.evaluation;
  const share = correct / total;
  const error = Math.sqrt((share * (1 - share)) / total);
  const source = `${total} test images of ${training.dataset.name}, one seed; range: one standard error of the count`;
  const how = { basis: 'emulated', method: 'emulated training', source } as const;
  return {
    accuracy: {
      value: 100 * share,
      low: 100 * (share - error),
      high: 100 * (share + error),
      unit: '%',
      ...how,
    },
    ...(loss === null ? {} : { testLoss: { value: loss, unit: '', ...how } }),
  };
}

type Range = { readonly low: number; readonly value: number; readonly high: number };

function scaledRange({ low, value, high }: Range, factor: number): Range {
  return { low: low * factor, value: value * factor, high: high * factor };
}

function reciprocal({ low, value, high }: Range): Range {
  return { low: 1 / high, value: 1 / value, high: 1 / low };
}
