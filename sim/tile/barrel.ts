/**
 * The barrel's turn: from one slot of a worker to its next. A worker issues a bundle only when what the one before
 * loaded has come, so that fewer workers than a load's latency leave cycles empty; more workers make the turn longer.
 * Latencies are cycles: what is five slots on six workers is four on eight. Source: Graphcore tile vertex ISA (six
 * contexts, whose turn hides the latency of a load). Left out: latencies of single instructions.
 */
import type { TileMachine } from '../../models/machines/tiles/tile-machine.js';

/** Cycles from one slot of a worker to its next. */
export function turnCycles({ tile }: TileMachine): number {
  return Math.max(tile.workers, tile.loadLatencyCycles);
}

/** Slots of one worker from the last issue of its first row to that row's first result. */
export function pipelineSlots(machine: TileMachine): number {
  return Math.ceil(machine.amp.latencyCycles / turnCycles(machine));
}
