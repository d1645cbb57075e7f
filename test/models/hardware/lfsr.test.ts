/** The shift register's length: the order of x modulo its polynomial. */
import { expect, it } from 'vitest';
import { LFSR } from '../../../models/hardware/lfsr.js';

/** Prime factors of 2^32 − 1: Fermat's numbers 3, 5, 17, 257, 65537. */
const FACTORS = [3n, 5n, 17n, 257n, 65537n];
const PERIOD = 2n ** 32n - 1n;
const POLYNOMIAL = LFSR.taps.reduce((sum, tap) => sum | (1n << BigInt(tap)), 1n);

/** x^exponent over GF(2), modulo the polynomial. */
function powerOfX(exponent: bigint): bigint {
  let result = 1n;
  let base = 2n;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = product(result, base);
    base = product(base, base);
  }
  return result;
}

function product(x: bigint, y: bigint): bigint {
  let sum = 0n;
  let shifted = x;
  for (let left = y; left > 0n; left >>= 1n) {
    if (left & 1n) sum ^= shifted;
    shifted <<= 1n;
    if (shifted >> BigInt(LFSR.bits)) shifted ^= POLYNOMIAL;
  }
  return sum;
}

it('is maximal: x has order 2^32 − 1, and no smaller one', () => {
  expect(FACTORS.reduce((x, y) => x * y)).toBe(PERIOD);
  expect(powerOfX(PERIOD)).toBe(1n);
  expect(FACTORS.filter((factor) => powerOfX(PERIOD / factor) === 1n)).toEqual([]);
});
