/** cos πx from + − × ÷ only, as elementary-functions.ts. Error below 4 units in the last place of 1. */

/** Terms of the series: the next one, (π/4)²² ÷ 22!, is below 2^-76. */
const TERMS = 10;

/** @param x from 0 to 1 */
export function cosineOfPi(x: number): number {
  if (x > 0.5) return -cosineOfPi(1 - x);
  return x <= 0.25 ? cosine(Math.PI * x) : sine(Math.PI * (0.5 - x));
}

/** Of an angle up to π/4. */
function cosine(angle: number): number {
  const square = angle * angle;
  let sum = 1;
  for (let i = TERMS; i >= 1; i--) sum = 1 - (square / ((2 * i - 1) * (2 * i))) * sum;
  return sum;
}

function sine(angle: number): number {
  const square = angle * angle;
  let sum = 1;
  for (let i = TERMS; i >= 1; i--) sum = 1 - (square / (2 * i * (2 * i + 1))) * sum;
  return angle * sum;
}
