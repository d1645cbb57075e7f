/**
 * One kind of error over the outputs of a product: signal to noise, bias, the largest in last places.
 * Left out: what it is an error of (product-error.ts; of the products of a training: traces/errors).
 */
import { type FloatFormat, leastNormalExponent } from '../../models/formats/format.js';
import type { ErrorKind, ErrorStatistics } from '../../records/trace/errors.js';
import { logarithm } from './reference/elements/elementary-functions.js';

/** What errors are measured in: the power of the exact outputs, and the last places of a format. */
export interface ErrorScale {
  readonly signal: Float64Array;
  readonly format: FloatFormat;
}

/** Errors of `got` against `expected`. @param outputs which are judged, by number: all of them finite */
export function errorStatistics(
  outputs: readonly number[],
  expected: Float64Array,
  got: Float64Array,
  { signal, format }: ErrorScale,
): ErrorStatistics {
  const power = outputs.reduce((total, i) => total + (signal[i] as number) ** 2, 0);
  const rms = Math.sqrt(power / Math.max(1, outputs.length));
  let noise = 0;
  let sum = 0;
  let maxUlp = 0;
  for (const i of outputs) {
    const error = (got[i] as number) - (expected[i] as number);
    noise += error ** 2;
    sum += error;
    maxUlp = Math.max(maxUlp, Math.abs(error) / lastPlace(Math.max(Math.abs(expected[i] as number), rms), format));
  }
  const kind = errorKind(outputs.length, power, noise);
  return {
    kind,
    snrDb: kind === 'noisy' ? decibels(power / noise) : null,
    bias: rms === 0 ? 0 : sum / outputs.length / rms,
    maxUlp,
  };
}

function errorKind(outputs: number, power: number, noise: number): ErrorKind {
  if (outputs === 0) return 'no-output';
  if (noise === 0) return 'exact';
  return power === 0 ? 'no-signal' : 'noisy';
}

/** Distance of neighbours of the format at a value. */
function lastPlace(value: number, format: FloatFormat): number {
  const exponent = value < LEAST_NORMAL ? Number.NEGATIVE_INFINITY : exponentOf(value);
  return 2 ** (Math.max(exponent, leastNormalExponent(format)) - format.mantissaBits);
}

/** Of float64: below it no format has its least normal number. */
const LEAST_NORMAL = 2 ** -1022;
const FLOAT64_BIAS = 1023;
const view = new DataView(new ArrayBuffer(8));

/** ⌊log2⌋ of a positive normal float64. */
function exponentOf(value: number): number {
  view.setFloat64(0, value);
  return (view.getUint16(0) >> 4) - FLOAT64_BIAS;
}

/** 10·log10 of a ratio of powers, the same on every engine; null where one of them is beyond float64. */
function decibels(ratio: number): number | null {
  const logarithmOf = logarithm(ratio);
  return Number.isFinite(logarithmOf) ? (10 * logarithmOf) / Math.LN10 : null;
}
