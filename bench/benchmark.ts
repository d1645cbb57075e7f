/**
 * What a benchmark is: a kernel and its reference, timed in turns within one run, so that their ratio holds
 * whatever else the machine does. To add one: export Benchmark records from a file, list them in main.ts.
 */

export interface Benchmark {
  readonly name: string;
  /** What one operation is: `MAC`, `value`. */
  readonly operation: string;
  /** Operations of one call of `run`, and of one call of `reference`. */
  readonly operations: number;
  readonly referenceOperations: number;
  readonly referenceName: string;
  readonly run: () => void;
  readonly reference: () => void;
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
/** Until the engine's optimising compilers are done. */
const WARM_SECONDS = 0.3;

/** Times both sides of a benchmark in alternating turns, after warming them up. */
export function measure(benchmark: Benchmark): Measurement {
  const { run, reference, operations, referenceOperations } = benchmark;
  const [calls, referenceCalls] = [callsPerTurn(run), callsPerTurn(reference)];
  const rates: number[] = [];
  const referenceRates: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    rates.push((calls * operations) / seconds(run, calls));
    referenceRates.push((referenceCalls * referenceOperations) / seconds(reference, referenceCalls));
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

function callsPerTurn(call: () => void): number {
  for (let spent = 0; spent < WARM_SECONDS; ) spent += seconds(call, 1);
  const once = seconds(call, 1);
  return Math.max(1, Math.round(TURN_SECONDS / once));
}

function seconds(call: () => void, calls: number): number {
  const start = process.hrtime.bigint();
  for (let i = 0; i < calls; i++) call();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  return sorted[sorted.length >> 1] as number;
}
