/**
 * 8-bit and float32 operands as float64 values, with the facts of every chunk for float32, one value at a time.
 * Left out: float16 (pack-halves.ts), integers (pack-singles.ts, pack-limbs.ts).
 */
import { CODES_8, LINE_INFINITE, LINE_NAN } from '../../shared/layout';
import { setFacts } from './chunk-facts';
import { Operand } from '../../exact/records';

/** Bits of the low limb; every 8-bit format's significand shifted by fewer fits 13 bits and a sign. */
export const LIMB_BITS = 10;

/** One part in 2^40 more, for the roundings of squares, their sum and its root. */
export const ABOVE: f64 = 1 + 1.0 / 1099511627776;

/** 2^exponent for normal exponents. */
// @ts-ignore: decorator
@inline
export function powerOfTwo(exponent: i32): f64 {
  return reinterpret<f64>(<u64>(exponent + 1023) << 52);
}

function mark(operand: Operand, line: i32, marks: i32): void {
  const address = operand.lineMarks + <usize>line;
  store<u8>(address, <u8>(<i32>load<u8>(address) | marks));
}

/** One panel as float64 values, each depth's lines side by side, with units, facts and marks. */
export function packValues(operandAddress: usize, panel: i32): void {
  const operand = changetype<Operand>(operandAddress);
  const width = operand.width;
  const length = operand.chunkLength;
  for (let chunk = 0; chunk < operand.chunks; chunk++) {
    const place = panel * operand.chunks + chunk;
    let least = Infinity;
    let largest: f64 = 0;
    for (let line = 0; line < width; line++) {
      let output = operand.values + (<usize>(place * width * length + line) << 3);
      const index = panel * width + line;
      let squares: f64 = 0;
      let lowest = Infinity;
      for (let i = 0; i < length; i++) {
        const depth = chunk * length + i;
        const inside = index < operand.lines && depth < operand.depth;
        const value = inside ? valueAt(operand, index, depth) : 0;
        store<f64>(output, value);
        output += <usize>width << 3;
        squares += value * value;
        if (value != 0) lowest = min(lowest, lowestBit(value));
      }
      least = min(least, lowest);
      largest = max(largest, squares);
    }
    if (operand.codeBytes == CODES_8) continue;
    setFacts(operand.facts, place, Infinity, Infinity, least, sqrt(largest) * ABOVE);
  }
}

/** The weight of the lowest set bit of a non-zero value with at most 24 bits, as a power of two. */
function lowestBit(value: f64): f64 {
  const bits = reinterpret<u64>(value);
  const zeros = min(<i32>ctz(bits), 52);
  return powerOfTwo(<i32>((bits >> 52) & 0x7ff) - 1075 + zeros);
}

/** A code's value times the operand's scale; a special value marks its line and counts as zero. */
function valueAt(operand: Operand, line: i32, depth: i32): f64 {
  const element = <usize>line * operand.lineStride + <usize>depth * operand.depthStride;
  const scale = powerOfTwo(operand.scaleExponent);
  if (operand.codeBytes == CODES_8) {
    const code = <usize>load<u8>(operand.codes + element);
    return <f64>load<i64>(operand.table + (code << 3)) * powerOfTwo(operand.tableExponent) * scale;
  }
  const value = <f64>load<f32>(operand.codes + (element << 2));
  if (isFinite(value)) return value * scale;
  mark(operand, line, isNaN(value) ? LINE_NAN : LINE_INFINITE);
  return 0;
}

/** The value of a float16 code. */
export function halfValue(code: u32): f64 {
  const field = <i32>((code >> 10) & 31);
  const mantissa = <f64>(code & 1023);
  const magnitude =
    field == 31
      ? code & 1023
        ? NaN
        : Infinity
      : field == 0
        ? mantissa * powerOfTwo(-24)
        : (1024 + mantissa) * powerOfTwo(field - 25);
  return code & 0x8000 ? -magnitude : magnitude;
}
