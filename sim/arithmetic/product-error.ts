/**
 * The error of a product against float64, split into what casting the operands loses and what the unit's
 * accumulation loses: the first thing that an architect choosing an accumulator reads. What of the operands' scales is
 * beyond the unit's range multiplies its results afterwards, exactly, as software would.
 * Left out: the error of float64 itself (2^-53 of each sum).
 */
import { bitsOf, type FloatFormat } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { type DotProductUnit, resultFormat } from '../../models/units/unit.js';
import type { ErrorStatistics } from '../../records/trace/errors.js';
import type { Codes } from './codes.js';
import { errorStatistics } from './error-statistics.js';
import type { ArithmeticEngine } from './kernels/engine.js';
import { decode, encode } from './reference/convert.js';
import { leastScaleExponent } from './reference/power-of-two.js';

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

export interface ProductError {
  readonly k: number;
  /** Casting the operands: products of cast values in float64 against products of the values. */
  readonly operands: ErrorStatistics;
  /** The unit: its result against float64 on the same cast values. */
  readonly accumulation: ErrorStatistics;
  readonly total: ErrorStatistics;
  /** Outputs that are NaN or infinite, in the unit or in float64: left out of the statistics. */
  readonly notFinite: number;
}

/** Operands are cast to nearest even, clipped at the largest value. */
export function productError(request: ErrorRequest, engine: ArithmeticEngine): ProductError {
  return errorOf(castProduct(request, engine), engine);
}

/** 1, 2, 4, … and k. */
export function sumLengths(k: number): number[] {
  const lengths: number[] = [];
  for (let length = 1; length < k; length *= 2) lengths.push(length);
  return [...lengths, k];
}

/**
 * The same product cut to its first 1, 2, 4, … terms, and whole.
 * @param done is told each length when it is computed
 */
export function errorAgainstK(
  request: ErrorRequest,
  engine: ArithmeticEngine,
  done: (k: number) => void = () => {},
): ProductError[] {
  const product = castProduct(request, engine);
  return sumLengths(request.k).map((k) => {
    const error = errorOf(firstTerms(product, k), engine);
    done(k);
    return error;
  });
}

/** The power of two of a product's operands, split into what the unit applies and what is applied to its results. */
export function splitScale({ left, right, unit }: Pick<ErrorRequest, 'left' | 'right' | 'unit'>) {
  const [least, most] = unit.scaleRange;
  const whole = left.scaleExponent + right.scaleExponent;
  const inside = Math.max(least, Math.min(most, whole));
  return { inside, after: whole - inside };
}

/** A product whose operands have been cast. */
interface CastProduct extends Omit<ErrorRequest, 'left' | 'right'> {
  readonly scale: ReturnType<typeof splitScale>;
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

function castProduct(request: ErrorRequest, engine: ArithmeticEngine): CastProduct {
  const { left, right, ...product } = request;
  return {
    ...product,
    scale: splitScale(request),
    left: { exact: left.values, ...castOperand(left, engine) },
    right: { exact: right.values, ...castOperand(right, engine) },
  };
}

function errorOf({ unit, m, n, k, scale, left, right }: CastProduct, engine: ArithmeticEngine): ProductError {
  const exact = product64(left.exact, right.exact, { m, n, k }, scale.after);
  const cast = product64(left.values, right.values, { m, n, k }, scale.after);
  const { codes } = engine.gemm({ unit, m, n, k, a: left.codes, b: right.codes, scaleSum: scale.inside });
  const format = resolveFloatFormat(resultFormat(unit), 'unit');
  const result = Float64Array.from(codes, (code) => decode(format, code));
  const finite = Array.from(result.keys()).filter((i) =>
    [result, exact, cast].every((outputs) => Number.isFinite(outputs[i])),
  );
  return {
    k,
    operands: errorStatistics(finite, exact, cast, { signal: exact, format }),
    accumulation: errorStatistics(finite, cast, result, { signal: exact, format }),
    total: errorStatistics(finite, exact, result, { signal: exact, format }),
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
 * The least power of two by which the largest finite magnitude fits the format, as an exponent within −32…31: the
 * policy "from the batch".
 */
export function batchScaleExponent(values: ArrayLike<number>, format: FloatFormat): number {
  let amax = 0;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i] as number);
    if (magnitude > amax && magnitude < Number.POSITIVE_INFINITY) amax = magnitude;
  }
  return Math.min(31, Math.max(-32, leastScaleExponent(amax, format)));
}

const CAST_RULE = { rounding: 'nearest-even', overflow: 'saturate' } as const;

/** Codes of an operand, and the values that they stand for. */
export function castOperand(operand: ErrorOperand, engine: ArithmeticEngine) {
  const { format, scaleExponent } = operand;
  const codes = operandCodes(operand, engine);
  return { codes, values: Float64Array.from(codes, (code) => decode(format, code) * 2 ** scaleExponent) };
}

/** By the fast twin where there is one: float32 values into at most 16 bits. */
function operandCodes({ values, format, scaleExponent }: ErrorOperand, engine: ArithmeticEngine): Codes {
  if (values instanceof Float32Array && bitsOf(format) <= 16)
    return engine.encode({ format, values, ...CAST_RULE, scaleExponent }).codes;
  const list = Array.from(values, (value) => encode(format, value * 2 ** -scaleExponent, CAST_RULE));
  if (bitsOf(format) <= 8) return Uint8Array.from(list);
  return bitsOf(format) <= 16 ? Uint16Array.from(list) : Uint32Array.from(list);
}

/** @param after the power of two by which results are too large */
function product64(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { m, n, k }: Pick<ErrorRequest, 'm' | 'n' | 'k'>,
  after: number,
): Float64Array {
  const result = new Float64Array(m * n);
  for (let row = 0; row < m; row++) {
    for (let i = 0; i < k; i++) {
      const value = a[row * k + i] as number;
      for (let column = 0; column < n; column++) {
        result[row * n + column] = (result[row * n + column] as number) + value * (b[i * n + column] as number);
      }
    }
  }
  return after === 0 ? result : result.map((value) => value * 2 ** -after);
}
