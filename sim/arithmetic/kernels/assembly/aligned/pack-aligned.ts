/**
 * Operands of the aligned kernels: each code as a value times the operand's scale, and as the exponent that the
 * hardware aligns by (subnormals have the format's least, zeros one below every other sum).
 * Codes that are no finite value mark their line and become zeros. Codes of 8 bits go through tables of both.
 */
import { LINE_INFINITE, LINE_NAN, SPECIAL_EXPONENT_8, ZERO_EXPONENT_16, ZERO_EXPONENT_8 } from '../../shared/layout';
import { powerOfTwo } from '../exact/pack-values';
import { AlignedOperand } from '../../aligned/records';
import { packCoded } from './pack-coded';
import { packFloat16 } from './pack-float16';
import { packGrouped } from './pack-grouped';

/** Work unit: a panel. */
export function packAlignedUnit(address: usize, panel: i32, thread: i32): void {
  const operand = changetype<AlignedOperand>(address);
  const first = panel * operand.width;
  const lines = min(operand.width, operand.lines - first);
  if (operand.grouped) return packGrouped(operand, panel, first, lines);
  if (operand.codeBytes == 2 && operand.table == 0) return packFloat16(operand, panel, first, lines);
  if (lines < operand.width || operand.depth < operand.paddedDepth) clearPanel(operand, panel);
  if (operand.exponentTable != 0 && operand.wide) packCoded(operand, panel, first, lines);
  else if (operand.exponentTable != 0) packTabled(operand, panel, first, lines);
  else if (operand.depthStride == 1) {
    for (let line = 0; line < lines; line++) {
      for (let k = 0; k < operand.depth; k++) packOne(operand, panel, first, line, k);
    }
  } else {
    for (let k = 0; k < operand.depth; k++) {
      for (let line = 0; line < lines; line++) packOne(operand, panel, first, line, k);
    }
  }
}

/** 8-bit codes with 8-bit exponents. */
function packTabled(operand: AlignedOperand, panel: i32, first: i32, lines: i32): void {
  const width = <usize>operand.width;
  const table = operand.table;
  const exponentTable = operand.exponentTable;
  const lineStride = operand.lineStride;
  const place = <usize>(panel * operand.paddedDepth) * width;
  const from = operand.codes + <usize>first * operand.lineStride;
  const size = <usize>operand.depth * width;
  let values = operand.values + (place << 2);
  let exponents = operand.exponents + place;
  const padding = width - <usize>lines;
  for (let k: usize = 0; k < <usize>operand.depth; k++) {
    let source = from + k * operand.depthStride;
    for (let line = 0; line < lines; line++) {
      const code = <usize>load<u8>(source);
      store<u32>(values, load<u32>(table + (code << 2)));
      store<u8>(exponents, load<u8>(exponentTable + code));
      source += lineStride;
      values += 4;
      exponents++;
    }
    values += padding << 2;
    exponents += padding;
  }
  const special = i8x16.splat(<i8>SPECIAL_EXPONENT_8);
  let found = i8x16.splat(0);
  const packed = operand.exponents + place;
  for (let at: usize = 0; at + 16 <= size; at += 16) {
    found = v128.or(found, i8x16.eq(v128.load(packed + at), special));
  }
  if (v128.any_true(found) || size % 16 != 0) markLines(operand, first, packed, size);
}

function markLines(operand: AlignedOperand, first: i32, exponents: usize, size: usize): void {
  for (let at: usize = 0; at < size; at++) {
    if (load<i8>(exponents + at) != SPECIAL_EXPONENT_8) continue;
    const line = first + <i32>(at % <usize>operand.width);
    const k = <i32>(at / <usize>operand.width);
    const code = <usize>load<u8>(operand.codes + <usize>line * operand.lineStride + <usize>k * operand.depthStride);
    const marks = operand.lineMarks + <usize>line;
    store<u8>(marks, load<u8>(marks) | load<u8>(operand.markTable + code));
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
