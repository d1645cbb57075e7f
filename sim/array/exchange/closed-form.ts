/**
 * Cycles of an exchange schedule from what a planner knows: words, messages and senders of the busiest receiver, and
 * how full its memory is. A gather by multicast goes at the fabric's rate but for turns between senders; tiles that
 * exchange among themselves lose by waiting for each other; and what is stored in an SRAM element that is sent from
 * stops one of the two. Fan-out and the place of the tiles are in the constants' spread: they change little.
 * A planner gives it the words of each operand's block that do not lie there already, added where both come in one phase
 * (homes: 2), the tiles that hold them, and the bytes that its plan takes over what a tile can hold; barrier and skew come
 * on top (phase.ts).
 * Left out: which elements a placement gives. The constants: models/machines/tiles/exchange-closed-form.ts.
 */
import { IPU21_FABRIC } from '../../../models/machines/tiles/ipu21-fabric.js';
import type { ExchangeRecord } from '../../../models/machines/tiles/tile-machine.js';

export const EXCHANGE_PATTERNS = ['multicast', 'pairwise'] as const;
export type ExchangePattern = (typeof EXCHANGE_PATTERNS)[number];

/** Of the busiest receiver. */
export interface ReceivedTraffic {
  /** `multicast`: gathers, re-gathers, broadcasts; `pairwise`: scatters of partial sums, all to all. */
  readonly pattern: ExchangePattern;
  /** Of 32 bits, those that come 64 bits wide among them. */
  readonly words: number;
  readonly pairedWords: number;
  readonly messages: number;
  /** Tiles that send to it. */
  readonly senders: number;
  /** Operands in the phase: each is read from a home of its own. */
  readonly homes: number;
  /** Share of its memory that is taken, 0 to 1. */
  readonly occupied: number;
}

/** From the first event to the last store; nothing received takes no time. */
export function scheduledCycles(traffic: ReceivedTraffic, exchange: ExchangeRecord): number {
  const clash = Math.min(1, exchange.clashPerOccupied * traffic.occupied);
  let apart = 1;
  for (let home = 0; home < traffic.homes; home++) apart *= 1 - clash;
  return cyclesWithClashes(traffic, 1 - apart, exchange);
}

/** @param clashes share of the words that are stored where the receiver sends from */
export function cyclesWithClashes(
  { pattern, words, pairedWords, messages, senders }: Omit<ReceivedTraffic, 'homes' | 'occupied'>,
  clashes: number,
  exchange: ExchangeRecord,
): number {
  if (words === 0) return 0;
  const { bytesPerCycle, latencyCycles } = exchange;
  const { turnCycles, contention, clash } = exchange[pattern];
  const payload = ((words - pairedWords / 2) * WORD_BYTES) / bytesPerCycle;
  const busy = Math.max(payload, messages * CONTROLS);
  const lost = contention * contended(senders) * payload + turnCycles * senders + clash * clashes * payload;
  return Math.ceil(busy + lost) + latencyCycles;
}

/** Two senders can take turns; of more, one waits while the others are served. */
export function contended(senders: number): number {
  return Math.max(0, 1 - 2 / senders);
}

const WORD_BYTES = 4;
const CONTROLS = IPU21_FABRIC.receiveControlCycles + IPU21_FABRIC.pointerCycles;
