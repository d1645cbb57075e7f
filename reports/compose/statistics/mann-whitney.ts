/**
 * The one-sided test of Mann and Whitney (1947), exact for any sizes and ties: how often a split of all values into two
 * samples of these sizes has a rank sum as low as the first sample's, where nothing tells the samples apart.
 */

/** Probability of ranks as low as those of `lower`, or lower. @param lower, higher at least one value each */
export function mannWhitney(lower: readonly number[], higher: readonly number[]): number {
  const all = [...lower, ...higher];
  const doubled = all.map((value) => doubledRank(value, all));
  const observed = doubled.slice(0, lower.length).reduce((sum, rank) => sum + rank, 0);
  const ways = waysBySum(doubled, lower.length);
  const total = ways.reduce((sum, count) => sum + count, 0);
  return ways.slice(0, observed + 1).reduce((sum, count) => sum + count, 0) / total;
}

/** Twice the mean of the places that equal values share: a whole number. */
function doubledRank(value: number, all: readonly number[]): number {
  const below = all.filter((other) => other < value).length;
  const equal = all.filter((other) => other === value).length;
  return 2 * below + equal + 1;
}

/** How many choices of `size` of the ranks have each sum. */
function waysBySum(ranks: readonly number[], size: number): number[] {
  const most = ranks.reduce((sum, rank) => sum + rank, 0);
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(most + 1));
  (ways[0] as Float64Array)[0] = 1;
  for (const rank of ranks) {
    for (let taken = size; taken > 0; taken--) {
      const [own, fewer] = [ways[taken] as Float64Array, ways[taken - 1] as Float64Array];
      for (let sum = most; sum >= rank; sum--) own[sum] = (own[sum] as number) + (fewer[sum - rank] as number);
    }
  }
  return [...(ways[size] as Float64Array)];
}
