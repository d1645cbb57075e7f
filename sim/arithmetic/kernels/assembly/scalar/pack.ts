/**
 * A line of an operand for the scalar path: every code as the float64 that it is worth, its scales included, and the
 * exponent that the unit aligns it by. NaN and infinities stay in the values; their exponents are NO_EXPONENT.
 * Of every chunk: the norm and the unit of its finite values, which tell whether float64 holds sums of products.
 */
import { NO_EXPONENT } from '../../scalar/layout';
import { powerOfTwo } from '../exact/pack-values';
import { ScalarFormat, ScalarOperand } from '../../scalar/records';

/** Not below the true norm, whatever the additions and the root rounded. */
const NORM_MARGIN: f64 = 1.0000001;

/** Work unit: a line. */
export function packScalarUnit(address: usize, line: i32, thread: i32): void {
  const operand = changetype<ScalarOperand>(address);
  const depth = operand.paddedDepth;
  const values = operand.values + (<usize>(line * depth) << 3);
  const exponents = operand.exponents + (<usize>(line * depth) << 1);
  const source = <usize>load<i32>(operand.lines + (<usize>line << 2));
  packValuesOf(operand, source, values, exponents);
  for (let chunk = 0; chunk < operand.chunks; chunk++) {
    const first = load<i32>(operand.chunkStarts + (<usize>chunk << 2));
    const end = load<i32>(operand.chunkStarts + (<usize>chunk << 2), 4);
    const place = <usize>(line * operand.chunks + chunk);
    storeFacts(operand.facts + (place << 4), values + (<usize>first << 3), end - first);
    if (operand.scaleFormat != 0) {
      const format = changetype<ScalarFormat>(operand.scaleFormat);
      const exponent = operand.scaleExponent + exponentOf(format, blockScale(operand, source, first), 0);
      store<i16>(operand.scaleExponents + (place << 1), <i16>exponent);
    } else store<i16>(operand.scaleExponents + (place << 1), <i16>operand.scaleExponent);
  }
}

function packValuesOf(operand: ScalarOperand, source: usize, values: usize, exponents: usize): void {
  const format = changetype<ScalarFormat>(operand.format);
  const factor = powerOfTwo(operand.scaleExponent);
  let scale: f64 = 1;
  let added = operand.scaleExponent;
  for (let i = 0; i < operand.paddedDepth; i++) {
    if (operand.scaleFormat != 0 && i % operand.block == 0) {
      scale = blockScale(operand, source, i);
      added = operand.scaleExponent + exponentOf(changetype<ScalarFormat>(operand.scaleFormat), scale, 0);
    }
    const decoded = i < operand.depth ? decodeValue(format, codeAt(operand, source, i)) : 0;
    const own = operand.flushed && abs(decoded) < powerOfTwo(format.least) ? 0 : decoded;
    const value = own * scale * factor;
    const isAligned = isFinite(value) && (value != 0 || operand.zerosAligned);
    store<f64>(values + (<usize>i << 3), value);
    store<i16>(
      exponents + (<usize>i << 1),
      isAligned ? <i16>(exponentOf(format, own, operand.normalised) + added) : <i16>NO_EXPONENT,
    );
  }
}

function codeAt(operand: ScalarOperand, line: usize, depth: i32): u32 {
  const element = line * operand.lineStride + <usize>depth * operand.depthStride;
  if (operand.codeBytes == 1) return load<u8>(operand.codes + element);
  if (operand.codeBytes == 2) return load<u16>(operand.codes + (element << 1));
  return load<u32>(operand.codes + (element << 2));
}

/** The scale of the block that holds a product, its sign left out; 1 where there is none. */
function blockScale(operand: ScalarOperand, line: usize, depth: i32): f64 {
  const block = depth / operand.block;
  if (operand.scales == 0 || block >= operand.blocks) return 1;
  const element = line * operand.scaleLineStride + <usize>(block * operand.scaleDepthStride);
  return abs(decodeValue(changetype<ScalarFormat>(operand.scaleFormat), load<u32>(operand.scales + (element << 2))));
}

/** The value of a code: the twin of `decode` in reference/convert.ts. */
export function decodeValue(format: ScalarFormat, code: u32): f64 {
  const negative = format.signCode != 0 && code >= format.signCode;
  const magnitude = negative ? code - format.signCode : code;
  if (magnitude == 0 && negative) return format.negativeZeroNan ? NaN : format.negativeZero ? -0.0 : 0;
  if (magnitude > format.maxCode) return magnitude != format.infinityCode ? NaN : negative ? -Infinity : Infinity;
  const value = magnitudeValue(format, magnitude);
  return negative ? -value : value;
}

function magnitudeValue(format: ScalarFormat, magnitude: u32): f64 {
  if (magnitude == 0 && format.zero) return 0;
  const bits = format.mantissaBits;
  const field = <i32>(magnitude >> bits);
  const mantissa = magnitude & ((1 << bits) - 1);
  if (field == 0 && format.subnormals) return <f64>mantissa * powerOfTwo(format.least - bits);
  return <f64>(mantissa + (1 << bits)) * powerOfTwo(field - format.bias - bits);
}

/** ⌊log2 |value|⌋ of a normal float64. */
// @ts-ignore: decorator
@inline
export function leadingExponent(value: f64): i32 {
  return <i32>((reinterpret<u64>(value) >> 52) & 0x7ff) - 1023;
}

/** The exponent that a unit aligns a finite value by: see operandTerm in reference/term.ts. */
export function exponentOf(format: ScalarFormat, value: f64, normalised: i32): i32 {
  if (value == 0) return format.least;
  return normalised ? leadingExponent(value) : max(leadingExponent(value), format.least);
}

/** Euclidean norm, and the power of two that all finite values are multiples of (2^1000 where all are zero). */
function storeFacts(facts: usize, values: usize, count: i32): void {
  let squares: f64 = 0;
  let unit = powerOfTwo(1000);
  for (let i = 0; i < count; i++) {
    const value = load<f64>(values + (<usize>i << 3));
    if (value == 0 || !isFinite(value)) continue;
    squares += value * value;
    unit = min(unit, unitOf(value));
  }
  // Squares of smaller values leave float64's normal range: no bound then.
  store<f64>(facts, unit < powerOfTwo(-500) ? Infinity : sqrt(squares) * NORM_MARGIN);
  store<f64>(facts, unit, 8);
}

/** The largest power of two that a value is a multiple of. */
function unitOf(value: f64): f64 {
  const bits = reinterpret<u64>(value);
  const zeros = <i32>ctz((bits & 0xfffffffffffff) | 0x10000000000000);
  return powerOfTwo(<i32>((bits >> 52) & 0x7ff) - 1075 + zeros);
}
