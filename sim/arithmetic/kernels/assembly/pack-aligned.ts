/**
 * Operands of the aligned kernels: each code as a value times the operand's scale, and as the exponent that the
 * hardware aligns by (subnormals have the format's least, zeros one below every other sum).
 * Codes that are no finite value mark their line and become zeros.
 */
import { LINE_INFINITE, LINE_NAN, ZERO_EXPONENT_16, ZERO_EXPONENT_8 } from '../layout';
import { powerOfTwo } from './pack-values';
import { AlignedOperand } from './records';

/** Work unit: a panel. */
export function packAlignedUnit(address: usize, panel: i32, thread: i32): void {
  const operand = changetype<AlignedOperand>(address);
  const first = panel * operand.width;
  const lines = min(operand.width, operand.lines - first);
  if (lines < operand.width || operand.depth < operand.paddedDepth) clearPanel(operand, panel);
  if (operand.depthStride == 1) {
    for (let line = 0; line < lines; line++) {
      for (let k = 0; k < operand.depth; k++) packOne(operand, panel, first, line, k);
    }
  } else {
    for (let k = 0; k < operand.depth; k++) {
      for (let line = 0; line < lines; line++) packOne(operand, panel, first, line, k);
    }
  }
}

// @ts-ignore: decorator
@inline
function packOne(operand: AlignedOperand, panel: i32, first: i32, line: i32, k: i32): void {
  const bits = bitsAt(operand, first + line, k);
  const place = <usize>((panel * operand.paddedDepth + k) * operand.width + line);
  const field = <i32>((bits >> 23) & 255);
  const isZero = (bits & 0x7fffffff) == 0;
  if (field == 255) {
    const marks = operand.lineMarks + <usize>(first + line);
    store<u8>(marks, load<u8>(marks) | <u8>(bits & 0x7fffff ? LINE_NAN : LINE_INFINITE));
  }
  const empty = isZero || field == 255;
  // A zero keeps its sign.
  const value: f64 = field == 255 ? 0 : <f64>reinterpret<f32>(bits) * powerOfTwo(operand.scaleExponent);
  const exponent = max(field - 127, operand.leastExponent);
  if (operand.wide) {
    store<f64>(operand.values + (place << 3), value);
    store<i16>(operand.exponents + (place << 1), <i16>(empty ? ZERO_EXPONENT_16 : exponent));
  } else {
    store<f32>(operand.values + (place << 2), <f32>value);
    store<i8>(operand.exponents + place, <i8>(empty ? ZERO_EXPONENT_8 : exponent));
  }
}

/** The float32 bits of an element's value. */
// @ts-ignore: decorator
@inline
function bitsAt(operand: AlignedOperand, line: i32, k: i32): u32 {
  const element = <usize>line * operand.lineStride + <usize>k * operand.depthStride;
  if (operand.codeBytes == 4) return load<u32>(operand.codes + (element << 2)) << operand.codeShift;
  const code: usize = operand.codeBytes == 1 ? load<u8>(operand.codes + element) : load<u16>(operand.codes + (element << 1));
  return load<u32>(operand.table + (code << 2));
}

function clearPanel(operand: AlignedOperand, panel: i32): void {
  const size = <usize>(operand.paddedDepth * operand.width);
  const first = <usize>panel * size;
  if (operand.wide) {
    memory.fill(operand.values + (first << 3), 0, size << 3);
    for (let i: usize = 0; i < size; i++) store<i16>(operand.exponents + ((first + i) << 1), ZERO_EXPONENT_16);
  } else {
    memory.fill(operand.values + (first << 2), 0, size << 2);
    memory.fill(operand.exponents + first, <u8>ZERO_EXPONENT_8, size);
  }
}
