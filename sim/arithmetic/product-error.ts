/**
 * The error of a product against float64, split into what casting the operands loses and what the unit's
 * accumulation loses: the first thing that an architect choosing an accumulator reads.
 * Left out: the error of float64 itself (2^-53 of each sum).
 */
import { type FloatFormat, leastNormalExponent } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { type DotProductUnit, resultFormat } from '../../models/units/unit.js';
import type { ArithmeticEngine } from './kernels/engine.js';
import { decode, encode } from './reference/convert.js';

/** Values before any cast, and how they are cast: value = code's value × 2^scaleExponent. */
export interface ErrorOperand {
  /** Row-major, m × k on the left, k × n on the right. */
  readonly values: ArrayLike<number>;
  readonly format: FloatFormat;
  readonly scaleExponent: number;
}

export interface ErrorRequest {
  readonly unit: DotProductUnit;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly left: ErrorOperand;
  readonly right: ErrorOperand;
}

/** One kind of error over all outputs that are finite. */
export interface ErrorStatistics {
  /** 10·log10(Σ exact² / Σ error²), dB; null for no error at all. */
  readonly snrDb: number | null;
  /** Mean error over the root mean square of the exact outputs; its sign is the error's. */
  readonly bias: number;
  /** Largest error in units of the last place of the accumulator, at the exact output. */
  readonly maxUlp: number;
}

export interface ProductError {
  readonly k: number;
  /** Casting the operands: products of cast values in float64 against products of the values. */
  readonly operands: ErrorStatistics;
  /** The unit: its result against float64 on the same cast values. */
  readonly accumulation: ErrorStatistics;
  readonly total: ErrorStatistics;
  /** Outputs that are NaN or infinite, left out of the statistics. */
  readonly notFinite: number;
}

/** Operands are cast to nearest even, clipped at the largest value. */
export function productError(request: ErrorRequest, engine: ArithmeticEngine): ProductError {
  const { unit, m, n, k, left, right } = request;
  const [a, b] = [castOperand(left), castOperand(right)];
  const exact = product64(left.values, right.values, m, n, k);
  const cast = product64(a.values, b.values, m, n, k);
  const scaleSum = left.scaleExponent + right.scaleExponent;
  const { codes } = engine.gemm({ unit, m, n, k, a: a.codes, b: b.codes, scaleSum });
  const format = resolveFloatFormat(resultFormat(unit), 'unit');
  const result = Float64Array.from(codes, (code) => decode(format, code));
  const finite = Array.from(result.keys()).filter((i) => Number.isFinite(result[i]));
  return {
    k,
    operands: statistics(finite, exact, cast, exact, format),
    accumulation: statistics(finite, cast, result, exact, format),
    total: statistics(finite, exact, result, exact, format),
    notFinite: result.length - finite.length,
  };
}

/** The same product cut to its first 1, 2, 4, … terms, and whole. */
export function errorAgainstK(request: ErrorRequest, engine: ArithmeticEngine): ProductError[] {
  const lengths: number[] = [];
  for (let k = 1; k < request.k; k *= 2) lengths.push(k);
  return [...lengths, request.k].map((k) => productError(firstTerms(request, k), engine));
}

function firstTerms(request: ErrorRequest, k: number): ErrorRequest {
  const { m, n, left, right } = request;
  const values = Float64Array.from(
    { length: m * k },
    (_, i) => left.values[Math.floor(i / k) * request.k + (i % k)] as number,
  );
  return {
    ...request,
    k,
    left: { ...left, values },
    right: { ...right, values: Float64Array.from({ length: k * n }, (_, i) => right.values[i] as number) },
  };
}

function castOperand({ values, format, scaleExponent }: ErrorOperand) {
  const rule = { rounding: 'nearest-even', overflow: 'saturate' } as const;
  const list = Array.from(values, (value) => encode(format, value * 2 ** -scaleExponent, rule));
  const bits = format.exponentBits + format.mantissaBits + (format.signed ? 1 : 0);
  const codes = bits <= 8 ? Uint8Array.from(list) : bits <= 16 ? Uint16Array.from(list) : Uint32Array.from(list);
  return { codes, values: Float64Array.from(list, (code) => decode(format, code) * 2 ** scaleExponent) };
}

function product64(a: ArrayLike<number>, b: ArrayLike<number>, m: number, n: number, k: number): Float64Array {
  const result = new Float64Array(m * n);
  for (let row = 0; row < m; row++) {
    for (let i = 0; i < k; i++) {
      const value = a[row * k + i] as number;
      for (let column = 0; column < n; column++) {
        result[row * n + column] = (result[row * n + column] as number) + value * (b[i * n + column] as number);
      }
    }
  }
  return result;
}

/** Errors of `got` against `expected`, over the power of `signal`. */
function statistics(
  outputs: readonly number[],
  expected: Float64Array,
  got: Float64Array,
  signal: Float64Array,
  format: FloatFormat,
): ErrorStatistics {
  let power = 0;
  let noise = 0;
  let sum = 0;
  let maxUlp = 0;
  for (const i of outputs) {
    const error = (got[i] as number) - (expected[i] as number);
    power += (signal[i] as number) ** 2;
    noise += error ** 2;
    sum += error;
    maxUlp = Math.max(maxUlp, Math.abs(error) / lastPlace(expected[i] as number, format));
  }
  const rms = Math.sqrt(power / Math.max(1, outputs.length));
  return {
    snrDb: noise === 0 ? null : 10 * Math.log10(power / noise),
    bias: rms === 0 ? 0 : sum / outputs.length / rms,
    maxUlp,
  };
}

/** Distance of neighbours of the format at a value. */
function lastPlace(value: number, format: FloatFormat): number {
  const exponent = value === 0 ? Number.NEGATIVE_INFINITY : Math.floor(Math.log2(Math.abs(value)));
  return 2 ** (Math.max(exponent, leastNormalExponent(format)) - format.mantissaBits);
}
