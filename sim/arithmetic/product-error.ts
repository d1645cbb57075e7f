/**
 * The error of a product against float64, split into what casting the operands loses and what the unit's
 * accumulation loses: the first thing that an architect choosing an accumulator reads.
 * Left out: the error of float64 itself (2^-53 of each sum).
 */
import { type FloatFormat, leastNormalExponent, maxFinite } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { type DotProductUnit, resultFormat } from '../../models/units/unit.js';
import type { Codes } from './codes.js';
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
  /**
   * Largest error in units of the last place of the accumulator, at the exact output or at the root mean
   * square of all outputs, whichever is larger: outputs that cancel to nearly nothing do not count more.
   */
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
  return errorOf(castProduct(request), engine);
}

/** The same product cut to its first 1, 2, 4, … terms, and whole. */
export function errorAgainstK(request: ErrorRequest, engine: ArithmeticEngine): ProductError[] {
  const product = castProduct(request);
  const lengths: number[] = [];
  for (let k = 1; k < request.k; k *= 2) lengths.push(k);
  return [...lengths, request.k].map((k) => errorOf(firstTerms(product, k), engine));
}

/** A product whose operands have been cast. */
interface CastProduct extends Omit<ErrorRequest, 'left' | 'right'> {
  readonly scaleSum: number;
  readonly left: CastOperand;
  readonly right: CastOperand;
}

interface CastOperand {
  /** Before the cast. */
  readonly exact: ArrayLike<number>;
  readonly codes: Codes;
  /** What the codes stand for. */
  readonly values: ArrayLike<number>;
}

function castProduct({ left, right, ...product }: ErrorRequest): CastProduct {
  return {
    ...product,
    scaleSum: left.scaleExponent + right.scaleExponent,
    left: { exact: left.values, ...castOperand(left) },
    right: { exact: right.values, ...castOperand(right) },
  };
}

function errorOf({ unit, m, n, k, scaleSum, left, right }: CastProduct, engine: ArithmeticEngine): ProductError {
  const exact = product64(left.exact, right.exact, m, n, k);
  const cast = product64(left.values, right.values, m, n, k);
  const { codes } = engine.gemm({ unit, m, n, k, a: left.codes, b: right.codes, scaleSum });
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

/** The first k columns of the left operand, and the first k rows of the right one. */
function firstTerms(product: CastProduct, k: number): CastProduct {
  const { m, n } = product;
  const columns = <T extends Float64Array | Codes>(into: T, from: ArrayLike<number>): T => {
    for (let i = 0; i < m * k; i++) into[i] = from[Math.floor(i / k) * product.k + (i % k)] as number;
    return into;
  };
  const { left, right } = product;
  return {
    ...product,
    k,
    left: {
      exact: columns(new Float64Array(m * k), left.exact),
      codes: columns(left.codes.slice(0, m * k), left.codes),
      values: columns(new Float64Array(m * k), left.values),
    },
    right: {
      exact: Float64Array.from({ length: k * n }, (_, i) => right.exact[i] as number),
      codes: right.codes.slice(0, k * n),
      values: Float64Array.from({ length: k * n }, (_, i) => right.values[i] as number),
    },
  };
}

/**
 * The power-of-two scale that brings the largest magnitude just under the format's largest value, as an
 * exponent within −32…31: the policy "from the batch".
 */
export function batchScaleExponent(values: ArrayLike<number>, format: FloatFormat): number {
  let amax = 0;
  for (let i = 0; i < values.length; i++) amax = Math.max(amax, Math.abs(values[i] as number));
  if (amax === 0 || !Number.isFinite(amax)) return 0;
  const exponent = Math.ceil(Math.log2(amax) - Math.log2(maxFinite(format)));
  return Math.min(31, Math.max(-32, exponent));
}

/** Codes of an operand, and the values that they stand for. */
export function castOperand({ values, format, scaleExponent }: ErrorOperand) {
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
