/**
 * Actions × energy table. The kind of the machine turns its counts into actions (actions/); from there on nothing
 * knows what the machine is. Work is priced, and priced again with another table, without being run again.
 * Left out: what actions cost (models/technologies).
 */
import { InputError } from '../../models/input-error.js';
import {
  ACTIONS,
  type EnergyFigure,
  PICOJOULES_PER_JOULE,
  type Technology,
} from '../../models/technologies/technology.js';
import {
  COMPONENTS,
  type Component,
  type EnergyEntry,
  type EnergyRecord,
  headlineOf,
  type Range,
} from '../../records/energy.js';
import type { RunRecord, SystolicRun, TileRun } from '../../records/run.js';
import { SCHEMAS } from '../../records/schema.js';
import { systolicActions } from './actions/systolic.js';
import { tileActions } from './actions/tiles.js';

/** What was counted, on which machine: a run, or the part of one that is priced. */
export type CountedWork = PricedPart<TileRun> | PricedPart<SystolicRun>;

interface PricedPart<Run extends RunRecord> {
  readonly machine: Run['machine'];
  readonly activity: Run['activity'];
  readonly ops: readonly Run['ops'][number][];
  readonly totals: { readonly timeS: number };
}

/** What an energy record says, but for what it was made from. */
export type PricedWork = Pick<
  EnergyRecord,
  'entries' | 'perOp' | 'byComponent' | 'totalPj' | 'averagePowerW' | 'headlineBasis' | 'assumedShare'
>;

/** How often one op does each action, by name. */
interface OpActions {
  readonly op: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** @throws InputError for a machine of a kind that the table has no figures for */
export function priceCounts(work: CountedWork, technology: Technology): PricedWork {
  const figures = figuresOf(work, technology);
  const perOp = actionsOf(work);
  const entries = figures.map(([action, figure]) =>
    entry(
      action,
      perOp.reduce((sum, { counts }) => sum + (counts[action] ?? 0), 0),
      figure,
    ),
  );
  const totalPj = sumRanges(entries.map(({ energyPj }) => energyPj));
  const watts = (picojoules: number) => picojoules / PICOJOULES_PER_JOULE / work.totals.timeS;
  return {
    entries,
    perOp: perOp.map((actions) => pricedOp(actions, figures)),
    byComponent: byComponent(entries),
    totalPj,
    averagePowerW: { low: watts(totalPj.low), value: watts(totalPj.value), high: watts(totalPj.high) },
    ...headlineOf(entries),
  };
}

/** @param runSha256 digest of the run's file */
export function energyRecord(run: RunRecord, runSha256: string, technology: Technology): EnergyRecord {
  const { name, node, summary } = technology;
  const priced = priceCounts(run as CountedWork, technology);
  return { schema: SCHEMAS.energy, runSha256, technology: { name, node, summary }, ...priced };
}

/** The actions of each op of counted work. */
export function actionsOf(work: CountedWork): OpActions[] {
  if (isTiles(work)) {
    return work.ops.map((op) => ({ op: op.op, counts: tileActions(op, work.machine, work.activity) }));
  }
  return work.ops.map((op) => ({ op: op.op, counts: systolicActions(op, work.machine) }));
}

function isTiles(work: CountedWork): work is PricedPart<TileRun> {
  return work.machine.kind === 'tiles';
}

function figuresOf({ machine }: CountedWork, { name, figures }: Technology): [string, EnergyFigure][] {
  const found: Readonly<Record<string, EnergyFigure>> | undefined = figures[machine.kind];
  if (found === undefined) {
    const kinds = Object.keys(figures).join(', ');
    throw new InputError(`technology ${name}`, `figures of a machine of kind ${machine.kind}`, `those of ${kinds}`);
  }
  return ACTIONS[machine.kind].map((action) => [action, found[action] as EnergyFigure]);
}

function pricedOp(
  { op, counts }: OpActions,
  figures: readonly [string, EnergyFigure][],
): EnergyRecord['perOp'][number] {
  const entries = figures.map(([action, figure]) => entry(action, counts[action] ?? 0, figure));
  const parts = byComponent(entries);
  const values = Object.fromEntries(COMPONENTS.map((component) => [component, parts[component].value]));
  return {
    op,
    energyPj: sumRanges(entries.map(({ energyPj }) => energyPj)),
    byComponent: values as Record<Component, number>,
  };
}

function entry(action: string, count: number, figure: EnergyFigure): EnergyEntry {
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
