/**
 * Four elements of a storage format as float32 values, and back: rounded once to nearest even, overflow to infinity,
 * every NaN the positive canonical one.
 */
import { STORED_FLOAT16, STORED_FLOAT32 } from '../../elements/layout';

/** An index of elements times 2^shift is one of bytes. */
// @ts-ignore: decorator
@inline
export function shiftOf(stored: i32): usize {
  return stored == STORED_FLOAT32 ? 2 : 1;
}

// @ts-ignore: decorator
@inline
export function loadFour(address: usize, stored: i32): v128 {
  if (stored == STORED_FLOAT32) return v128.load(address);
  const codes = i32x4.extend_low_i16x8_u(v128.load64_zero(address));
  return stored == STORED_FLOAT16 ? halves(codes) : i32x4.shl(codes, 16);
}

/** float16 codes: normal numbers by another bias, infinities and NaN by it twice. */
// @ts-ignore: decorator
@inline
function halves(codes: v128): v128 {
  const bias = i32x4.splat(112 << 23);
  const magnitude = v128.and(codes, i32x4.splat(0x7fff));
  const special = v128.and(i32x4.ge_s(magnitude, i32x4.splat(0x7c00)), bias);
  const normal = i32x4.add(i32x4.add(i32x4.shl(magnitude, 13), bias), special);
  const subnormal = f32x4.mul(f32x4.convert_i32x4_s(magnitude), f32x4.splat(5.9604644775390625e-8));
  const value = v128.bitselect(normal, subnormal, i32x4.ge_s(magnitude, i32x4.splat(0x400)));
  return v128.or(value, i32x4.shl(v128.and(codes, i32x4.splat(0x8000)), 16));
}

// @ts-ignore: decorator
@inline
export function storeFour(address: usize, stored: i32, values: v128): void {
  if (stored == STORED_FLOAT32) v128.store(address, canonical(values));
  else v128.store64_lane(address, packed(stored, values), 0);
}

/** The first `count` of four, fewer than all. */
// @ts-ignore: decorator
@inline
export function storeSome(address: usize, stored: i32, values: v128, count: i32): void {
  if (stored == STORED_FLOAT32) {
    const codes = canonical(values);
    v128.store_lane<i32>(address, codes, 0);
    if (count > 1) v128.store_lane<i32>(address, codes, 1, 4);
    if (count > 2) v128.store_lane<i32>(address, codes, 2, 8);
  } else {
    const codes = packed(stored, values);
    v128.store_lane<i16>(address, codes, 0);
    if (count > 1) v128.store_lane<i16>(address, codes, 1, 2);
    if (count > 2) v128.store_lane<i16>(address, codes, 2, 4);
  }
}

// @ts-ignore: decorator
@inline
function canonical(values: v128): v128 {
  return v128.bitselect(values, i32x4.splat(0x7fc00000), f32x4.eq(values, values));
}

/** Codes of 16 bits, in the lower half. */
// @ts-ignore: decorator
@inline
function packed(stored: i32, values: v128): v128 {
  const codes = stored == STORED_FLOAT16 ? toHalves(values) : toBrains(values);
  return i16x8.narrow_i32x4_u(codes, codes);
}

/** As in conversion/encode.ts: the code falls out of an addition of 1.5 · 2^13 times the binade. */
// @ts-ignore: decorator
@inline
function toHalves(values: v128): v128 {
  const bits = v128.and(values, i32x4.splat(0x7fffffff));
  // 2^16 is the first power of two beyond float16: it comes out as infinity.
  const magnitude = i32x4.min_s(bits, i32x4.splat(0x47800000));
  const least = i32x4.splat(113 << 23);
  const binade = i32x4.max_s(v128.and(magnitude, i32x4.splat(0x7f800000)), least);
  const anchor = i32x4.add(binade, i32x4.splat((13 << 23) + 0x400000));
  const steps = i32x4.sub(f32x4.add(magnitude, anchor), anchor);
  const code = i32x4.add(steps, i32x4.shr_u(i32x4.sub(binade, least), 13));
  const signed = v128.or(code, v128.and(i32x4.shr_u(values, 16), i32x4.splat(0x8000)));
  return v128.bitselect(i32x4.splat(0x7e00), signed, i32x4.gt_s(bits, i32x4.splat(0x7f800000)));
}

// @ts-ignore: decorator
@inline
function toBrains(values: v128): v128 {
  const even = v128.and(i32x4.shr_u(values, 16), i32x4.splat(1));
  const code = i32x4.shr_u(i32x4.add(values, i32x4.add(even, i32x4.splat(0x7fff))), 16);
  return v128.bitselect(code, i32x4.splat(0x7fc0), f32x4.eq(values, values));
}
