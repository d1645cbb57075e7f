/**
 * Codes to float32 values: float16 by arithmetic, four at a time, all others through a table that the engine fills
 * from the reference.
 */
import { UNIT_VALUES } from '../../shared/layout';
import { fourHalves } from '../shared/halves';
import { Conversion } from '../../conversion/records';

/** 2^(127 − 15), and the first scale's exponent with which it is beyond float32. */
const SHORTFALL: f32 = 5192296858534827628530496329220096.0; // 2^112
const SHORTFALL_LIMIT: i32 = 16;

/** Work unit: UNIT_VALUES codes. */
export function decodeUnit(address: usize, unit: i32, thread: i32): void {
  const job = changetype<Conversion>(address);
  const first = unit * UNIT_VALUES;
  const last = min(first + UNIT_VALUES, job.count);
  if (job.codeBytes == 1) decodeBytes(job.table, job.source + <usize>first, job.output + (<usize>first << 2), last - first);
  else if (job.vector) decodeFloat16(job, first, last);
  else decodeHalves(job.table, job.source + (<usize>first << 1), job.output + (<usize>first << 2), last - first);
}

function decodeBytes(table: usize, source: usize, output: usize, count: i32): void {
  const end = source + <usize>count;
  while (source + 4 <= end) {
    const codes = load<u32>(source);
    store<f32>(output, load<f32>(table + ((codes & 255) << 2)));
    store<f32>(output, load<f32>(table + (((codes >> 8) & 255) << 2)), 4);
    store<f32>(output, load<f32>(table + (((codes >> 16) & 255) << 2)), 8);
    store<f32>(output, load<f32>(table + ((codes >> 24) << 2)), 12);
    source += 4;
    output += 16;
  }
  for (; source < end; source++, output += 4) store<f32>(output, load<f32>(table + (<usize>load<u8>(source) << 2)));
}

function decodeHalves(table: usize, source: usize, output: usize, count: i32): void {
  for (const end = source + (<usize>count << 1); source < end; source += 2, output += 4) {
    store<f32>(output, load<f32>(table + (<usize>load<u16>(source) << 2)));
  }
}

/** The multiplication by the scale rounds once, where float32 does not hold the value. */
function decodeFloat16(job: Conversion, first: i32, last: i32): void {
  const scale = f32x4.splat(reinterpret<f32>(job.scaleBits));
  const isWithin = job.scaleBits < <u32>((SHORTFALL_LIMIT + 127) << 23);
  let index = first;
  for (; isWithin && index + 8 <= last; index += 8) {
    const codes = v128.load(job.source + (<usize>index << 1));
    const to = job.output + (<usize>index << 2);
    const magnitudes = v128.and(codes, i16x8.splat(0x7fff));
    // Below the least normal number, zero apart, and from infinity on: both wrap around to the top.
    const fields = i16x8.sub(magnitudes, i16x8.splat(0x400));
    const isOther = v128.andnot(i16x8.ge_u(fields, i16x8.splat(0x7800)), i16x8.eq(magnitudes, i16x8.splat(0)));
    if (v128.any_true(isOther)) {
      v128.store(to, scaled(i32x4.extend_low_i16x8_u(codes), scale));
      v128.store(to, scaled(i32x4.extend_high_i16x8_u(codes), scale), 16);
    } else {
      const factor = f32x4.mul(scale, f32x4.splat(SHORTFALL));
      v128.store(to, scaledNormals(i32x4.extend_low_i16x8_s(codes), factor));
      v128.store(to, scaledNormals(i32x4.extend_high_i16x8_s(codes), factor), 16);
    }
  }
  for (; index < last; index += 4) {
    const left = last - index;
    const from = job.source + (<usize>index << 1);
    const to = job.output + (<usize>index << 2);
    const values = scaled(i32x4.extend_low_i16x8_u(v128.load64_zero(from)), scale);
    if (left >= 4) v128.store(to, values);
    else {
      v128.store_lane<i32>(to, values, 0);
      if (left > 1) v128.store_lane<i32>(to, values, 1, 4);
      if (left > 2) v128.store_lane<i32>(to, values, 2, 8);
    }
  }
}

/** Normal numbers and zeros, sign-extended: as float32 bits they fall short by the difference of the biases. */
// @ts-ignore: decorator
@inline
function scaledNormals(codes: v128, factor: v128): v128 {
  const magnitude = i32x4.shl(v128.and(codes, i32x4.splat(0x7fff)), 13);
  return f32x4.mul(v128.or(magnitude, v128.and(codes, i32x4.splat(0x80000000))), factor);
}

// @ts-ignore: decorator
@inline
function scaled(codes: v128, scale: v128): v128 {
  const magnitude = v128.and(codes, i32x4.splat(0x7fff));
  const finite = f32x4.mul(fourHalves(codes), scale);
  const infinity = v128.or(i32x4.splat(0x7f800000), i32x4.shl(v128.and(codes, i32x4.splat(0x8000)), 16));
  const special = v128.bitselect(i32x4.splat(0x7fc00000), infinity, i32x4.gt_s(magnitude, i32x4.splat(0x7c00)));
  return v128.bitselect(special, finite, i32x4.ge_s(magnitude, i32x4.splat(0x7c00)));
}
