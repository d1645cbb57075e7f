/**
 * Exact binary numbers, the raw float on which every reference computes: ± significand × 2^exponent.
 * Left out: NaN and Inf, which callers settle before they come here.
 */

/** significand ≥ 0, an integer of any length; zero keeps its sign and has any exponent. */
export interface Dyadic {
  readonly negative: boolean;
  readonly significand: bigint;
  readonly exponent: number;
}

const view = new DataView(new ArrayBuffer(8));

/** The exact value of a finite float64. */
export function dyadicOf(value: number): Dyadic {
  if (!Number.isFinite(value)) throw new RangeError(`dyadicOf takes finite values, got ${value}`);
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  const mantissa = bits & 0xfffffffffffffn;
  const negative = bits >> 63n === 1n;
  if (field === 0) return { negative, significand: mantissa, exponent: -1074 };
  return { negative, significand: mantissa | 0x10000000000000n, exponent: field - 1075 };
}

/** a · b, exactly. */
export function multiply(a: Dyadic, b: Dyadic): Dyadic {
  return {
    negative: a.negative !== b.negative,
    significand: a.significand * b.significand,
    exponent: a.exponent + b.exponent,
  };
}

/** a · 2^shift, exactly. */
export function scale(a: Dyadic, shift: number): Dyadic {
  return { ...a, exponent: a.exponent + shift };
}

/** The exact sum. A sum of zero is +0, except that zeros of one sign keep it (IEEE 754-2019, 6.3). */
export function sum(terms: readonly Dyadic[]): Dyadic {
  const exponent = Math.min(...terms.map((term) => term.exponent));
  let total = 0n;
  for (const term of terms) total += signed(term) << BigInt(term.exponent - exponent);
  const allNegative = terms.length > 0 && terms.every((term) => term.negative);
  const negative = total < 0n || (total === 0n && allNegative);
  return { negative, significand: total < 0n ? -total : total, exponent };
}

/** ⌊log2 |a|⌋ of a non-zero value. */
export function floorLog2(a: Dyadic): number {
  return bitLength(a.significand) - 1 + a.exponent;
}

/** Number of bits of a non-negative integer; 0 for 0. */
function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}

function signed(a: Dyadic): bigint {
  return a.negative ? -a.significand : a.significand;
}
