/**
 * 8-bit codes as 16-bit integers in units of the lowest set bit of a panel's chunk, sixteen codes at a time:
 * a code's significand is made odd by a table of 16, its power of two comes from two more.
 * Left out: chunks that need more than 15 bits, whose integers here are meaningless and whose facts say so.
 */
import { setFacts } from './chunk-facts';
import { ABOVE, LIMB_BITS, powerOfTwo } from './pack-values';
import { Operand } from '../../exact/records';
import { stage, STAGE_LINE } from './staging';

/** Where the lowest bit of a zero counts as being, and the unit of a chunk of zeros: no sum is at a loss for it. */
const ZERO_BIT: i32 = 127;
const ZERO_UNIT: f64 = powerOfTwo(400);

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

/** One panel: `singles`, facts and line marks. */
export function packSingles(operandAddress: usize, panel: i32, scratch: usize): void {
  const operand = changetype<Operand>(operandAddress);
  const width = operand.width;
  const mantissaBits = operand.mantissaBits;
  const stride = <usize>width << 2;
  for (let chunk = 0; chunk < operand.chunks; chunk++) {
    stage(operand, panel, chunk, scratch);
    const place = panel * operand.chunks + chunk;
    const output = operand.singles + (<usize>(place * width * operand.chunkLength) << 1);
    const shift = lowestBit(scratch, width, mantissaBits);
    const bits = max(largestField(scratch, width, mantissaBits), 1) + mantissaBits - shift;
    const shifts = i8x16.splat(<i8>shift);
    let largest: i64 = 0;
    for (let line = 0; line < width; line++) {
      const from = scratch + <usize>line * STAGE_LINE;
      const to = output + (<usize>line << 2);
      let squares = writeSixteen(to, stride, v128.load(from), shifts, mantissaBits);
      if (operand.chunkLength > 16) {
        const right = writeSixteen(to + stride * 8, stride, v128.load(from, 16), shifts, mantissaBits);
        squares = i64x2.add(squares, right);
      }
      largest = max(largest, i64x2.extract_lane(squares, 0) + i64x2.extract_lane(squares, 1));
    }
    const norm = <f64>largest;
    const unit = shift == ZERO_BIT ? ZERO_UNIT : powerOfTwo(operand.tableExponent + operand.scaleExponent + shift);
    // Beyond one limb the integers are void: at most 32 values below 2^bits.
    const real = sqrt(bits <= 15 ? norm : 32 * powerOfTwo(2 * bits)) * ABOVE;
    setFacts(operand.facts, place, bits <= 15 ? norm : Infinity, bits <= LIMB_BITS + 12 ? 0 : Infinity, unit, real * unit);
  }
}

/** Position of the lowest set bit of all codes of a staged panel, in units of the smallest value's; of zeros ZERO_BIT. */
export function lowestBit(staged: usize, width: i32, mantissaBits: i32): i32 {
  let lowest = i8x16.splat(<i8>ZERO_BIT);
  for (let at = staged, end = staged + <usize>width * STAGE_LINE; at < end; at += 16) {
    const codes = v128.load(at);
    const fields = fieldsOf(codes, mantissaBits);
    lowest = i8x16.min_u(lowest, lowestBits(significandsOf(codes, fields, mantissaBits), fields));
  }
  return smallestOf(lowest);
}

function largestField(staged: usize, width: i32, mantissaBits: i32): i32 {
  let smallest = i8x16.splat(0x7f);
  for (let at = staged, end = staged + <usize>width * STAGE_LINE; at < end; at += 16) {
    smallest = i8x16.min_u(smallest, v128.andnot(i8x16.splat(0x7f), v128.load(at)));
  }
  return (0x7f - smallestOf(smallest)) >> mantissaBits;
}

/** The smallest of sixteen unsigned bytes. */
// @ts-ignore: decorator
@inline
function smallestOf(bytes: v128): i32 {
  let rest = i8x16.min_u(bytes, i8x16.shuffle(bytes, bytes, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  rest = i8x16.min_u(rest, i8x16.shuffle(rest, rest, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
  rest = i8x16.min_u(rest, i16x8.shr_u(rest, 8));
  return min(<i32>i8x16.extract_lane_u(rest, 0), <i32>i8x16.extract_lane_u(rest, 2));
}

/** Sixteen integers as eight pairs `stride` bytes apart; their squares in two sums. */
// @ts-ignore: decorator
@inline
function writeSixteen(output: usize, stride: usize, codes: v128, shift: v128, mantissaBits: i32): v128 {
  const fields = fieldsOf(codes, mantissaBits);
  const significands = significandsOf(codes, fields, mantissaBits);
  const shifts = i8x16.sub(lowestBits(significands, fields), shift);
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
