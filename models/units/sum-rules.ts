/** Rules of summation that more than one family names. */
import { InputError, shown } from '../input-error.js';
import type { AlignedSum, SumRule } from './unit.js';

/** Aligned and truncated as NVIDIA does: MMA-Sim, arXiv:2511.10909. */
export function alignedTruncated(fractionBits: number): AlignedSum {
  return {
    kind: 'aligned',
    fractionBits,
    cut: 'truncate',
    accumulatorAligned: 'with-products',
    productExponent: 'operands',
    subnormals: 'least-exponent',
    zeroProducts: 'left-out',
  };
}

/** Fraction bits of an aligned sum that a user may ask for. */
const MOST_FRACTION_BITS = 64;

/**
 * How a sum is formed inside a step, as a user says it: `exact`, `float32`, or a number of fraction bits that every
 * term is truncated to below the largest exponent.
 */
export function sumRuleOf(text: string, where: string): SumRule {
  if (text === 'exact' || text === 'float32') return { kind: text };
  const bits = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (bits >= 1 && bits <= MOST_FRACTION_BITS) return alignedTruncated(bits);
  throw new InputError(where, `exact, float32, or 1 to ${MOST_FRACTION_BITS} fraction bits`, shown(text));
}
