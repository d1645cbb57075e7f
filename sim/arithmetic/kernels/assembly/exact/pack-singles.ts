/**
 * 8-bit codes as 16-bit integers in units of the lowest set bit of each line of a chunk, sixteen codes at a time:
 * a code's significand is made odd by a table of 16, its power of two comes from two more.
 * Left out: lines that need more than 15 bits, whose integers here are meaningless and whose facts say so.
 */
import { setFacts } from './chunk-facts';
import { ABOVE, LIMB_BITS, powerOfTwo } from './pack-values';
import { Operand } from '../../exact/records';
import { stage, STAGE_LINE } from './staging';

/** Odd part and trailing zeros of a significand below 16; zero counts as far up. */
// @ts-ignore: decorator
@inline
export function oddParts(): v128 {
  return i8x16(0, 1, 1, 3, 1, 5, 3, 7, 1, 9, 5, 11, 3, 13, 7, 15);
}
// @ts-ignore: decorator
@inline
function trailingZeros(): v128 {
  return i8x16(127, 0, 1, 0, 2, 0, 1, 0, 3, 0, 1, 0, 2, 0, 1, 0);
}

/** Position of the lowest set bit of each code, in units of the smallest value's; zero far up. */
// @ts-ignore: decorator
@inline
export function lowestBits(significands: v128, fields: v128): v128 {
  const shifts = i8x16.sub_sat_u(fields, i8x16.splat(1));
  return i8x16.add(shifts, i8x16.swizzle(trailingZeros(), significands));
}

// @ts-ignore: decorator
@inline
export function fieldsOf(codes: v128, mantissaBits: i32): v128 {
  return i8x16.shr_u(v128.and(codes, i8x16.splat(0x7f)), mantissaBits);
}

// @ts-ignore: decorator
@inline
export function significandsOf(codes: v128, fields: v128, mantissaBits: i32): v128 {
  const hidden = v128.andnot(i8x16.splat(<i8>(<i32>1 << mantissaBits)), i8x16.eq(fields, i8x16.splat(0)));
  return v128.or(v128.and(codes, i8x16.splat(<i8>((<i32>1 << mantissaBits) - 1))), hidden);
}

/** One panel: `singles`, units, facts and line marks. */
export function packSingles(operandAddress: usize, panel: i32, scratch: usize): void {
  const operand = changetype<Operand>(operandAddress);
  const width = operand.width;
  const mantissaBits = operand.mantissaBits;
  const stride = <usize>width << 2;
  for (let chunk = 0; chunk < operand.chunks; chunk++) {
    stage(operand, panel, chunk, scratch);
    const place = panel * operand.chunks + chunk;
    const output = operand.singles + (<usize>(place * width * operand.chunkLength) << 1);
    const units = operand.units + (<usize>(place * width) << 3);
    let spread: i32 = 0;
    let largest: f64 = 0;
    let real: f64 = 0;
    let least = Infinity;
    for (let line = 0; line < width; line++) {
      const from = scratch + <usize>line * STAGE_LINE;
      const left = v128.load(from);
      const right = v128.load(from, 16);
      const leftFields = fieldsOf(left, mantissaBits);
      const rightFields = fieldsOf(right, mantissaBits);
      const leftSignificands = significandsOf(left, leftFields, mantissaBits);
      const rightSignificands = significandsOf(right, rightFields, mantissaBits);
      const leftBits = lowestBits(leftSignificands, leftFields);
      const rightBits = lowestBits(rightSignificands, rightFields);
      const lowest = smallestOf(i8x16.min_u(leftBits, rightBits));
      const top = 255 - smallestOf(v128.not(i8x16.max_u(leftFields, rightFields)));
      const isZero = lowest >= 127;
      const shift = isZero ? 0 : lowest;
      const unit = powerOfTwo(operand.tableExponent + operand.scaleExponent + shift);
      store<f64>(units + (<usize>line << 3), unit);
      if (isZero) {
        writeZeros(output + (<usize>line << 2), stride, operand.chunkLength);
        continue;
      }
      const bits = max(top, 1) + mantissaBits - shift;
      spread = max(spread, bits);
      least = min(least, unit);
      const shifts = i8x16.splat(<i8>shift);
      const squares = i64x2.add(
        writeSixteen(output + (<usize>line << 2), stride, left, leftSignificands, i8x16.sub(leftBits, shifts)),
        operand.chunkLength > 16
          ? writeSixteen(
              output + (<usize>line << 2) + stride * 8, stride, right, rightSignificands, i8x16.sub(rightBits, shifts),
            )
          : i64x2.splat(0),
      );
      const norm = <f64>(i64x2.extract_lane(squares, 0) + i64x2.extract_lane(squares, 1));
      largest = max(largest, norm);
      // Beyond one limb the integers are void: at most 32 values below 2^bits.
      real = max(real, (bits <= 15 ? norm : 32 * powerOfTwo(2 * bits)) * unit * unit);
    }
    setFacts(
      operand.facts, place, spread <= 15 ? largest : Infinity, spread <= LIMB_BITS + 12 ? 0 : Infinity, least,
      sqrt(real) * ABOVE,
    );
  }
}

/** The smallest of sixteen unsigned bytes. */
// @ts-ignore: decorator
@inline
export function smallestOf(bytes: v128): i32 {
  let rest = i8x16.min_u(bytes, i8x16.shuffle(bytes, bytes, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  rest = i8x16.min_u(rest, i8x16.shuffle(rest, rest, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
  rest = i8x16.min_u(rest, i16x8.shr_u(rest, 8));
  return min(<i32>i8x16.extract_lane_u(rest, 0), <i32>i8x16.extract_lane_u(rest, 2));
}

function writeZeros(output: usize, stride: usize, length: i32): void {
  for (let i = 0; i < length; i += 2, output += stride) store<i32>(output, 0);
}

/** Sixteen integers as eight pairs `stride` bytes apart; their squares in two sums. */
// @ts-ignore: decorator
@inline
function writeSixteen(output: usize, stride: usize, codes: v128, significands: v128, shifts: v128): v128 {
  const odd = i8x16.swizzle(oddParts(), significands);
  const lows = i8x16.swizzle(i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0), shifts);
  const highs = i8x16.swizzle(i8x16(0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, -128), shifts);
  const first = lowHalf(odd, lows, highs, codes);
  const second = highHalf(odd, lows, highs, codes);
  writeEight(output, stride, first);
  writeEight(output + stride * 4, stride, second);
  return i64x2.add(squares(first), squares(second));
}

/** The first eight of sixteen: odd parts times powers of two given as low and high bytes, signs of the codes. */
// @ts-ignore: decorator
@inline
export function lowHalf(odd: v128, lows: v128, highs: v128, codes: v128): v128 {
  const powers = i8x16.shuffle(lows, highs, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  return signed(i16x8.mul(i16x8.extend_low_i8x16_u(odd), powers), i16x8.extend_low_i8x16_s(codes));
}

/** The last eight. */
// @ts-ignore: decorator
@inline
export function highHalf(odd: v128, lows: v128, highs: v128, codes: v128): v128 {
  const powers = i8x16.shuffle(lows, highs, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  return signed(i16x8.mul(i16x8.extend_high_i8x16_u(odd), powers), i16x8.extend_high_i8x16_s(codes));
}

// @ts-ignore: decorator
@inline
function signed(magnitudes: v128, codes: v128): v128 {
  const mask = i16x8.shr_s(codes, 15);
  return i16x8.sub(v128.xor(magnitudes, mask), mask);
}

// @ts-ignore: decorator
@inline
export function writeEight(output: usize, stride: usize, values: v128): void {
  v128.store_lane<i32>(output, values, 0);
  v128.store_lane<i32>(output + stride, values, 1);
  v128.store_lane<i32>(output + stride * 2, values, 2);
  v128.store_lane<i32>(output + stride * 3, values, 3);
}

// @ts-ignore: decorator
@inline
function squares(values: v128): v128 {
  const pairs = i32x4.dot_i16x8_s(values, values);
  return i64x2.add(i64x2.extend_low_i32x4_u(pairs), i64x2.extend_high_i32x4_u(pairs));
}
