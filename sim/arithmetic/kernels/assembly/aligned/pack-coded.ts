/**
 * Operands of 8-bit codes for float64 lanes, through tables: values and exponents, a block's scale in both, and where
 * the unit has short sums (short.ts) every chunk of a line once more, as 16-bit multiples of its own lowest set bit,
 * two depths side by side. Codes that are no finite value mark their line and become zeros.
 */
import {
  NOT_SHORT,
  SHORT_BITS,
  SHORT_LARGEST_UNIT,
  SPECIAL_EXPONENT_8,
  ZERO_EXPONENT_16,
  ZERO_EXPONENT_8,
} from '../../shared/layout';
import { powerOfTwo } from '../exact/pack-values';
import { AlignedOperand } from '../../aligned/records';

/** The unit of a chunk of zeros. */
const ZEROS_UNIT: i32 = SHORT_LARGEST_UNIT;

/** A panel that holds zeros where it has no lines or depths. */
export function packCoded(operand: AlignedOperand, panel: i32, first: i32, lines: i32): void {
  const length = operand.chunkLength;
  for (let chunk = 0; chunk < operand.paddedDepth / length; chunk++) {
    const start = chunk * length;
    const count = min(length, operand.depth - start);
    let bits: i32 = 0;
    for (let line = 0; line < operand.width; line++) {
      const taken = line < lines ? max(count, 0) : 0;
      const scale = taken > 0 ? scaleOf(operand, first + line, chunk) : 0;
      const codes =
        operand.codes + <usize>(first + line) * operand.lineStride + <usize>start * operand.depthStride;
      const place = <usize>((panel * operand.paddedDepth + start) * operand.width + line);
      packLine(operand, codes, place, taken, scale, first + line);
      if (operand.shorts != 0) bits = max(bits, packShorts(operand, codes, panel, chunk, line, taken, scale));
    }
    if (operand.shorts != 0) {
      store<i32>(operand.shortBits + (<usize>(panel * (operand.paddedDepth / length) + chunk) << 2), bits);
    }
  }
}

/** Exponent of a line's scales in a chunk. */
// @ts-ignore: decorator
@inline
function scaleOf(operand: AlignedOperand, line: i32, chunk: i32): i32 {
  if (operand.blockExponents == 0) return 0;
  return load<i16>(operand.blockExponents + (<usize>(line * (operand.paddedDepth / operand.chunkLength) + chunk) << 1));
}

/** Values and exponents of a line's chunk. */
function packLine(operand: AlignedOperand, codes: usize, place: usize, count: i32, scale: i32, line: i32): void {
  const width = <usize>operand.width;
  const factor = powerOfTwo(scale + operand.scaleExponent);
  let values = operand.values + (place << 3);
  let exponents = operand.exponents + (place << 1);
  for (let k = 0; k < count; k++) {
    const code = <usize>load<u8>(codes);
    const exponent = <i32>load<i8>(operand.exponentTable + code);
    store<f64>(values, load<f64>(operand.table + (code << 3)) * factor);
    if (exponent <= ZERO_EXPONENT_8) {
      store<i16>(exponents, ZERO_EXPONENT_16);
      if (exponent == SPECIAL_EXPONENT_8) mark(operand, line, code);
    } else store<i16>(exponents, <i16>(exponent + scale));
    codes += operand.depthStride;
    values += width << 3;
    exponents += width << 1;
  }
}

function mark(operand: AlignedOperand, line: i32, code: usize): void {
  const marks = operand.lineMarks + <usize>line;
  store<u8>(marks, load<u8>(marks) | load<u8>(operand.markTable + code));
}

/** 16-bit multiples of a line's chunk, its largest power of two and its unit. Returns the bits that it takes. */
function packShorts(
  operand: AlignedOperand, codes: usize, panel: i32, chunk: i32, line: i32, count: i32, scale: i32,
): i32 {
  const width = <usize>operand.width;
  const stride = operand.depthStride;
  let least: i32 = 127;
  let largest: i32 = ZERO_EXPONENT_8;
  for (let k = 0, at = codes; k < count; k++, at += stride) {
    const code = <usize>load<u8>(at);
    least = min(least, <i32>load<i8>(operand.leastTable + code));
    largest = max(largest, <i32>load<i8>(operand.exponentTable + code));
  }
  const chunks = operand.paddedDepth / operand.chunkLength;
  const facts = operand.shortFacts + (<usize>(panel * chunks + chunk) * width << 4) + (<usize>line << 3);
  const pairs = (operand.chunkLength + 1) >> 1;
  let to = operand.shorts + ((<usize>((panel * chunks + chunk) * pairs) * width + <usize>line) << 2);
  if (largest <= ZERO_EXPONENT_8) {
    store<f64>(facts, 0);
    store<f64>(facts + (width << 3), powerOfTwo(ZEROS_UNIT));
    for (let pair = 0; pair < pairs; pair++, to += width << 2) store<u32>(to, 0);
    return 0;
  }
  const added = scale + operand.scaleExponent;
  const bits = largest - least + 1;
  const unit = least + added;
  if (bits > SHORT_BITS || unit < operand.leastUnit || unit > SHORT_LARGEST_UNIT) return NOT_SHORT;
  store<f64>(facts, powerOfTwo(largest + added));
  store<f64>(facts + (width << 3), powerOfTwo(unit));
  for (let k = 0, at = codes; k < pairs * 2; k += 2, at += 2 * stride, to += width << 2) {
    store<i16>(to, k < count ? multiple(operand, at, least) : 0);
    store<i16>(to, k + 1 < count ? multiple(operand, at + stride, least) : 0, 2);
  }
  return bits;
}

/** A code's value in units of 2^least. */
// @ts-ignore: decorator
@inline
function multiple(operand: AlignedOperand, at: usize, least: i32): i16 {
  const code = <usize>load<u8>(at);
  return <i16>(<i32>load<i16>(operand.oddTable + (code << 1)) << (<i32>load<i8>(operand.leastTable + code) - least));
}
