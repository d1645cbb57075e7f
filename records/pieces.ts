/** Bytes that stand one after the other in a file, in pieces that lie where they were made. */

export type Pieces = readonly Uint8Array[];

/** Of all together, in bytes. */
export function lengthOf(pieces: Pieces): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

/** A copy, in memory of its own. */
export function joined(pieces: Pieces): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(lengthOf(pieces));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
