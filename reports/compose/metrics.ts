/**
 * The numbers of a row, each with unit, range, basis, method and source: of one run, or the mean over its seeds.
 * What cannot be said (a share of nothing, the inverse of zero) is left out.
 */
import { BASES, type Basis, COMPONENTS, type Component, isCapped, timeUnderCap } from '../../records/energy.js';
import type { Metric } from '../../records/report.js';
import { operandUtilisation } from '../../sim/array/utilisation.js';
import { basisText } from '../units/basis.js';
import { counted } from '../units/number.js';
import { unitFactor } from '../units/si.js';
import { countError, percentRight } from './accuracy-difference.js';
import type { PricedRun, ReportInput } from './input.js';
import { deviation, mean } from './statistics/sample.js';

const JOULES = unitFactor('pJ', 'J');

/** What a metric tells of a run, and so what two runs must share for it to be compared. */
export type Subject = 'accuracy' | 'speed' | 'energy';

/** Names that people read, in the order in which tables show them. */
const METRICS = [
  { key: 'accuracy', name: 'Test accuracy', subject: 'accuracy' },
  { key: 'testLoss', name: 'Test loss', subject: 'accuracy' },
  { key: 'throughput', name: 'Throughput', subject: 'speed' },
  { key: 'uncappedThroughput', name: 'Throughput without the power cap', subject: 'speed' },
  { key: 'efficiency', name: 'Efficiency', subject: 'energy' },
  { key: 'cyclesPerStep', name: 'Cycles a step', subject: 'speed' },
  { key: 'timePerStep', name: 'Time a step', subject: 'speed' },
  { key: 'computeRate', name: 'Compute rate', subject: 'speed' },
  { key: 'operandUtilisation', name: 'Of its operands’ peak', subject: 'speed' },
  { key: 'utilisation', name: 'Of the machine’s peak', subject: 'speed' },
  { key: 'energyPerStep', name: 'Energy a step', subject: 'energy' },
  { key: 'averagePower', name: 'Average power', subject: 'energy' },
  ...COMPONENTS.map((component) => ({
    key: `energy.${component}` as const,
    name: `Energy: ${component}`,
    subject: 'energy' as const,
  })),
  ...COMPONENTS.map((component) => ({
    key: `power.${component}` as const,
    name: `Power: ${component}`,
    subject: 'energy' as const,
  })),
] as const satisfies readonly { readonly key: string; readonly name: string; readonly subject: Subject }[];
type MetricKey = (typeof METRICS)[number]['key'];
type Metrics = Partial<Record<MetricKey, Metric>>;

export const METRIC_ORDER: readonly string[] = METRICS.map(({ name }) => name);
const SUBJECTS: ReadonlyMap<string, Subject> = new Map(METRICS.map(({ name, subject }) => [name, subject]));

/** What a metric, by its name, is of. */
export function subjectOf(name: string): Subject {
  return SUBJECTS.get(name) ?? 'speed';
}

/** The answer to "what does it do?", in four figures. */
export const FIGURES = [
  { name: 'Speed', metric: 'Throughput' },
  { name: 'Energy a step', metric: 'Energy a step' },
  { name: 'Power', metric: 'Average power' },
  { name: 'Accuracy', metric: 'Test accuracy' },
];

/** By name; the mean over the seeds where every seed has the metric. */
export function metricsOf({ seeds }: ReportInput): Record<string, Metric> {
  const each = seeds.map(metricsOfRun);
  return Object.fromEntries(
    METRICS.flatMap(({ key, name }) => {
      const metrics = each.flatMap((run) => run[key] ?? []);
      return metrics.length === seeds.length ? [[name, overSeeds(metrics)]] : [];
    }),
  );
}

/** Ranges of the energy table are averaged; what the seeds themselves scatter is one deviation either way. */
function overSeeds(metrics: readonly Metric[]): Metric {
  const [first, ...others] = metrics as [Metric, ...Metric[]];
  if (others.length === 0) return first;
  const { low, high, interval, ...metric } = first;
  const value = mean(metrics.map((each) => each.value));
  const source = `${first.source}; mean over ${counted(metrics.length, 'seed')}`;
  if (interval === 'energy-table') {
    const ends = { low: meanOf(metrics, 'low'), high: meanOf(metrics, 'high') };
    const finite = Object.fromEntries(Object.entries(ends).filter(([, end]) => end !== undefined));
    return { ...metric, value, ...finite, interval, source };
  }
  const spread = deviation(metrics.map((each) => each.value));
  if (spread === 0 && interval === undefined) return { ...metric, value, source };
  return { ...metric, value, low: value - spread, high: value + spread, interval: 'deviation', source };
}

function meanOf(metrics: readonly Metric[], end: 'low' | 'high'): number | undefined {
  const ends = metrics.flatMap((metric) => metric[end] ?? []);
  return ends.length === metrics.length ? mean(ends) : undefined;
}

function metricsOfRun(input: PricedRun): Metrics {
  return { ...accuracyMetrics(input), ...speedMetrics(input), ...energyMetrics(input) };
}

function accuracyMetrics({ training }: PricedRun): Metrics {
  if (training === undefined) return {};
  const { evaluation, dataset } = training;
  const [accuracy, error] = [percentRight(training), countError(training)];
  const source = `${counted(evaluation.total, `test ${dataset.labelled ?? 'image'}`)} of ${dataset.name}`;
  const how = { basis: 'emulated', method: 'emulated training', source } as const;
  const range = { low: accuracy - error, high: accuracy + error, interval: 'standard-error' } as const;
  return {
    accuracy: { value: accuracy, ...range, unit: '%', ...how },
    ...(evaluation.loss === null ? {} : { testLoss: { value: evaluation.loss, unit: '', ...how } }),
  };
}

/** Under the power cap of the machine; cycles are the same without it. */
function speedMetrics({ run, energy }: PricedRun): Metrics {
  const { totals, machine } = run;
  const timeS = timeUnderCap(energy, totals.timeS);
  const slower = totals.timeS / timeS;
  const source = `cycle model of ${machine.name} (${run.engine} engine)`;
  const simulated = (value: number, unit: string): Metric => ({
    value,
    unit,
    basis: 'simulated',
    method: 'simulated',
    source,
  });
  return {
    throughput: simulated(totals.samples / timeS, 'samples/s'),
    ...(isCapped(energy.operation)
      ? { uncappedThroughput: simulated(totals.samples / totals.timeS, 'samples/s') }
      : {}),
    cyclesPerStep: simulated(totals.cycles / run.steps, 'cycles'),
    timePerStep: simulated(timeS / run.steps, 's'),
    computeRate: simulated(totals.flops * slower, 'FLOP/s'),
    operandUtilisation: simulated(100 * operandUtilisation(run.ops, machine) * slower, '%'),
    utilisation: simulated(100 * totals.utilisation * slower, '%'),
  };
}

function energyMetrics({ run, energy }: PricedRun): Metrics {
  const { totals } = run;
  const priced = (range: Range, unit: string, basis: Basis = energy.headlineBasis): Metric => ({
    ...range,
    interval: 'energy-table',
    unit,
    basis,
    method: `priced (${basis})`,
    source: `${energy.technology.name} (${basisText(energy.basisShares)})`,
  });
  const whole = { basisShares: energy.basisShares };
  const timeS = timeUnderCap(energy, totals.timeS);
  // Samples are those of all chips, energy that of one: the others are taken to spend as much.
  const chips = run.chips?.chips ?? 1;
  const samples = reciprocal(scaledRange(energy.totalPj, (chips * JOULES) / totals.samples));
  return {
    ...(samples === undefined ? {} : { efficiency: { ...priced(samples, 'samples/J'), ...whole } }),
    energyPerStep: { ...priced(scaledRange(energy.totalPj, JOULES / run.steps), 'J'), ...whole },
    averagePower: { ...priced(energy.averagePowerW, 'W'), ...whole },
    ...componentMetrics('energy', energy, (range, basis) => priced(scaledRange(range, JOULES / run.steps), 'J', basis)),
    ...componentMetrics('power', energy, (range, basis) => priced(scaledRange(range, JOULES / timeS), 'W', basis)),
  };
}

/** Of the components that the run spends energy in. */
function componentMetrics(
  kind: 'energy' | 'power',
  energy: PricedRun['energy'],
  metric: (range: Required<Range>, basis: Basis) => Metric,
): Metrics {
  return Object.fromEntries(
    COMPONENTS.flatMap((component) => {
      const basis = componentBasis(energy, component);
      if (basis === undefined) return [];
      return [
        [`${kind}.${component}`, { ...metric(energy.byComponent[component], basis), source: energy.technology.name }],
      ];
    }),
  );
}

/** The weakest of its figures; undefined where none is used. */
function componentBasis({ entries }: PricedRun['energy'], component: Component): Basis | undefined {
  const bases = entries.filter((entry) => entry.component === component && entry.count > 0).map(({ basis }) => basis);
  return BASES.filter((basis) => bases.includes(basis)).at(-1);
}

interface Range {
  readonly low?: number;
  readonly value: number;
  readonly high?: number;
}

function scaledRange({ low, value, high }: Required<Range>, factor: number): Required<Range> {
  return { low: low * factor, value: value * factor, high: high * factor };
}

/** Without an end that would be infinite; undefined where the value would be. */
function reciprocal({ low, value, high }: Required<Range>): Range | undefined {
  if (value === 0) return undefined;
  return { low: 1 / high, value: 1 / value, ...(low === 0 ? {} : { high: 1 / low }) };
}
