/**
 * Codes to float32 values: float16 by arithmetic, eight at a time where all are normal numbers or zeros and else
 * four, all others through a table that the engine fills from the reference.
 */
import { UNIT_VALUES } from '../layout';
import { fourHalves } from './pack-halves';
import { Conversion } from './records';

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

/** Float16 exponents have a bias of 15, float32's 127. */
const REBIAS: f32 = 5.192296858534828e33; // 2^112
const LARGEST_SCALE: f32 = 32768; // REBIAS × 2^15 is the largest power of two

/** The multiplication by the scale rounds once, where float32 does not hold the value. */
function decodeFloat16(job: Conversion, first: i32, last: i32): void {
  const scale = reinterpret<f32>(job.scaleBits);
  let index = first;
  if (scale <= LARGEST_SCALE) {
    const factor = f32x4.splat(REBIAS * scale);
    for (; index + 8 <= last; index += 8) {
      const codes = v128.load(job.source + (<usize>index << 1));
      if (!allPlain(codes)) {
        decodeFour(job, index, last);
        decodeFour(job, index + 4, last);
        continue;
      }
      const to = job.output + (<usize>index << 2);
      v128.store(to, plainValues(i32x4.extend_low_i16x8_s(codes), factor));
      v128.store(to, plainValues(i32x4.extend_high_i16x8_s(codes), factor), 16);
    }
  }
  for (; index < last; index += 4) decodeFour(job, index, last);
}

/** Whether eight codes are all zeros or normal numbers: no subnormals, infinities, NaN. */
// @ts-ignore: decorator
@inline
function allPlain(codes: v128): bool {
  const magnitude = v128.and(codes, i16x8.splat(0x7fff));
  const subnormal = i16x8.lt_u(i16x8.sub(magnitude, i16x8.splat(1)), i16x8.splat(0x3ff));
  return !v128.any_true(v128.or(subnormal, i16x8.ge_s(magnitude, i16x8.splat(0x7c00))));
}

/** Sign, exponent and mantissa moved to float32's places; the multiplication puts the exponent right. */
// @ts-ignore: decorator
@inline
function plainValues(codes: v128, factor: v128): v128 {
  return f32x4.mul(v128.and(i32x4.shl(codes, 13), i32x4.splat(0x8fffe000)), factor);
}

/** Any codes, at most four before `last`. */
function decodeFour(job: Conversion, index: i32, last: i32): void {
  const scale = f32x4.splat(reinterpret<f32>(job.scaleBits));
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

// @ts-ignore: decorator
@inline
function scaled(codes: v128, scale: v128): v128 {
  const magnitude = v128.and(codes, i32x4.splat(0x7fff));
  const finite = f32x4.mul(fourHalves(codes), scale);
  const infinity = v128.or(i32x4.splat(0x7f800000), i32x4.shl(v128.and(codes, i32x4.splat(0x8000)), 16));
  const special = v128.bitselect(i32x4.splat(0x7fc00000), infinity, i32x4.gt_s(magnitude, i32x4.splat(0x7c00)));
  return v128.bitselect(special, finite, i32x4.ge_s(magnitude, i32x4.splat(0x7c00)));
}
