/**
 * The length of an exchange phase: the words that the busiest tile receives at the fabric's rate, over
 * the efficiency that schedules reach, plus latency, barrier and skew. Send and receive are independent;
 * a multicast is sent once and received by each. Words are read from SRAM where they are sent and written to SRAM where
 * they arrive. Left out: the schedule itself, tile by tile, and paired mode.
 */
import type { ExchangeRecord } from '../../../models/machines/tiles/tile-machine.js';
import type { CyclesByCause, StructuralCount } from '../../../records/counts/tile-counts.js';

/** One phase: what the busiest tile receives, and what all tiles send and receive together. */
export interface ExchangePhase {
  readonly pattern: 'gather' | 'reduction';
  readonly receivedBytesPerTile: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** Transfers that the busiest tile takes and makes; one of each where nothing is said. */
  readonly transfers?: Transfers;
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
    }),
    NOTHING_MOVES,
  );
}

export function transfersOf({ transfers, receivedBytes }: ExchangePhase): Transfers {
  return transfers ?? (receivedBytes > 0 ? { received: 1, sent: 1 } : { received: 0, sent: 0 });
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

export interface ExchangeCycles {
  readonly cycles: number;
  readonly byCause: Pick<CyclesByCause, 'exchange' | 'sync'>;
}

/** Nothing to move takes no phase and no time. */
export function exchangeCycles(phase: ExchangePhase, exchange: ExchangeRecord): ExchangeCycles {
  if (phase.receivedBytes === 0) return { cycles: 0, byCause: { exchange: 0, sync: 0 } };
  const efficiency = phase.pattern === 'gather' ? exchange.gatherEfficiency : exchange.reductionEfficiency;
  const words = Math.ceil(phase.receivedBytesPerTile / exchange.bytesPerCycle);
  const scheduled = Math.ceil(words / efficiency) + exchange.latencyCycles;
  const sync = exchange.phaseCycles + exchange.skewCycles;
  return { cycles: scheduled + sync, byCause: { exchange: scheduled, sync } };
}
