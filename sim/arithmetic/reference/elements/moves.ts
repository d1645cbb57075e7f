/** Elements in another order: piece by piece, or matrices turned. */
import { type Elements, emptyLike, type MoveRequest, type TurnRequest } from '../../elements.js';

export function movedPieces({ inputs, places, piece }: MoveRequest): Elements {
  const pieces = inputs.flatMap((input) =>
    Array.from({ length: input.length / piece }, (_, i) => input.subarray(i * piece, (i + 1) * piece)),
  );
  const results = emptyLike(inputs[0] as Elements, places.length * piece);
  for (const [i, place] of places.entries()) if (place >= 0) results.set(pieces[place] as Elements, i * piece);
  return results;
}

export function turnedMatrices({ codes, rows, columns }: TurnRequest): Elements {
  const results = emptyLike(codes, codes.length);
  for (let first = 0; first < codes.length; first += rows * columns) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        results[first + row * columns + column] = codes[first + column * rows + row] as number;
      }
    }
  }
  return results;
}
