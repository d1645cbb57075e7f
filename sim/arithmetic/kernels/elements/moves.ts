/** Rearrangements in the kernels, of elements of any width. */
import type { Elements, MoveRequest, TurnRequest } from '../../elements.js';
import type { KernelHost } from '../host/kernel-host.js';
import { TURNED_BYTES, UNIT_ELEMENTS } from './layout.js';
import { takenLike } from './place.js';
import { Moves, Turning } from './records.js';

export function moved(host: KernelHost, { inputs, places, piece }: MoveRequest): Elements {
  const { arena } = host;
  const [like] = inputs as readonly [Elements];
  const width = like.BYTES_PER_ELEMENT;
  arena.clear();
  const output = arena.allocate(places.length * piece * width);
  const job = arena.record(Moves, {
    source: inputs.length === 1 ? arena.copy(like) : sideBySide(host, inputs),
    places: arena.copy(places),
    output,
    count: places.length,
    pieceBytes: piece * width,
  });
  host.run('movesUnit', job, Math.ceil(places.length / UNIT_ELEMENTS));
  return takenLike(host, output, like, places.length * piece);
}

export function turned(host: KernelHost, { codes, rows, columns }: TurnRequest): Elements {
  const { arena } = host;
  const width = codes.BYTES_PER_ELEMENT;
  const bands = Math.ceil(rows / (TURNED_BYTES / width));
  arena.clear();
  const output = arena.allocate(codes.byteLength);
  const job = arena.record(Turning, { source: arena.copy(codes), output, rows, columns, bands, codeBytes: width });
  host.run('turnUnit', job, bands * (codes.length / (rows * columns)));
  return takenLike(host, output, codes, codes.length);
}

/** Address of a copy of arrays one after another. */
function sideBySide({ arena }: KernelHost, inputs: readonly Elements[]): number {
  const total = inputs.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const address = arena.allocate(total);
  let at = address;
  for (const { buffer, byteOffset, byteLength } of inputs) {
    arena.bytes(at, byteLength).set(new Uint8Array(buffer, byteOffset, byteLength));
    at += byteLength;
  }
  return address;
}
