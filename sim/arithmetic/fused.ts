/**
 * float32 results rounded once, from float64 arithmetic that may round itself: a float64 that was made odd where it is
 * not exact rounds to float32 as the exact value.
 * Source: Boldo and Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to odd"
 * (IEEE Transactions on Computers, 2008).
 */

const float64 = new Float64Array(1);
const words = new Uint32Array(float64.buffer);
const [LOW, HIGH] = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? ([0, 1] as const) : ([1, 0] as const);

/** A float64 next to an inexact one, or itself, of odd significand. @param error exact value − rounded, not zero */
function odd(rounded: number, error: number): number {
  float64[0] = rounded;
  const low = words[LOW] as number;
  if ((low & 1) !== 0) return rounded;
  if (error > 0 === rounded > 0) words[LOW] = low | 1;
  else if (low === 0) {
    words[LOW] = 0xffffffff;
    words[HIGH] = (words[HIGH] as number) - 1;
  } else words[LOW] = low - 1;
  return float64[0] as number;
}

/** a · b + c of float32 values, rounded once to float32. */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const product = a * b;
  const total = product + c;
  if (!Number.isFinite(total)) return Math.fround(Math.fround(product) + c);
  const back = total - product;
  const error = product - (total - back) + (c - back);
  return Math.fround(error === 0 ? total : odd(total, error));
}

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/**
 * A float64 as the float32 next to it of odd significand, itself where it is one: rounded again to fewer than 22 bits it is
 * what the float64 is. Beyond float32's largest value it is that value.
 */
export function oddFloat32(value: number): number {
  const rounded = Math.fround(value);
  if (rounded === value || Number.isNaN(value)) return rounded;
  single[0] = rounded;
  const code = bits[0] as number;
  if ((code & 1) !== 0) return rounded;
  bits[0] = Math.abs(rounded) < Math.abs(value) ? code + 1 : code - 1;
  return single[0] as number;
}
