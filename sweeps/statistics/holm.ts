/** Holm's correction (1979): of several tests at once, the probabilities that may each be held against one level. */

/** In the order of `probabilities`; each at least what it was, at most 1. */
export function holm(probabilities: readonly number[]): number[] {
  const order = probabilities
    .map((_, i) => i)
    .sort((a, b) => (probabilities[a] as number) - (probabilities[b] as number));
  const corrected = new Array<number>(probabilities.length);
  let least = 0;
  order.forEach((place, rank) => {
    least = Math.max(least, Math.min(1, (probabilities.length - rank) * (probabilities[place] as number)));
    corrected[place] = least;
  });
  return corrected;
}
