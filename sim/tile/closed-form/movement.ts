/** Copies, gathers, patches, random bits and layout conversion by arithmetic on bytes. */
import type { TileMachine } from '../../../models/machines/machine.js';
import type { TileResult } from '../result.js';
import type { CopyTask, ElementGroups, GatherTask, PatchTask, RandomBitsTask, TransposeTask } from '../tile-task.js';
import { oneLaunch } from './total.js';
import { addLoop, calledWork, coissuedTrip, controlTrip, overlappedTrip, streamed, type Trip } from './work.js';

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

export function randomBitsForm({ bytes }: RandomBitsTask, machine: TileMachine): TileResult {
  const { randomBits } = machine.programs;
  const { loadBytes } = machine.tile;
  const word = coissuedTrip(streamed(0, Math.ceil(loadBytes / randomBits.bytesPerIssue), loadBytes, machine));
  return oneLaunch(randomBits, machine, Math.ceil(bytes / loadBytes), (words) =>
    addLoop(calledWork(machine, randomBits.setupSlots), word, words),
  );
}

/** A whole word of the port: in one slot, or in two within one element. */
function wordTrip(elementGroups: ElementGroups, machine: TileMachine): Trip {
  const { loadBytes } = machine.tile;
  const body = streamed(loadBytes, 0, loadBytes, machine);
  return elementGroups === 'separate' ? overlappedTrip(body) : coissuedTrip(body);
}

/** Bytes of a table's word. */
const PATCH_WORD_BYTES = 4;

export function patchForm({ words }: PatchTask, machine: TileMachine): TileResult {
  const { patch } = machine.programs;
  const word = controlTrip(
    { loads: 1, floats: 0, stores: 1, readBytes: PATCH_WORD_BYTES, writeBytes: PATCH_WORD_BYTES },
    patch.wordSlots,
  );
  return oneLaunch(patch, machine, words, (share) => addLoop(calledWork(machine, patch.setupSlots), word, share));
}

export function transposeForm({ rows, columns, bytesPerElement }: TransposeTask, machine: TileMachine): TileResult {
  const { transpose } = machine.programs;
  const bytes = transpose.elementsPerBlock * bytesPerElement;
  const body = streamed(bytes, 0, bytes, machine);
  const piece = controlTrip(body, body.loads + transpose.shuffleSlots + body.stores);
  return oneLaunch(transpose, machine, rows * Math.ceil(columns / transpose.elementsPerBlock), (pieces) =>
    addLoop(calledWork(machine, transpose.setupSlots), piece, pieces),
  );
}
