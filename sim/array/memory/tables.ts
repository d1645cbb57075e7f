/**
 * Bytes of SRAM that the exchange's static programs take on a tile, in the mean over all tiles: those of every op once,
 * however often it is run; phases of an op that make the same transfers are the rounds of a loop and share one program.
 * Left out: that tiles differ in what they send and receive.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { type ExchangePhase, transfersOf } from '../exchange/phase.js';
import type { Stage } from '../ops/array-op.js';

/** Of an op's stages. */
export function tableBytes(stages: readonly Stage[], machine: TileMachine): number {
  const programs = new Map<string, number>();
  for (const { exchange } of stages) {
    const { received, sent } = transfersOf(exchange);
    const key = `${exchange.pattern} ${received} ${sent}`;
    programs.set(key, Math.max(programs.get(key) ?? 0, phaseTableBytes(exchange, machine)));
  }
  return [...programs.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function phaseTableBytes(phase: ExchangePhase, { exchange, tiles }: TileMachine): number {
  const { tables, bytesPerCycle } = exchange;
  const { received, sent } = transfersOf(phase);
  if (received === 0) return 0;
  const words = phase.receivedBytesPerTile / bytesPerCycle / received;
  const send = tables.sendBytes + (words > tables.longSendWords ? tables.longSendBytes : 0);
  const partaking = Math.min(1, phase.receivedBytes / (phase.receivedBytesPerTile * tiles));
  const transferBytes = sent * send + received * (tables.receiveBytes + tables.addressBytes);
  return Math.ceil(tables.phaseBytes + partaking * transferBytes);
}
