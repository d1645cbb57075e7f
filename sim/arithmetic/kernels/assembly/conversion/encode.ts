/**
 * Float32 or float16 values to codes of any float format up to 16 bits: the twin of reference/convert.ts.
 * The vector path is nearest-even, 16 values at a time, while none is beyond the largest finite value; every
 * other rule, value or format goes one by one. A power-of-two scale stands in the exponents (leastNormal).
 */
import { UNIT_VALUES } from '../../shared/layout';
import { fourHalves } from '../shared/halves';
import { randomWord, topBits } from '../shared/philox';
import { Conversion } from '../../conversion/records';
import { DOWN, roundToCode, TOWARD_ZERO, UP } from '../shared/rounding';

let zeros: i32 = 0;
let underflow: i32 = 0;
let saturated: i32 = 0;
let nans: i32 = 0;
let uncoded: i32 = 0;
let amaxBits: i32 = 0;

/** Work unit: UNIT_VALUES values. */
export function encodeUnit(address: usize, unit: i32, thread: i32): void {
  const job = changetype<Conversion>(address);
  zeros = underflow = saturated = nans = uncoded = amaxBits = 0;
  const first = unit * UNIT_VALUES;
  const last = min(first + UNIT_VALUES, job.count);
  let index = first;
  if (job.vector && job.codeBytes == 1) index = bytes(job, first, last);
  else if (job.vector && job.sourceBytes == 4) index = halves(job, first, last);
  scalar(job, index, last);
  const statistics = job.statistics + <usize>(unit * 24);
  store<i32>(statistics, zeros);
  store<i32>(statistics, underflow, 4);
  store<i32>(statistics, saturated, 8);
  store<i32>(statistics, nans, 12);
  store<i32>(statistics, uncoded, 16);
  store<i32>(statistics, amaxBits, 20);
}

/** The code of a magnitude: the mantissa's bits fall out of an addition of 1.5 · 2^(23 − M) times the binade. */
// @ts-ignore: decorator
@inline
function magnitudes(values: v128, least: v128, constant: v128, shift: i32): v128 {
  const binade = i32x4.max_s(v128.and(values, i32x4.splat(0x7f800000)), least);
  const anchor = i32x4.add(binade, constant);
  const steps = i32x4.sub(f32x4.add(values, anchor), anchor);
  return i32x4.add(steps, i32x4.shr_u(i32x4.sub(binade, least), shift));
}

/** 8-bit codes, whole groups of 16. Returns the first index that is left. */
function bytes(job: Conversion, first: i32, last: i32): i32 {
  const least = i32x4.splat((job.leastNormal + 127) << 23);
  const shift = 23 - job.mantissaBits;
  const constant = i32x4.splat((shift << 23) + 0x400000);
  const positive = i32x4.splat(0x7fffffff);
  const limit = i32x4.splat(job.limitBits);
  const signs = i8x16.splat(<i8>0x80);
  const keepZeroSigns = i8x16.splat(job.negativeZero ? -1 : 0);
  const isHalf = job.sourceBytes == 2;
  let amax = i32x4.splat(0);
  let index = first;
  for (; index + 16 <= last; index += 16) {
    let x0: v128, x1: v128, x2: v128, x3: v128;
    if (isHalf) {
      const left = v128.load(job.source + (<usize>index << 1));
      const right = v128.load(job.source + (<usize>index << 1), 16);
      const reach = i16x8.max_u(v128.and(left, i16x8.splat(0x7fff)), v128.and(right, i16x8.splat(0x7fff)));
      if (v128.any_true(i16x8.ge_u(reach, i16x8.splat(0x7c00)))) {
        scalar(job, index, index + 16);
        continue;
      }
      x0 = fourHalves(i32x4.extend_low_i16x8_u(left));
      x1 = fourHalves(i32x4.extend_high_i16x8_u(left));
      x2 = fourHalves(i32x4.extend_low_i16x8_u(right));
      x3 = fourHalves(i32x4.extend_high_i16x8_u(right));
    } else {
      const from = job.source + (<usize>index << 2);
      x0 = v128.load(from);
      x1 = v128.load(from, 16);
      x2 = v128.load(from, 32);
      x3 = v128.load(from, 48);
    }
    const y0 = v128.and(x0, positive);
    const y1 = v128.and(x1, positive);
    const y2 = v128.and(x2, positive);
    const y3 = v128.and(x3, positive);
    const largest = i32x4.max_s(i32x4.max_s(y0, y1), i32x4.max_s(y2, y3));
    if (v128.any_true(i32x4.gt_s(largest, limit))) {
      scalar(job, index, index + 16);
      continue;
    }
    amax = i32x4.max_s(amax, largest);
    const low = i16x8.narrow_i32x4_s(magnitudes(y0, least, constant, shift), magnitudes(y1, least, constant, shift));
    const high = i16x8.narrow_i32x4_s(magnitudes(y2, least, constant, shift), magnitudes(y3, least, constant, shift));
    const magnitude = i8x16.narrow_i16x8_s(low, high);
    const raw = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(x0, x1), i16x8.narrow_i32x4_s(x2, x3));
    const isZero = i8x16.eq(magnitude, i8x16.splat(0));
    const sign = v128.and(raw, v128.andnot(signs, v128.andnot(isZero, keepZeroSigns)));
    v128.store(job.output + <usize>index, v128.or(magnitude, sign));
    if (v128.any_true(isZero)) {
      const all = popcnt(i8x16.bitmask(isZero));
      const exact = zeroLanes(y0) + zeroLanes(y1) + zeroLanes(y2) + zeroLanes(y3);
      zeros += exact;
      underflow += all - exact;
    }
  }
  raiseAmax(amax);
  return index;
}

/** 16-bit codes, whole groups of 8. Returns the first index that is left. */
function halves(job: Conversion, first: i32, last: i32): i32 {
  const least = i32x4.splat((job.leastNormal + 127) << 23);
  const shift = 23 - job.mantissaBits;
  const constant = i32x4.splat((shift << 23) + 0x400000);
  const positive = i32x4.splat(0x7fffffff);
  const limit = i32x4.splat(job.limitBits);
  const signs = i16x8.splat(<i16>0x8000);
  const keepZeroSigns = i16x8.splat(job.negativeZero ? -1 : 0);
  let amax = i32x4.splat(0);
  let index = first;
  for (; index + 8 <= last; index += 8) {
    const from = job.source + (<usize>index << 2);
    const x0 = v128.load(from);
    const x1 = v128.load(from, 16);
    const y0 = v128.and(x0, positive);
    const y1 = v128.and(x1, positive);
    const largest = i32x4.max_s(y0, y1);
    if (v128.any_true(i32x4.gt_s(largest, limit))) {
      scalar(job, index, index + 8);
      continue;
    }
    amax = i32x4.max_s(amax, largest);
    const magnitude = i16x8.narrow_i32x4_s(magnitudes(y0, least, constant, shift), magnitudes(y1, least, constant, shift));
    const raw = i16x8.narrow_i32x4_s(x0, x1);
    const isZero = i16x8.eq(magnitude, i16x8.splat(0));
    const sign = v128.and(raw, v128.andnot(signs, v128.andnot(isZero, keepZeroSigns)));
    v128.store(job.output + (<usize>index << 1), v128.or(magnitude, sign));
    if (v128.any_true(isZero)) {
      const all = popcnt(i16x8.bitmask(isZero));
      const exact = zeroLanes(y0) + zeroLanes(y1);
      zeros += exact;
      underflow += all - exact;
    }
  }
  raiseAmax(amax);
  return index;
}

// @ts-ignore: decorator
@inline
function zeroLanes(values: v128): i32 {
  return popcnt(i32x4.bitmask(i32x4.eq(values, i32x4.splat(0))));
}

function raiseAmax(lanes: v128): void {
  amaxBits = max(amaxBits, i32x4.extract_lane(lanes, 0));
  amaxBits = max(amaxBits, i32x4.extract_lane(lanes, 1));
  amaxBits = max(amaxBits, i32x4.extract_lane(lanes, 2));
  amaxBits = max(amaxBits, i32x4.extract_lane(lanes, 3));
}

/** Any rule, one by one. */
function scalar(job: Conversion, first: i32, last: i32): void {
  for (let index = first; index < last; index++) {
    const bits = job.sourceBytes == 4 ? load<u32>(job.source + (<usize>index << 2)) : halfToSingle(load<u16>(job.source + (<usize>index << 1)));
    const code = encodeOne(job, bits, index);
    if (job.codeBytes == 1) store<u8>(job.output + <usize>index, <u8>code);
    else store<u16>(job.output + (<usize>index << 1), <u16>code);
  }
}

/** float32 bits of a float16 code, exactly. */
function halfToSingle(code: u32): u32 {
  const sign = (code & 0x8000) << 16;
  const magnitude = code & 0x7fff;
  if (magnitude >= 0x7c00) return sign | 0x7f800000 | (magnitude << 13);
  if (magnitude >= 0x400) return sign | ((magnitude << 13) + (112 << 23));
  return sign | reinterpret<u32>(<f32>magnitude * <f32>5.9604644775390625e-8);
}

function encodeOne(job: Conversion, bits: u32, index: i32): i32 {
  const negative = bits >> 31 != 0;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) {
    nans++;
    return nanCode(job, negative);
  }
  amaxBits = max(amaxBits, <i32>magnitude);
  if (magnitude > job.limitBits) saturated++;
  if (magnitude == 0) {
    zeros++;
    return negative && job.negativeZero ? job.signCode : 0;
  }
  if (negative && job.signCode == 0) return nanCode(job, true);
  if (magnitude == 0x7f800000) return job.saturate ? signed(job, negative, job.maxCode) : overflowCode(job, negative);
  return encodeFinite(job, magnitude, negative, index);
}

function encodeFinite(job: Conversion, magnitude: u32, negative: bool, index: i32): i32 {
  const field = <i32>(magnitude >> 23);
  const significand = field == 0 ? <u64>magnitude : <u64>((magnitude & 0x7fffff) | 0x800000);
  const random = job.randomBits == 0 ? 0 : topBits(randomWord(job.seed, job.stream, job.firstIndex + <u32>index), job.randomBits);
  const code = roundToCode(
    significand, max(field, 1) - 150, negative, job.mantissaBits, job.leastNormal, job.subnormals, job.zero, job.fixed,
    job.rule, job.randomBits, random,
  );
  if (code > job.maxCode) {
    const towardZero =
      job.rule == TOWARD_ZERO || (job.rule == UP && negative) || (job.rule == DOWN && !negative);
    if (job.saturate || towardZero) return signed(job, negative, job.maxCode);
    return overflowCode(job, negative);
  }
  if (code == 0 && job.zero) {
    underflow++;
    return negative && job.negativeZero ? job.signCode : 0;
  }
  return signed(job, negative, <i32>code);
}

// @ts-ignore: decorator
@inline
function signed(job: Conversion, negative: bool, code: i32): i32 {
  return negative ? job.signCode + code : code;
}

function overflowCode(job: Conversion, negative: bool): i32 {
  if (job.infinityCode >= 0) return signed(job, negative, job.infinityCode);
  return nanCode(job, negative);
}

/** A format without NaN has no code: counted, and the engine refuses. */
function nanCode(job: Conversion, negative: bool): i32 {
  const code = negative ? job.negativeNanCode : job.nanCode;
  if (code < 0) uncoded++;
  return max(code, 0);
}
