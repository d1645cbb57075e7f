/**
 * Least squares without negative coefficients.
 * Source: Lawson and Hanson, Solving Least Squares Problems (1974), chapter 23: variables join one by one, the one with
 * the steepest gradient first, and leave again where the joined solution would make them negative.
 * For few variables: normal equations, eliminated with pivots.
 */

/** Gradients below this share of the largest product of columns count as zero. */
const TOLERANCE = 1e-12;

/**
 * @param rows of equations, each of equal length; @param targets one a row
 * @returns x ≥ 0 that makes Σ (row · x − target)² least
 */
export function nonNegativeLeastSquares(rows: readonly (readonly number[])[], targets: readonly number[]): number[] {
  const variables = rows[0]?.length ?? 0;
  const gram = matrixOf(variables, (i, j) => dotOf(rows, (row) => row[i] * row[j]));
  const moments = Array.from({ length: variables }, (_, i) => dotOf(rows, (row, at) => row[i] * targets[at]));
  const joined = new Set<number>();
  let solution = new Array<number>(variables).fill(0);
  const threshold = TOLERANCE * Math.max(0, ...moments.map(Math.abs));
  for (let round = 0; round < 3 * variables + 1; round++) {
    const gradient = moments.map((moment, i) => moment - sumOf(solution, (x, j) => gram[i][j] * x));
    const best = steepest(gradient, joined, threshold);
    if (best === undefined) break;
    joined.add(best);
    solution = withoutNegatives(gram, moments, joined, solution);
  }
  return solution;
}

function steepest(gradient: readonly number[], joined: ReadonlySet<number>, threshold: number): number | undefined {
  let best: number | undefined;
  for (const [i, value] of gradient.entries()) {
    if (joined.has(i) || value <= threshold) continue;
    if (best === undefined || value > gradient[best]) best = i;
  }
  return best;
}

/** Moves from `start` towards the solution of the joined variables; those that would become negative leave. */
function withoutNegatives(
  gram: readonly number[][],
  moments: readonly number[],
  joined: Set<number>,
  start: readonly number[],
): number[] {
  let from = [...start];
  for (;;) {
    const goal = solvedFor(
      [...joined].sort((x, y) => x - y),
      gram,
      moments,
    );
    const negative = [...joined].filter((i) => goal[i] <= 0);
    if (negative.length === 0) return goal;
    const share = Math.min(...negative.map((i) => (from[i] === goal[i] ? 0 : from[i] / (from[i] - goal[i]))));
    from = from.map((value, i) => value + share * (goal[i] - value));
    for (const i of negative) if (from[i] <= TOLERANCE * Math.max(1, ...from)) joined.delete(i);
    from = from.map((value, i) => (joined.has(i) ? value : 0));
  }
}

/** The unconstrained solution of some variables, zeros elsewhere. A variable that others already give is left at zero. */
function solvedFor(chosen: readonly number[], gram: readonly number[][], moments: readonly number[]): number[] {
  const table = chosen.map((i) => [...chosen.map((j) => gram[i][j]), moments[i]]);
  const size = chosen.length;
  const values = new Array<number>(size).fill(0);
  const pivots: number[] = [];
  for (let column = 0; column < size; column++) {
    const pivot = table[column][column];
    if (!(pivot > TOLERANCE * gram[chosen[column]][chosen[column]])) continue;
    pivots.push(column);
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = table[row][column] / pivot;
      for (let at = column; at <= size; at++) table[row][at] -= factor * table[column][at];
    }
  }
  for (const column of pivots) values[column] = table[column][size] / table[column][column];
  const solution = new Array<number>(moments.length).fill(0);
  for (const [at, i] of chosen.entries()) solution[i] = values[at];
  return solution;
}

function matrixOf(size: number, entry: (i: number, j: number) => number): number[][] {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => entry(i, j)));
}

function dotOf(rows: readonly (readonly number[])[], term: (row: readonly number[], at: number) => number): number {
  return rows.reduce((sum, row, at) => sum + term(row, at), 0);
}

function sumOf(values: readonly number[], term: (value: number, at: number) => number): number {
  return values.reduce((sum, value, at) => sum + term(value, at), 0);
}
