/**
 * What a benchmark is: a kernel and its reference, timed in turns within one run, so that their ratio holds
 * whatever else the machine does. Calls of one thread are timed by the process's own CPU time: on a shared machine
 * wall clocks measured the neighbours. To add one: export Benchmark records from a file, list them in main.ts.
 */

export type Clock = 'cpu' | 'wall';

/** Of a program that is not run here: operations a second. */
export interface PublishedRate {
  readonly perSecond: number;
}

export interface Benchmark {
  readonly name: string;
  /** What one operation is: `MAC`, `value`. */
  readonly operation: string;
  /** Operations of one call of `run`, and of one call of `reference`. */
  readonly operations: number;
  readonly referenceOperations: number;
  readonly referenceName: string;
  readonly run: () => void;
  readonly reference: (() => void) | PublishedRate;
  /** `wall` where several threads work on one call. */
  readonly clock: Clock;
  /** Ratio of rates that DESIGN asks for, and the one aimed at; left out where none is set. */
  readonly floor?: number;
  readonly aim?: number;
}

/** One row of the table. Rates are operations per second. */
export interface Measurement {
  readonly name: string;
  readonly operation: string;
  readonly operationsPerSecond: number;
  readonly referenceName: string;
  readonly referenceOperationsPerSecond: number;
  /** Median over the turns of the ratio of the two rates. */
  readonly ratio: number;
  readonly floor?: number;
  readonly aim?: number;
}

/** Long enough for the clock, short enough that a turn of both sees the same machine. */
const TURN_SECONDS = 0.02;
const TURNS = 15;
const WARM_SECONDS = 0.15;

/** Times benchmarks one after the other, once the compiler has seen all of them: see `warm`. */
export function measureAll(benchmarks: readonly Benchmark[]): Measurement[] {
  for (const { run, reference } of [...benchmarks, ...benchmarks.slice(0, 2)]) {
    warm(run);
    if (typeof reference === 'function') warm(reference);
  }
  return benchmarks.map(measure);
}

/**
 * Until the engine's optimising compilers are done. Every call goes through `seconds`: while that had met only one or
 * two functions it swallowed them, and the same loop ran at half the speed of later rows.
 */
function warm(call: () => void): void {
  for (let spent = 0; spent < WARM_SECONDS; ) spent += seconds(call, 1, 'wall');
}

/** Times both sides of a benchmark in alternating turns. */
function measure(benchmark: Benchmark): Measurement {
  const { run, reference, operations, referenceOperations, clock } = benchmark;
  const calls = callsPerTurn(run, clock);
  const referenceRate = rateOf(reference, referenceOperations, clock);
  const rates: number[] = [];
  const referenceRates: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    rates.push((calls * operations) / seconds(run, calls, clock));
    referenceRates.push(referenceRate());
  }
  const { name, operation, referenceName, floor, aim } = benchmark;
  return {
    name,
    operation,
    operationsPerSecond: median(rates),
    referenceName,
    referenceOperationsPerSecond: median(referenceRates),
    ratio: median(rates.map((rate, turn) => rate / (referenceRates[turn] as number))),
    ...(floor === undefined ? {} : { floor }),
    ...(aim === undefined ? {} : { aim }),
  };
}

/** Measures the reference's rate each time it is called; a published one stays. */
function rateOf(reference: Benchmark['reference'], operations: number, clock: Clock): () => number {
  if (typeof reference !== 'function') return () => reference.perSecond;
  const calls = callsPerTurn(reference, clock);
  return () => (calls * operations) / seconds(reference, calls, clock);
}

function callsPerTurn(call: () => void, clock: Clock): number {
  warm(call);
  const once = seconds(call, 3, clock) / 3;
  return Math.max(1, Math.round(TURN_SECONDS / Math.max(once, 1e-6)));
}

function seconds(call: () => void, calls: number, clock: Clock): number {
  const start = now(clock);
  for (let i = 0; i < calls; i++) call();
  return now(clock) - start;
}

function now(clock: Clock): number {
  if (clock === 'wall') return Number(process.hrtime.bigint()) / 1e9;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  return sorted[sorted.length >> 1] as number;
}
