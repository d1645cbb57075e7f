/** From the records of trained, simulated and priced runs to one report record. */
import type { ReportRecord } from '../../records/report.js';
import { SCHEMAS } from '../../records/schema.js';
import { caveats } from './caveats.js';
import { charts } from './charts/charts.js';
import { findings } from './findings/findings.js';
import { baselineIndex, labelsOf, type ReportInput } from './input.js';
import { methods } from './methods.js';
import { METRIC_NAMES, metricsOf } from './metrics.js';
import { tables } from './tables/tables.js';

/** @param inputs one or more runs; the one that casts nothing is the baseline, or else the first */
export function composeReport(inputs: readonly ReportInput[]): ReportRecord {
  const labels = labelsOf(inputs);
  const networks = [...new Set(inputs.map(({ run }) => run.network.name))].join(', ');
  const machines = [...new Set(inputs.map(({ run }) => run.machine.name))].join(', ');
  return {
    schema: SCHEMAS.report,
    title: `${labels.join(' against ')}: ${networks} on ${machines}`,
    inputs: inputs.flatMap(({ trace: _, run, runSha256, energySha256 }) => [
      { kind: 'trace', sha256: run.traceSha256 },
      { kind: 'run', sha256: runSha256 },
      { kind: 'energy', sha256: energySha256 },
    ]),
    rows: inputs.map((input, i) => ({
      keys: {
        recipe: labels[i] as string,
        network: input.run.network.name,
        batch: String(input.run.network.batch),
        machine: input.run.machine.name,
        technology: input.energy.technology.name,
      },
      metrics: Object.fromEntries(
        Object.entries(metricsOf(input)).map(([name, metric]) => [METRIC_NAMES[name] ?? name, metric]),
      ),
    })),
    baseline: baselineIndex(inputs),
    metricOrder: Object.values(METRIC_NAMES),
    findings: findings(inputs),
    caveats: caveats(inputs),
    tables: tables(inputs),
    charts: charts(inputs),
    methods: methods(inputs),
  };
}
