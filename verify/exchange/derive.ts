/**
 * The constants of the exchange's closed form, from schedules of drawn phases: least squares of what a schedule takes
 * beyond payload and latency, each phase weighted by its length, with none, half and all of its words clashing.
 */
import { ipu21 } from '../../models/machines/tiles/ipu21.js';
import type { ExchangeLosses } from '../../models/machines/tiles/tile-machine.js';
import { randomWord } from '../../runtime/random.js';
import { contended, type ExchangePattern, type ReceivedTraffic } from '../../sim/array/exchange/closed-form.js';
import { allToAll, type Grid, gather, HOMES, scatter, withClashes } from '../../sim/array/exchange/patterns.js';
import type { Transfer } from '../../sim/array/exchange/receiver-sets.js';
import { scheduleAt } from '../../sim/array/exchange/schedule.js';

export const CLASH_SHARES = [0, 0.5, 1] as const;

export interface DrawnPhase {
  readonly traffic: Omit<ReceivedTraffic, 'homes' | 'occupied'>;
  readonly clashes: number;
  readonly cycles: number;
}

const SPLITS = [2, 3, 4, 6, 8, 9, 12, 15, 16, 24, 27] as const;
const WORDS = [1000, 2000, 4000, 8000] as const;
const MESSAGE_WORDS = [32, 128, 512, 2048] as const;
const KINDS = { multicast: ['left', 'right', 'both'], pairwise: ['scatter', 'scatter', 'all-to-all'] } as const;
/** A phase of more transfers is drawn again: it would take seconds. */
const MOST_TRANSFERS = 10_000;

/** So many phases of a pattern, each with every share of clashes. */
export function drawnPhases(pattern: ExchangePattern, count: number, seed: number): DrawnPhase[] {
  const phases: DrawnPhase[] = [];
  for (let stream = 0; phases.length < count * CLASH_SHARES.length; stream++) {
    const transfers = drawnTransfers(pattern, seed, stream);
    if (transfers.length === 0 || transfers.length > MOST_TRANSFERS) continue;
    const traffic = { pattern, ...busiestReceiver(transfers) };
    for (const clashes of CLASH_SHARES) {
      phases.push({ traffic, clashes, cycles: scheduleAt('ordinary', withClashes(transfers, clashes)).cycles });
    }
  }
  return phases;
}

function drawnTransfers(pattern: ExchangePattern, seed: number, stream: number): Transfer[] {
  let index = 0;
  const oneOf = <Value>(values: readonly Value[]): Value =>
    values[randomWord(seed, stream, index++) % values.length] as Value;
  const grid: Grid = { splitM: oneOf(SPLITS), splitN: oneOf(SPLITS), splitK: oneOf(SPLITS) };
  const tiles = grid.splitM * grid.splitN * grid.splitK;
  if (tiles < ipu21.tiles / 2 || tiles > ipu21.tiles) return [];
  const block = () => ({ words: oneOf(WORDS), messageWords: oneOf(MESSAGE_WORDS), homes: oneOf(HOMES) });
  const kind = oneOf<string>(KINDS[pattern]);
  if (kind === 'scatter') return scatter(grid, block());
  if (kind === 'all-to-all')
    return allToAll(
      Array.from({ length: 8 * oneOf(SPLITS) }, (_, tile) => tile),
      oneOf(MESSAGE_WORDS),
    );
  return gather(grid, {
    ...(kind === 'right' ? {} : { left: block() }),
    ...(kind === 'left' ? {} : { right: block() }),
  });
}

/** Words, messages and senders of the tile that receives most. */
function busiestReceiver(transfers: readonly Transfer[]) {
  const received = new Map<number, { words: number; messages: number; senders: Set<number> }>();
  for (const { sender, receivers, words } of transfers) {
    for (const receiver of receivers) {
      const sums = received.get(receiver) ?? { words: 0, messages: 0, senders: new Set<number>() };
      sums.words += words;
      sums.messages++;
      sums.senders.add(sender);
      received.set(receiver, sums);
    }
  }
  const [busiest] = [...received.values()].sort((a, b) => b.words - a.words);
  const { words = 0, messages = 0, senders = [] } = busiest ?? {};
  return { words, pairedWords: 0, messages, senders: [...senders].length };
}

/**
 * What least squares of relative errors give: first of the phases without clashes, then of the others with that kept.
 * Multicasts do not contend: that term is left out of theirs.
 */
export function derivedShares(pattern: ExchangePattern, phases: readonly DrawnPhase[]): ExchangeLosses {
  const apart = phases.filter(({ clashes }) => clashes === 0);
  const clashing = phases.filter(({ clashes }) => clashes > 0);
  const terms = ({ words, senders }: DrawnPhase['traffic']) =>
    pattern === 'pairwise' ? [senders, contended(senders) * words] : [senders];
  const [turnCycles = 0, contention = 0] = fitted(apart, ({ traffic }) => terms(traffic), excess);
  const beyond = (phase: DrawnPhase) => {
    const { words, senders } = phase.traffic;
    return excess(phase) - turnCycles * senders - contention * contended(senders) * words;
  };
  const [clash = 0] = fitted(clashing, ({ traffic, clashes }) => [clashes * traffic.words], beyond);
  return { turnCycles, contention, clash };
}

/** Cycles beyond payload and latency. */
function excess({ traffic, cycles }: DrawnPhase): number {
  return cycles - traffic.words - ipu21.exchange.latencyCycles;
}

function fitted(
  phases: readonly DrawnPhase[],
  terms: (phase: DrawnPhase) => number[],
  value: (phase: DrawnPhase) => number,
): number[] {
  const rows = phases.map((phase) => terms(phase).map((term) => term / phase.cycles));
  return leastSquares(
    rows,
    phases.map((phase) => value(phase) / phase.cycles),
  );
}

/** By the normal equations, solved by elimination. */
function leastSquares(rows: readonly number[][], values: readonly number[]): number[] {
  const size = rows[0]?.length ?? 0;
  const sum = (of: (row: readonly number[], i: number) => number) =>
    rows.reduce((total, row, i) => total + of(row, i), 0);
  const equations = Array.from({ length: size }, (_, a) => [
    ...Array.from({ length: size }, (__, b) => sum((row) => (row[a] as number) * (row[b] as number))),
    sum((row, i) => (row[a] as number) * (values[i] as number)),
  ]);
  equations.forEach((pivot, a) => {
    for (const other of equations) {
      if (other === pivot) continue;
      const factor = (other[a] as number) / (pivot[a] as number);
      other.forEach((value, b) => {
        other[b] = value - factor * (pivot[b] as number);
      });
    }
  });
  return equations.map((equation, a) => (equation[size] as number) / (equation[a] as number));
}
