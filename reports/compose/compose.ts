/** From the records of trained, simulated and priced runs to one report record. */
import type { ReportRecord } from '../../records/report.js';
import { SCHEMAS } from '../../records/schema.js';
import { againstBaseline } from './against.js';
import { caveats } from './caveats.js';
import { charts } from './charts/charts.js';
import { GAIN_CHART } from './charts/gain-against-work.js';
import { findings } from './findings/findings.js';
import { baselineIndex, labelsOf, type PricedRun, type ReportInput } from './input.js';
import { changedFields } from './known-machine.js';
import { methods } from './methods.js';
import { FIGURES, METRIC_ORDER, metricsOf } from './metrics.js';
import type { ComparedRecipes } from './recipes/timed-recipe.js';
import { wholeNetworks, wholeNetworksTable } from './recipes/whole-networks.js';
import { rowsOf } from './rows.js';
import { differences, settingsOf } from './settings.js';
import { shortened } from './shortened.js';
import { tables } from './tables/tables.js';
import { warnings } from './warnings/warnings.js';

/** Rows that a title names. */
const MOST_TITLED = 3;

/**
 * @param runs one or more; those that differ in the seed alone are one row
 * @param networks whole networks in several recipes, shown beside the runs
 * @throws InputError for a run that is there twice, or one label of different runs
 */
export function composeReport(runs: readonly PricedRun[], networks: readonly ComparedRecipes[] = []): ReportRecord {
  const inputs = rowsOf(runs);
  const baseline = baselineIndex(inputs);
  const drawn = charts(inputs);
  const lead = drawn.some(({ id }) => id === GAIN_CHART) ? { leadChart: GAIN_CHART } : {};
  return {
    schema: SCHEMAS.report,
    title: titleOf(inputs),
    inputs: inputs.flatMap(inputsOf),
    rows: inputs.map((input) => ({
      label: input.label,
      keys: keysOf(input, inputs),
      runs: input.seeds.map(({ trace, runSha256 }) => ({ seed: trace.seed, sha256: runSha256 })),
      metrics: metricsOf(input),
      against: againstBaseline(input, inputs[baseline] as ReportInput),
    })),
    baseline,
    metricOrder: [...METRIC_ORDER],
    figures: FIGURES,
    ...lead,
    warnings: warnings(inputs),
    findings: findings(inputs),
    caveats: caveats(inputs),
    tables: [...tables(inputs), ...wholeNetworksTable(networks)],
    charts: drawn,
    methods: methods(inputs),
    ...wholeNetworks(networks),
  };
}

/** Every row by its label; or the baseline, and how many others, where they are many. */
function titleOf(inputs: readonly ReportInput[]): string {
  const unique = (names: readonly string[]) => [...new Set(names)].join(', ');
  const work = unique(inputs.map(({ run }) => run.network.name));
  const machines = unique(inputs.map(({ run }) => run.machine.name));
  const base = inputs[baselineIndex(inputs)]?.label;
  const many = `${base} against ${inputs.length - 1} others`;
  const rows = inputs.length > MOST_TITLED ? many : labelsOf(inputs).join(' against ');
  return shortened(`${rows}: ${work} on ${machines}`);
}

/** The files of each run, and whose they are. */
function inputsOf({ label, seeds }: ReportInput): ReportRecord['inputs'] {
  return seeds.flatMap(({ run, runSha256, energySha256, trace }) => {
    const whose = seeds.length === 1 ? label : `${label}, seed ${trace.seed}`;
    return [
      { kind: `trace of ${whose}`, sha256: run.traceSha256 },
      { kind: `run of ${whose}`, sha256: runSha256 },
      { kind: `energy of ${whose}`, sha256: energySha256 },
    ];
  });
}

/** Every setting with a name of its own, the seeds, and the details in which rows differ from each other or a machine from its catalogue. */
function keysOf(input: ReportInput, inputs: readonly ReportInput[]): Record<string, string> {
  const settings = settingsOf(input);
  const differing = new Set([
    ...inputs.flatMap((other) => differences(settings, settingsOf(other)).map(({ key }) => key)),
    ...changedFields(input.run.machine).map(({ key }) => key),
  ]);
  const told = settings.filter(({ key, of }) => of === undefined || differing.has(key));
  return { ...Object.fromEntries(told.map(({ key, value }) => [key, value])), ...seedsOf(input) };
}

function seedsOf({ training, seeds }: ReportInput): Record<string, string> {
  if (training === undefined) return {};
  return { [seeds.length === 1 ? 'seed' : 'seeds']: seeds.map(({ trace }) => trace.seed).join(', ') };
}
