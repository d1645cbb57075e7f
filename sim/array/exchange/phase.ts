/**
 * The length of an exchange phase: the closed form of its schedule (closed-form.ts) for the words that the busiest tile
 * receives, plus barrier and skew. Send and receive are independent; a multicast is sent once and received by each.
 * Words are read from SRAM where they are sent and written to SRAM where they arrive.
 * Left out: the schedule itself, transfer by transfer (schedule.ts), and paired mode.
 */
import type { ExchangeRecord } from '../../../models/machines/tiles/tile-machine.js';
import type { CyclesByCause, StructuralCount } from '../../../records/counts/tile-counts.js';
import { scheduledCycles } from './closed-form.js';

/** One phase: what the busiest tile receives, and what all tiles send and receive together. */
export interface ExchangePhase {
  readonly pattern: 'gather' | 'reduction';
  readonly receivedBytesPerTile: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** Transfers that the busiest tile takes and makes; one of each where nothing is said. */
  readonly transfers?: Transfers;
  /** Tensors that are sent, each from a home of its own; one where nothing is said. */
  readonly homes?: number;
}

export interface Transfers {
  readonly received: number;
  readonly sent: number;
}

export const NOTHING_MOVES: ExchangePhase = {
  pattern: 'gather',
  receivedBytesPerTile: 0,
  sentBytes: 0,
  receivedBytes: 0,
};

/** Gathers in one phase: what each receives and sends is added. */
export function movedTogether(gathers: readonly ExchangePhase[]): ExchangePhase {
  return gathers.reduce(
    (sum, phase) => ({
      pattern: 'gather',
      receivedBytesPerTile: sum.receivedBytesPerTile + phase.receivedBytesPerTile,
      sentBytes: sum.sentBytes + phase.sentBytes,
      receivedBytes: sum.receivedBytes + phase.receivedBytes,
      ...(sum.transfers === undefined && phase.transfers === undefined
        ? {}
        : { transfers: added(transfersOf(sum), transfersOf(phase)) }),
      ...(homesOf(sum) + homesOf(phase) > 1 ? { homes: homesOf(sum) + homesOf(phase) } : {}),
    }),
    NOTHING_MOVES,
  );
}

export function transfersOf({ transfers, receivedBytes }: ExchangePhase): Transfers {
  return transfers ?? (receivedBytes > 0 ? { received: 1, sent: 1 } : { received: 0, sent: 0 });
}

function homesOf({ homes, receivedBytes }: ExchangePhase): number {
  return homes ?? (receivedBytes > 0 ? 1 : 0);
}

function added(a: Transfers, b: Transfers): Transfers {
  return { received: a.received + b.received, sent: a.sent + b.sent };
}

/** What a phase adds to the counts of the tiles together. */
export function exchangeCounts({ sentBytes, receivedBytes }: ExchangePhase) {
  return {
    exchangeSentBytes: sentBytes,
    exchangeReceivedBytes: receivedBytes,
    sramReadBytes: sentBytes,
    sramWriteBytes: receivedBytes,
  } as const satisfies Partial<Record<StructuralCount, number>>;
}

/** Items of 32 bits. */
const WORD_BYTES = 4;

export interface ExchangeCycles {
  readonly cycles: number;
  readonly byCause: Pick<CyclesByCause, 'exchange' | 'sync'>;
}

/** How full the tiles are where nothing is said: between those of a small program and of a large one. */
const USUAL_OCCUPIED = 0.5;

/**
 * Nothing to move takes no phase and no time.
 * @param occupied share of a tile's memory that is taken, from 0 to 1
 */
export function exchangeCycles(
  phase: ExchangePhase,
  exchange: ExchangeRecord,
  occupied: number = USUAL_OCCUPIED,
): ExchangeCycles {
  if (phase.receivedBytes === 0) return { cycles: 0, byCause: { exchange: 0, sync: 0 } };
  const { received } = transfersOf(phase);
  const scheduled = scheduledCycles(
    {
      pattern: phase.pattern === 'gather' ? 'multicast' : 'pairwise',
      words: Math.ceil(phase.receivedBytesPerTile / WORD_BYTES),
      pairedWords: 0,
      messages: received,
      senders: received,
      homes: phase.homes ?? 1,
      occupied,
    },
    exchange,
  );
  const sync = exchange.phaseCycles + exchange.skewCycles;
  return { cycles: scheduled + sync, byCause: { exchange: scheduled, sync } };
}
