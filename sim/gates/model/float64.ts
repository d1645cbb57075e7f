/**
 * Float64 as a carrier of exact sums: powers of two, exponents, and a sum of three numbers rounded to odd, from which any
 * rounding to fewer than 51 bits is right.
 * Source: Boldo and Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to odd",
 * IEEE Transactions on Computers 57(4), 2008; Knuth's TwoSum.
 */

const LEAST = -1074;
const POWERS = powers();
const float64 = new Float64Array(1);
const words = new Uint32Array(float64.buffer);
/** Index of the word with sign and exponent. */
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

function powers(): Float64Array {
  const table = new Float64Array(1023 - LEAST + 1);
  let power = Number.MIN_VALUE;
  for (let i = 0; i < table.length; i++) {
    table[i] = power;
    power *= 2;
  }
  return table;
}

/** 2^exponent, from −1074 to 1023. */
export function powerOfTwo(exponent: number): number {
  return POWERS[exponent - LEAST] as number;
}

/** ⌊log2 |value|⌋ of a normal float64. */
export function exponentOf(value: number): number {
  float64[0] = value;
  return (((words[HIGH] as number) >>> 20) & 0x7ff) - 1023;
}

/** x + y + z: exact where it is a float64, else the neighbour with an odd last bit. */
export function sumToOdd(x: number, y: number, z: number): number {
  const s = x + y;
  const e = twoSumError(x, y, s);
  const t = s + z;
  const f = twoSumError(s, z, t);
  const g = f + e;
  const h = twoSumError(f, e, g);
  const u = t + g;
  const rest = twoSumError(t, g, u) + h;
  if (rest === 0) return u;
  return towardOdd(u, rest < 0 !== u < 0);
}

/** What x + y lost when it became `sum`. */
function twoSumError(x: number, y: number, sum: number): number {
  const part = sum - x;
  return x - (sum - part) + (y - part);
}

function towardOdd(value: number, isAbove: boolean): number {
  float64[0] = value;
  const low = words[1 - HIGH] as number;
  if (isAbove) {
    words[1 - HIGH] = low - 1;
    if (low === 0) words[HIGH] = (words[HIGH] as number) - 1;
  }
  words[1 - HIGH] = (words[1 - HIGH] as number) | 1;
  return float64[0] as number;
}
