/**
 * What codes are, counted: codes of 8 bits each by its code, of 16 and 32 by exponent field, with zeros, NaN and the
 * largest finite magnitude beside. Neighbours are counted in tables of their own: one counter waits for itself.
 */
import { TALLY_BYTES, TALLY_TABLE_BYTES, UNIT_ELEMENTS } from '../../elements/layout';
import { Tallying } from '../../elements/records';

/** Places behind the tables. */
const ZEROS: usize = 4096;
const NANS: usize = 4100;
const LARGEST: usize = 4104;

/** Work unit: UNIT_ELEMENTS codes. */
export function tallyUnit(address: usize, unit: i32, thread: i32): void {
  const job = changetype<Tallying>(address);
  const tallies = job.tallies + <usize>(thread * TALLY_BYTES);
  const first = unit * UNIT_ELEMENTS;
  const last = min(first + UNIT_ELEMENTS, job.count);
  if (job.codeBytes == 1) return byCode(job, tallies, first, last);
  const vectors = last & ~(16 / job.codeBytes - 1);
  if (job.codeBytes == 2) halves(job, tallies, first, vectors);
  else singles(job, tallies, first, vectors);
  for (let i = max(vectors, first); i < last; i++) one(job, tallies, i);
}

// @ts-ignore: decorator
@inline
function add(at: usize, count: i32): void {
  store<u32>(at, load<u32>(at) + count);
}

function byCode(job: Tallying, tables: usize, first: i32, last: i32): void {
  let from = job.codes + <usize>first;
  const end = job.codes + <usize>last;
  for (; from + 8 <= end; from += 8) {
    const eight = load<u64>(from);
    add(tables + (<usize>(eight & 0xff) << 2), 1);
    add(tables + TALLY_TABLE_BYTES + (<usize>((eight >> 8) & 0xff) << 2), 1);
    add(tables + 2 * TALLY_TABLE_BYTES + (<usize>((eight >> 16) & 0xff) << 2), 1);
    add(tables + 3 * TALLY_TABLE_BYTES + (<usize>((eight >> 24) & 0xff) << 2), 1);
    add(tables + (<usize>((eight >> 32) & 0xff) << 2), 1);
    add(tables + TALLY_TABLE_BYTES + (<usize>((eight >> 40) & 0xff) << 2), 1);
    add(tables + 2 * TALLY_TABLE_BYTES + (<usize>((eight >> 48) & 0xff) << 2), 1);
    add(tables + 3 * TALLY_TABLE_BYTES + (<usize>(eight >> 56) << 2), 1);
  }
  for (; from < end; from++) add(tables + (<usize>load<u8>(from) << 2), 1);
}

/** Codes of 16 bits, whole groups of 8. */
function halves(job: Tallying, tallies: usize, first: i32, last: i32): void {
  const mask = i16x8.splat(<i16>job.magnitudes);
  const limit = i16x8.splat(<i16>job.maxCode);
  const infinity = i16x8.splat(<i16>job.infinityCode);
  const hasInfinity = i16x8.splat(job.hasInfinity ? -1 : 0);
  const zero = i16x8.splat(0);
  let zeros = zero;
  let nans = zero;
  let largest = zero;
  for (let i = first; i < last; i += 8) {
    const codes = v128.load(job.codes + (<usize>i << 1));
    const magnitudes = v128.and(codes, mask);
    const isLeast = i16x8.eq(magnitudes, zero);
    const isZero = job.negativeZero ? isLeast : i16x8.eq(codes, zero);
    const isBeyond = i16x8.gt_u(magnitudes, limit);
    const isInfinite = v128.and(i16x8.eq(magnitudes, infinity), hasInfinity);
    zeros = i16x8.sub(zeros, isZero);
    nans = i16x8.sub(nans, v128.or(v128.andnot(isLeast, isZero), v128.andnot(isBeyond, isInfinite)));
    largest = i16x8.max_u(largest, v128.andnot(magnitudes, isBeyond));
    countEight(tallies, i16x8.shr_u(magnitudes, job.mantissaBits));
  }
  const most = i32x4.max_u(i32x4.extend_low_i16x8_u(largest), i32x4.extend_high_i16x8_u(largest));
  note(tallies, i32x4.extadd_pairwise_i16x8_u(zeros), i32x4.extadd_pairwise_i16x8_u(nans), most);
}

// @ts-ignore: decorator
@inline
function countEight(tables: usize, fields: v128): void {
  add(tables + (<usize>i16x8.extract_lane_u(fields, 0) << 2), 1);
  add(tables + TALLY_TABLE_BYTES + (<usize>i16x8.extract_lane_u(fields, 1) << 2), 1);
  add(tables + 2 * TALLY_TABLE_BYTES + (<usize>i16x8.extract_lane_u(fields, 2) << 2), 1);
  add(tables + 3 * TALLY_TABLE_BYTES + (<usize>i16x8.extract_lane_u(fields, 3) << 2), 1);
  add(tables + (<usize>i16x8.extract_lane_u(fields, 4) << 2), 1);
  add(tables + TALLY_TABLE_BYTES + (<usize>i16x8.extract_lane_u(fields, 5) << 2), 1);
  add(tables + 2 * TALLY_TABLE_BYTES + (<usize>i16x8.extract_lane_u(fields, 6) << 2), 1);
  add(tables + 3 * TALLY_TABLE_BYTES + (<usize>i16x8.extract_lane_u(fields, 7) << 2), 1);
}

/** Codes of 32 bits, whole groups of 4. */
function singles(job: Tallying, tallies: usize, first: i32, last: i32): void {
  const mask = i32x4.splat(job.magnitudes);
  const limit = i32x4.splat(job.maxCode);
  const infinity = i32x4.splat(job.infinityCode);
  const hasInfinity = i32x4.splat(job.hasInfinity ? -1 : 0);
  const zero = i32x4.splat(0);
  let zeros = zero;
  let nans = zero;
  let largest = zero;
  for (let i = first; i < last; i += 4) {
    const codes = v128.load(job.codes + (<usize>i << 2));
    const magnitudes = v128.and(codes, mask);
    const isLeast = i32x4.eq(magnitudes, zero);
    const isZero = job.negativeZero ? isLeast : i32x4.eq(codes, zero);
    const isBeyond = i32x4.gt_u(magnitudes, limit);
    const isInfinite = v128.and(i32x4.eq(magnitudes, infinity), hasInfinity);
    zeros = i32x4.sub(zeros, isZero);
    nans = i32x4.sub(nans, v128.or(v128.andnot(isLeast, isZero), v128.andnot(isBeyond, isInfinite)));
    largest = i32x4.max_u(largest, v128.andnot(magnitudes, isBeyond));
    const fields = i32x4.shr_u(magnitudes, job.mantissaBits);
    add(tallies + (<usize>i32x4.extract_lane(fields, 0) << 2), 1);
    add(tallies + TALLY_TABLE_BYTES + (<usize>i32x4.extract_lane(fields, 1) << 2), 1);
    add(tallies + 2 * TALLY_TABLE_BYTES + (<usize>i32x4.extract_lane(fields, 2) << 2), 1);
    add(tallies + 3 * TALLY_TABLE_BYTES + (<usize>i32x4.extract_lane(fields, 3) << 2), 1);
  }
  note(tallies, zeros, nans, largest);
}

function note(tallies: usize, zeros: v128, nans: v128, largest: v128): void {
  add(tallies + ZEROS, sum(zeros));
  add(tallies + NANS, sum(nans));
  raise(tallies, i32x4.extract_lane(largest, 0));
  raise(tallies, i32x4.extract_lane(largest, 1));
  raise(tallies, i32x4.extract_lane(largest, 2));
  raise(tallies, i32x4.extract_lane(largest, 3));
}

function sum(lanes: v128): i32 {
  const left = i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1);
  return left + i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3);
}

function raise(tallies: usize, code: u32): void {
  store<u32>(tallies + LARGEST, max(load<u32>(tallies + LARGEST), code));
}

function one(job: Tallying, tallies: usize, i: i32): void {
  const code: u32 = job.codeBytes == 2 ? load<u16>(job.codes + (<usize>i << 1)) : load<u32>(job.codes + (<usize>i << 2));
  const magnitude = code & job.magnitudes;
  const isZero = magnitude == 0 && (code == 0 || job.negativeZero != 0);
  const isBeyond = magnitude > job.maxCode;
  const isInfinite = job.hasInfinity != 0 && magnitude == job.infinityCode;
  if (isZero) add(tallies + ZEROS, 1);
  else if (magnitude == 0 || (isBeyond && !isInfinite)) add(tallies + NANS, 1);
  if (!isBeyond) raise(tallies, magnitude);
  add(tallies + (<usize>(magnitude >> job.mantissaBits) << 2), 1);
}
