/**
 * Counts × energy table. A run is priced, and priced again with another table, without being run again.
 * Left out: what actions cost (models/technologies).
 */
import {
  ACTIONS,
  type Action,
  type EnergyFigure,
  type OperandClass,
  type Technology,
} from '../../models/technologies/technology.js';
import type { CountName } from '../../records/counts.js';
import { COMPONENTS, type Component, type EnergyEntry, type EnergyRecord, type Range } from '../../records/energy.js';
import type { RunOp, RunRecord } from '../../records/run.js';
import { SCHEMAS } from '../../records/schema.js';

/** Above this share of assumed energy the headline says "assumed". */
export const ASSUMED_SHARE_LIMIT = 0.1;

/** @param runSha256 digest of the run's file */
export function priceRun(run: RunRecord, runSha256: string, technology: Technology): EnergyRecord {
  const perOp = run.ops.map((op) => ({ op, counts: actionCounts(op, run) }));
  const totals = zeroActions();
  for (const { counts } of perOp) for (const action of ACTIONS) totals[action] += counts[action];
  const entries = ACTIONS.map((action) => entry(action, totals[action], technology.figures[action]));
  const totalPj = sumRanges(entries.map(({ energyPj }) => energyPj));
  const assumed = entries.filter(({ basis }) => basis === 'assumed');
  const assumedShare =
    totalPj.value === 0 ? 0 : sumRanges(assumed.map(({ energyPj }) => energyPj)).value / totalPj.value;
  const watts = (picojoules: number) => picojoules / 1e12 / run.totals.timeS;
  const { name, node, summary } = technology;
  return {
    schema: SCHEMAS.energy,
    runSha256,
    technology: { name, node, summary },
    entries,
    perOp: perOp.map(({ op, counts }) => pricedOp(op, counts, technology)),
    byComponent: byComponent(entries),
    totalPj,
    averagePowerW: { low: watts(totalPj.low), value: watts(totalPj.value), high: watts(totalPj.high) },
    headlineBasis: assumedShare > ASSUMED_SHARE_LIMIT ? 'assumed' : 'published',
    assumedShare,
  };
}

/** How often an op does each action. */
export function actionCounts(op: RunOp, run: RunRecord): Record<Action, number> {
  const count = (name: CountName): number => op.counts[name];
  const counts = zeroActions();
  const { tiles, clockHz } = run.machine;
  if (op.kind === 'gemm') {
    const width = operandClass(op.formats);
    counts[`mac.${width}`] = count('usefulMacs') + count('paddingMacs');
    counts[`toggle.${width}`] = run.activity === 'none' ? halfOfInputBits(count('ampIssues')) : count('inputToggles');
    counts['partial-rounding'] = OUTPUTS_PER_ISSUE * count('ampIssues');
    counts['latch-bit'] = counts[`toggle.${width}`] + count('coefficientToggles');
  }
  counts['vector-issue'] = count('floatIssues');
  counts['coefficient-byte'] = count('coefficientBytes');
  counts['sram-read-byte'] = count('sramReadBytes');
  counts['sram-write-byte'] = count('sramWriteBytes');
  counts['exchange-byte'] = count('exchangeSentBytes');
  counts.instruction = count('supervisorIssues') + count('workerIssues');
  counts.sync = count('syncs');
  counts.clock = op.cycles * tiles;
  counts.leakage = (op.cycles / clockHz) * tiles;
  return counts;
}

/** Outputs that one AMP issue returns. Source: poplibs, f8v8hihov4amp ("ov4"). */
const OUTPUTS_PER_ISSUE = 4;

/** Without operands: half of the 64 input bits of each issue toggle. */
function halfOfInputBits(issues: number): number {
  return 32 * issues;
}

/** The width of a product's operands, by its formats. */
export function operandClass(formats: readonly string[]): OperandClass {
  if (formats.includes('float32')) return 'fp32';
  return formats.some((format) => format === 'float16' || format === 'bfloat16') ? 'fp16' : 'fp8';
}

function pricedOp(op: RunOp, counts: Record<Action, number>, technology: Technology): EnergyRecord['perOp'][number] {
  const entries = ACTIONS.map((action) => entry(action, counts[action], technology.figures[action]));
  const parts = byComponent(entries);
  const values = Object.fromEntries(COMPONENTS.map((component) => [component, parts[component].value]));
  return {
    op: op.op,
    energyPj: sumRanges(entries.map(({ energyPj }) => energyPj)),
    byComponent: values as Record<Component, number>,
  };
}

function entry(action: Action, count: number, figure: EnergyFigure): EnergyEntry {
  const { per, component, basis, source, low, value, high } = figure;
  const energyPj = { low: count * low, value: count * value, high: count * high };
  return { action, component, per, count, eachPj: { low, value, high }, energyPj, basis, source };
}

function byComponent(entries: readonly EnergyEntry[]): Record<Component, Range> {
  const parts = COMPONENTS.map((component) => [
    component,
    sumRanges(entries.filter((candidate) => candidate.component === component).map(({ energyPj }) => energyPj)),
  ]);
  return Object.fromEntries(parts) as Record<Component, Range>;
}

function sumRanges(ranges: readonly Range[]): Range {
  const total = { low: 0, value: 0, high: 0 };
  for (const { low, value, high } of ranges) {
    total.low += low;
    total.value += value;
    total.high += high;
  }
  return total;
}

function zeroActions(): Record<Action, number> {
  return Object.fromEntries(ACTIONS.map((action) => [action, 0])) as Record<Action, number>;
}
