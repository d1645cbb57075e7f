/**
 * What codes are, counted: by exponent field, with zeros, NaN and the largest finite magnitude beside. Two at a time where
 * that can be; else neighbours are counted in tables of their own: one counter waits for itself.
 */
import { TALLY_BYTES, TALLY_TABLE_BYTES, TALLY_TABLES, UNIT_ELEMENTS } from '../../elements/layout';
import { Tallying } from '../../elements/records';
import { inPairs } from './tally-pairs';
import { NANS, TABLES, ZEROS, add, eightAt, mostOf, mostOfEight, raise, splat, sum, sumOfEight } from './tally-places';

/** Work unit: UNIT_ELEMENTS codes. */
export function tallyUnit(address: usize, unit: i32, thread: i32): void {
  const job = changetype<Tallying>(address);
  const tallies = job.tallies + <usize>(thread * TALLY_BYTES);
  const first = unit * UNIT_ELEMENTS;
  const last = min(first + UNIT_ELEMENTS, job.count);
  const vectors = first + ((last - first) & ~15);
  if (vectors > first) {
    memory.fill(tallies + TABLES, 0, TALLY_TABLES * TALLY_TABLE_BYTES);
    if (job.codeBytes == 1) whole(job, tallies, first, vectors, 1);
    else if (job.codeBytes == 2) whole(job, tallies, first, vectors, 2);
    else whole(job, tallies, first, vectors, 4);
  }
  for (let i = vectors; i < last; i++) one(job, tallies, i);
}

/** Whole groups of 16 codes. */
// @ts-ignore: decorator
@inline
function whole(job: Tallying, tallies: usize, first: i32, last: i32, codeBytes: i32): void {
  const from = job.codes + <usize>(first * codeBytes);
  const end = job.codes + <usize>(last * codeBytes);
  const hasBothZeros = job.zeroBits == job.magnitudes;
  if ((hasBothZeros || codeBytes == 1) && inPairs(job, tallies, from, end, codeBytes)) return;
  memory.fill(tallies + TABLES, 0, TALLY_TABLES * TALLY_TABLE_BYTES);
  if (codeBytes == 4) singles(job, tallies, from, end);
  else narrow(job, tallies, from, end, codeBytes);
  addTables(tallies);
}

/** Codes of 8 or 16 bits, any of them. */
// @ts-ignore: decorator
@inline
function narrow(job: Tallying, tallies: usize, from: usize, end: usize, codeBytes: i32): void {
  const magnitudeBits = splat(codeBytes, job.magnitudes);
  const zeroBits = splat(codeBytes, job.zeroBits);
  const limit = splat(codeBytes, job.maxCode);
  const infinity = splat(codeBytes, job.infinityCode);
  const mantissaBits = job.mantissaBits;
  const none = i16x8.splat(0);
  let zeros = none;
  let least = none;
  let beyond = none;
  let largest = none;
  for (; from < end; from += 8 * codeBytes) {
    const codes = eightAt(from, codeBytes);
    const magnitudes = v128.and(codes, magnitudeBits);
    const isBeyond = i16x8.gt_u(magnitudes, limit);
    zeros = i16x8.sub(zeros, i16x8.eq(v128.and(codes, zeroBits), none));
    least = i16x8.sub(least, i16x8.eq(magnitudes, none));
    beyond = i16x8.sub(beyond, v128.andnot(isBeyond, i16x8.eq(magnitudes, infinity)));
    largest = i16x8.max_u(largest, v128.andnot(magnitudes, isBeyond));
    countEight(tallies + TABLES, i16x8.shr_u(magnitudes, mantissaBits));
  }
  note(tallies, sumOfEight(zeros), sumOfEight(least), sumOfEight(beyond), mostOfEight(largest));
}

/** Codes of 32 bits, any of them. */
function singles(job: Tallying, tallies: usize, from: usize, end: usize): void {
  const magnitudeBits = i32x4.splat(job.magnitudes);
  const zeroBits = i32x4.splat(job.zeroBits);
  const limit = i32x4.splat(job.maxCode);
  const infinity = i32x4.splat(job.infinityCode);
  const mantissaBits = job.mantissaBits;
  const none = i32x4.splat(0);
  let zeros = none;
  let least = none;
  let beyond = none;
  let largest = none;
  for (; from < end; from += 32) {
    let fields = none;
    for (let part = 0; part < 2; part++) {
      const codes = v128.load(from + <usize>(16 * part));
      const magnitudes = v128.and(codes, magnitudeBits);
      const isBeyond = i32x4.gt_u(magnitudes, limit);
      zeros = i32x4.sub(zeros, i32x4.eq(v128.and(codes, zeroBits), none));
      least = i32x4.sub(least, i32x4.eq(magnitudes, none));
      beyond = i32x4.sub(beyond, v128.andnot(isBeyond, i32x4.eq(magnitudes, infinity)));
      largest = i32x4.max_u(largest, v128.andnot(magnitudes, isBeyond));
      // Any order of eight fields is as good: those of two parts stand in the halves of each lane.
      fields = v128.or(i32x4.shl(fields, 16), i32x4.shr_u(magnitudes, mantissaBits));
    }
    countEight(tallies + TABLES, fields);
  }
  note(tallies, sum(zeros), sum(least), sum(beyond), largest);
}

/** Where the code of −0 is no zero, it is NaN. */
function note(tallies: usize, zeros: i32, least: i32, beyond: i32, largest: v128): void {
  add(tallies + ZEROS, zeros);
  add(tallies + NANS, beyond + least - zeros);
  raise(tallies, mostOf(largest));
}

/** Eight fields, each in a table of its own. */
// @ts-ignore: decorator
@inline
function countEight(tables: usize, fields: v128): void {
  for (let half = 0; half < 2; half++) {
    const four = half == 0 ? i64x2.extract_lane(fields, 0) : i64x2.extract_lane(fields, 1);
    const at = tables + <usize>(half * 4 * TALLY_TABLE_BYTES);
    add(at + (<usize>(four & 0xff) << 2), 1);
    add(at + TALLY_TABLE_BYTES + (<usize>((four >> 16) & 0xff) << 2), 1);
    add(at + 2 * TALLY_TABLE_BYTES + (<usize>((four >> 32) & 0xff) << 2), 1);
    add(at + 3 * TALLY_TABLE_BYTES + (<usize>((four >> 48) & 0xff) << 2), 1);
  }
}

function addTables(tallies: usize): void {
  for (let at = tallies; at < tallies + TALLY_TABLE_BYTES; at += 16) {
    let counts = v128.load(at);
    for (let table = 0; table < TALLY_TABLES; table++) {
      counts = i32x4.add(counts, v128.load(at + TABLES + <usize>(table * TALLY_TABLE_BYTES)));
    }
    v128.store(at, counts);
  }
}

function one(job: Tallying, tallies: usize, i: i32): void {
  const code = codeAt(job, i);
  const magnitude = code & job.magnitudes;
  if ((code & job.zeroBits) == 0) add(tallies + ZEROS, 1);
  else if (magnitude == 0 || (magnitude > job.maxCode && magnitude != job.infinityCode)) add(tallies + NANS, 1);
  if (magnitude <= job.maxCode) raise(tallies, magnitude);
  add(tallies + (<usize>(magnitude >> job.mantissaBits) << 2), 1);
}

function codeAt(job: Tallying, i: i32): u32 {
  if (job.codeBytes == 1) return load<u8>(job.codes + <usize>i);
  return job.codeBytes == 2 ? load<u16>(job.codes + (<usize>i << 1)) : load<u32>(job.codes + (<usize>i << 2));
}
