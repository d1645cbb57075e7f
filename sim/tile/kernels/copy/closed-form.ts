/** Copies and gathers by arithmetic on bytes. */
import type { TileMachine } from '../../../../models/machines/tiles/tile-machine.js';
import type { TileResult } from '../../engines/result.js';
import { oneLaunch } from '../shared/total.js';
import { addLoop, calledWork, coissuedTrip, overlappedTrip, streamed, type Trip } from '../shared/work.js';
import type { CopyTask, ElementGroups, GatherTask } from './task.js';

export function copyForm({ bytes, elementGroups }: CopyTask, machine: TileMachine): TileResult {
  const { copy } = machine.programs;
  const word = wordTrip(elementGroups, machine);
  return oneLaunch(copy, machine, Math.ceil(bytes / machine.tile.loadBytes), (words) =>
    addLoop(calledWork(machine, copy.setupSlots), word, words),
  );
}

export function gatherForm({ pieces, bytesPerPiece, elementGroups }: GatherTask, machine: TileMachine): TileResult {
  const { gather } = machine.programs;
  const word = wordTrip(elementGroups, machine);
  const words = Math.ceil(bytesPerPiece / machine.tile.loadBytes);
  return oneLaunch(gather, machine, pieces, (share) =>
    addLoop(calledWork(machine, gather.setupSlots + share * gather.pieceSlots), word, share * words),
  );
}

/** A whole word of the port: in one slot, or in two within one element. */
function wordTrip(elementGroups: ElementGroups, machine: TileMachine): Trip {
  const { loadBytes } = machine.tile;
  const body = streamed(loadBytes, 0, loadBytes, machine);
  return elementGroups === 'separate' ? overlappedTrip(body) : coissuedTrip(body);
}
