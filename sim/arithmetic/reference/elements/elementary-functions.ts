/**
 * exp and log from + − × ÷ and powers of two only, so that every engine gives the same last bit
 * (ECMAScript leaves that of Math.exp and Math.log open). Error below 4 units in the last place.
 */

const LN2_HIGH = 0.6931471803691238; // ln 2 to 33 bits (fdlibm e_exp.c)
const LN2_LOW = 1.9082149292705877e-10; // the rest
const LOG2_E = Math.LOG2E;

/** e^x; 0 below −745, Infinity above 709.8. */
export function exponential(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < -745) return 0;
  if (x > 709.8) return Number.POSITIVE_INFINITY;
  const n = Math.round(x * LOG2_E);
  const r = x - n * LN2_HIGH - n * LN2_LOW;
  let term = 1;
  let sum = 0;
  for (let i = 14; i >= 1; i--) sum = (r / i) * (1 + sum);
  term += sum;
  const half = Math.trunc(n / 2);
  return term * 2 ** half * 2 ** (n - half);
}

const view = new DataView(new ArrayBuffer(8));

const LEAST_NORMAL = 2.2250738585072014e-308;

/** Natural logarithm of a positive, normal float64. */
export function logarithm(x: number): number {
  if (!(x >= LEAST_NORMAL)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  const { exponent, ofMantissa } = split(x);
  return exponent * LN2_HIGH + (ofMantissa + exponent * LN2_LOW);
}

/** Logarithm to base 2 of a positive, normal float64; exact for powers of two. */
export function binaryLogarithm(x: number): number {
  if (!(x >= LEAST_NORMAL)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  const { exponent, ofMantissa } = split(x);
  return exponent + ofMantissa * LOG2_E;
}

/** x = 2^exponent · mantissa in (√½, √2], and the mantissa's natural logarithm by the series of artanh. */
function split(x: number): { readonly exponent: number; readonly ofMantissa: number } {
  view.setFloat64(0, x);
  let exponent = ((view.getUint16(0) >> 4) & 0x7ff) - 1023;
  let mantissa = x / 2 ** Math.trunc(exponent / 2) / 2 ** (exponent - Math.trunc(exponent / 2));
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 0;
  for (let i = 21; i >= 1; i -= 2) sum = 1 / i + square * sum;
  return { exponent, ofMantissa: 2 * s * sum };
}
