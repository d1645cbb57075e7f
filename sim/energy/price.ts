/**
 * Actions × energy table. The kind of the machine turns its counts into actions (actions/), and a machine of tiles has a
 * clock and a supply to price them at (operating-point.ts); from there on nothing knows what the machine is. Work is
 * priced, and priced again with another table, without being run again.
 * Left out: what actions cost (models/technologies).
 */
import { InputError } from '../../models/input-error.js';
import {
  ACTIONS,
  type ActionOf,
  type EnergyFigure,
  PICOJOULES_PER_JOULE,
  type Technology,
} from '../../models/technologies/technology.js';
import {
  COMPONENTS,
  type Component,
  type EnergyEntry,
  type EnergyRecord,
  type Headline,
  headlineOf,
  type Range,
} from '../../records/energy.js';
import type { RunRecord, SystolicRun, TileRun } from '../../records/run.js';
import { SCHEMAS } from '../../records/schema.js';
import { systolicActions } from './actions/systolic.js';
import { tileActions } from './actions/tiles.js';
import {
  cappedClockHz,
  fullClock,
  type OperatingPoint,
  outsideCycles,
  type PowerShape,
  pointAt,
  supplyFactor,
  timeAt,
} from './operating-point.js';

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
  'entries' | 'perOp' | 'byComponent' | 'totalPj' | 'averagePowerW' | 'operation' | keyof Headline
>;

/** How often one op does each action, by name. */
interface OpActions {
  readonly op: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** Priced at one clock and supply. */
type PricedAt = Omit<PricedWork, 'operation'>;

/**
 * Where its average power would be above the cap of its machine, at the clock that meets it.
 *
 * @throws InputError for a machine of a kind that the table has no figures for, or a cap that no clock meets
 */
export function priceCounts(work: CountedWork, technology: Technology): PricedWork {
  if (!isTiles(work)) return pricedAt(actionsOf(work), figuresOf(work, technology), work.totals.timeS);
  const { machine, totals } = work;
  const full = fullClock(machine);
  const atFull = pricedTiles(work, technology, full, totals.timeS);
  const shape = powerShape(work, technology, atFull);
  const point = pointAt(machine, cappedClockHz(shape));
  const timeS = timeAt(shape, point.clockHz);
  const priced = point.clockHz === full.clockHz ? atFull : pricedTiles(work, technology, point, timeS);
  const atFullClock = { clockHz: full.clockHz, timeS: totals.timeS, averagePowerW: atFull.averagePowerW };
  return { ...priced, operation: { ...point, timeS, capW: machine.power.capW, atFullClock } };
}

function pricedTiles(
  work: PricedPart<TileRun>,
  technology: Technology,
  { clockHz, supplyV }: OperatingPoint,
  timeS: number,
): PricedAt {
  const figures = figuresOf(work, technology).map(([action, figure]): [string, EnergyFigure] => [
    action,
    scaledFigure(figure, supplyFactor(action, supplyV, technology.supplyV)),
  ]);
  return pricedAt(actionsOf(work, clockHz), figures, timeS);
}

function pricedAt(perOp: readonly OpActions[], figures: readonly [string, EnergyFigure][], timeS: number): PricedAt {
  const entries = figures.map(([action, figure]) =>
    entry(
      action,
      perOp.reduce((sum, { counts }) => sum + (counts[action] ?? 0), 0),
      figure,
    ),
  );
  const totalPj = sumRanges(entries.map(({ energyPj }) => energyPj));
  const watts = (picojoules: number) => picojoules / PICOJOULES_PER_JOULE / timeS;
  return {
    entries,
    perOp: perOp.map((actions) => pricedOp(actions, figures)),
    byComponent: byComponent(entries),
    totalPj,
    averagePowerW: { low: watts(totalPj.low), value: watts(totalPj.value), high: watts(totalPj.high) },
    ...headlineOf(entries),
  };
}

/** What follows the clock, and what does not, of work that was priced at full clock. */
function powerShape(
  { machine, ops, totals }: PricedPart<TileRun>,
  technology: Technology,
  { entries, totalPj }: PricedAt,
): PowerShape {
  const eachPj = (action: string) => technology.figures.tiles?.[action as ActionOf<'tiles'>].value ?? 0;
  const spentPj = (action: string) => entries.find((candidate) => candidate.action === action)?.energyPj.value ?? 0;
  const atSupply = supplyFactor('clock', machine.power.supplyV, technology.supplyV);
  return {
    machine,
    tableSupplyV: technology.supplyV,
    timeS: totals.timeS,
    outsideS: ops.reduce((sum, op) => sum + outsideCycles(op), 0) / machine.clockHz,
    switchingPj: (totalPj.value - spentPj('clock') - spentPj('leakage')) / atSupply,
    clockPj: eachPj('clock'),
    leakagePj: eachPj('leakage'),
  };
}

function scaledFigure({ low, value, high, ...figure }: EnergyFigure, factor: number): EnergyFigure {
  return { ...figure, low: low * factor, value: value * factor, high: high * factor };
}

/** @param runSha256 digest of the run's file */
export function energyRecord(run: RunRecord, runSha256: string, technology: Technology): EnergyRecord {
  const { name, node, summary, supplyV } = technology;
  const priced = priceCounts(run as CountedWork, technology);
  return { schema: SCHEMAS.energy, runSha256, technology: { name, node, summary, supplyV }, ...withRates(priced, run) };
}

/** With the samples a second of the run, under the power cap and without it. */
function withRates({ operation, ...priced }: PricedWork, { totals }: RunRecord): PricedWork {
  if (operation === undefined) return priced;
  const { timeS, atFullClock } = operation;
  const full = { ...atFullClock, samplesPerSecond: totals.samples / atFullClock.timeS };
  return { ...priced, operation: { ...operation, samplesPerSecond: totals.samples / timeS, atFullClock: full } };
}

/** The actions of each op of counted work; of tiles at a clock of at most the machine's. */
export function actionsOf(work: CountedWork, clockHz: number = work.machine.clockHz): OpActions[] {
  if (isTiles(work)) {
    return work.ops.map((op) => ({ op: op.op, counts: tileActions(op, work.machine, work.activity, clockHz) }));
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
