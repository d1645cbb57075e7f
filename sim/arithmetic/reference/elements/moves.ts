/** Elements in another order, piece by piece. */
import { type Elements, emptyLike, type MoveRequest } from '../../elements.js';

export function movedPieces({ inputs, places, piece }: MoveRequest): Elements {
  const pieces = inputs.flatMap((input) =>
    Array.from({ length: input.length / piece }, (_, i) => input.subarray(i * piece, (i + 1) * piece)),
  );
  const results = emptyLike(inputs[0] as Elements, places.length * piece);
  for (const [i, place] of places.entries()) if (place >= 0) results.set(pieces[place] as Elements, i * piece);
  return results;
}
