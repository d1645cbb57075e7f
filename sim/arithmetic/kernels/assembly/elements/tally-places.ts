/** Where tallies of a thread stand, and codes as lanes: what both ways of counting share. */
import { TALLY_TABLE_BYTES } from '../../elements/layout';

/** Places behind the table of all units; and behind them those of this one. */
export const ZEROS: usize = TALLY_TABLE_BYTES;
export const NANS: usize = TALLY_TABLE_BYTES + 4;
const LARGEST: usize = TALLY_TABLE_BYTES + 8;
export const TABLES: usize = TALLY_TABLE_BYTES + 16;

// @ts-ignore: decorator
@inline
export function add(at: usize, count: i32): void {
  store<u32>(at, load<u32>(at) + count);
}

// @ts-ignore: decorator
@inline
export function raise(tallies: usize, code: u32): void {
  store<u32>(tallies + LARGEST, max(load<u32>(tallies + LARGEST), code));
}

// @ts-ignore: decorator
@inline
export function splat(codeBytes: i32, bits: u32): v128 {
  return codeBytes == 4 ? i32x4.splat(bits) : i16x8.splat(<i16>bits);
}

/** Eight codes of 8 or 16 bits. */
// @ts-ignore: decorator
@inline
export function eightAt(from: usize, codeBytes: i32): v128 {
  return codeBytes == 2 ? v128.load(from) : i16x8.extend_low_i8x16_u(v128.load64_zero(from));
}

// @ts-ignore: decorator
@inline
export function sumOfEight(lanes: v128): i32 {
  return sum(i32x4.extadd_pairwise_i16x8_u(lanes));
}

// @ts-ignore: decorator
@inline
export function sum(lanes: v128): i32 {
  const left = i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1);
  return left + i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3);
}

// @ts-ignore: decorator
@inline
export function mostOfEight(lanes: v128): v128 {
  return i32x4.max_u(i32x4.extend_low_i16x8_u(lanes), i32x4.extend_high_i16x8_u(lanes));
}

// @ts-ignore: decorator
@inline
export function mostOf(lanes: v128): u32 {
  const left = max(<u32>i32x4.extract_lane(lanes, 0), <u32>i32x4.extract_lane(lanes, 1));
  return max(left, max(<u32>i32x4.extract_lane(lanes, 2), <u32>i32x4.extract_lane(lanes, 3)));
}
