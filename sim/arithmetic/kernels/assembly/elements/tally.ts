/**
 * What codes are, counted: codes of 8 bits each by its code, of 16 and 32 by exponent field, with zeros, NaN and the
 * largest finite magnitude beside. Neighbours are counted in tables of their own: one counter waits for itself; fields of
 * at most 5 bits of 16-bit codes two at a time, by both.
 */
import { TALLY_BYTES, TALLY_TABLE_BYTES, TALLY_TABLES, UNIT_ELEMENTS } from '../../elements/layout';
import { Tallying } from '../../elements/records';

/** Places behind the table of all units; and behind them those of this one. */
const ZEROS: usize = TALLY_TABLE_BYTES;
const NANS: usize = TALLY_TABLE_BYTES + 4;
const LARGEST: usize = TALLY_TABLE_BYTES + 8;
const TABLES: usize = TALLY_TABLE_BYTES + 16;

/** Exponent fields of which pairs are counted, and bytes of a table of pairs. */
const PAIRED_FIELDS = 32;
const PAIR_TABLE_BYTES: usize = 4096;

/** Work unit: UNIT_ELEMENTS codes. */
export function tallyUnit(address: usize, unit: i32, thread: i32): void {
  const job = changetype<Tallying>(address);
  const tallies = job.tallies + <usize>(thread * TALLY_BYTES);
  const first = unit * UNIT_ELEMENTS;
  const last = min(first + UNIT_ELEMENTS, job.count);
  const vectors = first + ((last - first) & ~15);
  memory.fill(tallies + TABLES, 0, TALLY_TABLES * TALLY_TABLE_BYTES);
  if (job.codeBytes == 1) bytes(job, tallies, first, vectors);
  else if (job.codeBytes == 2) halves(job, tallies, first, vectors);
  else singles(job, tallies, first, vectors);
  for (let i = vectors; i < last; i++) one(job, tallies, i);
  if (isPaired(job)) addPairs(tallies);
  else addTables(tallies);
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

/** Whether fields are counted two at a time: two tables of all pairs fill the place of the others. */
// @ts-ignore: decorator
@inline
function isPaired(job: Tallying): bool {
  return job.codeBytes == 2 && <i32>(job.magnitudes >> job.mantissaBits) < PAIRED_FIELDS;
}

function addPairs(tallies: usize): void {
  for (let pair = 0; pair < PAIRED_FIELDS * PAIRED_FIELDS; pair++) {
    const at = tallies + TABLES + (<usize>pair << 2);
    const count = load<i32>(at) + load<i32>(at + PAIR_TABLE_BYTES);
    if (count == 0) continue;
    add(tallies + (<usize>(pair % PAIRED_FIELDS) << 2), count);
    add(tallies + (<usize>(pair / PAIRED_FIELDS) << 2), count);
  }
}

/** Eight fields as four pairs. */
// @ts-ignore: decorator
@inline
function countPairs(tallies: usize, fields: v128): void {
  const pairs = i32x4.dot_i16x8_s(fields, i16x8(1, 32, 1, 32, 1, 32, 1, 32));
  const left = i64x2.extract_lane(pairs, 0);
  const right = i64x2.extract_lane(pairs, 1);
  add(tallies + TABLES + (<usize>(left & 0xffff) << 2), 1);
  add(tallies + TABLES + PAIR_TABLE_BYTES + (<usize>(left >> 32) << 2), 1);
  add(tallies + TABLES + (<usize>(right & 0xffff) << 2), 1);
  add(tallies + TABLES + PAIR_TABLE_BYTES + (<usize>(right >> 32) << 2), 1);
}

// @ts-ignore: decorator
@inline
function add(at: usize, count: i32): void {
  store<u32>(at, load<u32>(at) + count);
}

/** Sixteen fields, or codes, of 8 bits. */
// @ts-ignore: decorator
@inline
function countAll(tallies: usize, fields: v128): void {
  countEight(tallies + TABLES, i64x2.extract_lane(fields, 0));
  countEight(tallies + TABLES, i64x2.extract_lane(fields, 1));
}

/** Each in a table of its own. */
// @ts-ignore: decorator
@inline
function countEight(tables: usize, eight: u64): void {
  add(tables + (<usize>(eight & 0xff) << 2), 1);
  add(tables + TALLY_TABLE_BYTES + (<usize>((eight >> 8) & 0xff) << 2), 1);
  add(tables + 2 * TALLY_TABLE_BYTES + (<usize>((eight >> 16) & 0xff) << 2), 1);
  add(tables + 3 * TALLY_TABLE_BYTES + (<usize>((eight >> 24) & 0xff) << 2), 1);
  add(tables + 4 * TALLY_TABLE_BYTES + (<usize>((eight >> 32) & 0xff) << 2), 1);
  add(tables + 5 * TALLY_TABLE_BYTES + (<usize>((eight >> 40) & 0xff) << 2), 1);
  add(tables + 6 * TALLY_TABLE_BYTES + (<usize>((eight >> 48) & 0xff) << 2), 1);
  add(tables + 7 * TALLY_TABLE_BYTES + (<usize>(eight >> 56) << 2), 1);
}

function bytes(job: Tallying, tallies: usize, first: i32, last: i32): void {
  for (let i = first; i < last; i += 16) countAll(tallies, v128.load(job.codes + <usize>i));
}

/** Codes of 16 bits, whole groups of 16. */
function halves(job: Tallying, tallies: usize, first: i32, last: i32): void {
  const magnitudeBits = i16x8.splat(<i16>job.magnitudes);
  const zeroBits = i16x8.splat(<i16>job.zeroBits);
  const limit = i16x8.splat(<i16>job.maxCode);
  const infinity = i16x8.splat(<i16>job.infinityCode);
  const mantissaBits = job.mantissaBits;
  const paired = isPaired(job);
  const none = i16x8.splat(0);
  let from = job.codes + (<usize>first << 1);
  let zeros = none;
  let least = none;
  let beyond = none;
  let largest = none;
  for (let i = first; i < last; i += 16, from += 32) {
    const left = v128.load(from);
    const right = v128.load(from, 16);
    const leftMagnitudes = v128.and(left, magnitudeBits);
    const rightMagnitudes = v128.and(right, magnitudeBits);
    const leftBeyond = i16x8.gt_u(leftMagnitudes, limit);
    const rightBeyond = i16x8.gt_u(rightMagnitudes, limit);
    zeros = i16x8.sub(i16x8.sub(zeros, i16x8.eq(v128.and(left, zeroBits), none)), i16x8.eq(v128.and(right, zeroBits), none));
    least = i16x8.sub(i16x8.sub(least, i16x8.eq(leftMagnitudes, none)), i16x8.eq(rightMagnitudes, none));
    beyond = i16x8.sub(beyond, v128.andnot(leftBeyond, i16x8.eq(leftMagnitudes, infinity)));
    beyond = i16x8.sub(beyond, v128.andnot(rightBeyond, i16x8.eq(rightMagnitudes, infinity)));
    largest = i16x8.max_u(largest, v128.andnot(leftMagnitudes, leftBeyond));
    largest = i16x8.max_u(largest, v128.andnot(rightMagnitudes, rightBeyond));
    const leftFields = i16x8.shr_u(leftMagnitudes, mantissaBits);
    const rightFields = i16x8.shr_u(rightMagnitudes, mantissaBits);
    if (paired) {
      countPairs(tallies, leftFields);
      countPairs(tallies, rightFields);
    } else countAll(tallies, i8x16.narrow_i16x8_u(leftFields, rightFields));
  }
  const most = i32x4.max_u(i32x4.extend_low_i16x8_u(largest), i32x4.extend_high_i16x8_u(largest));
  note(tallies, sumOfEight(zeros), sumOfEight(least), sumOfEight(beyond), most);
}

/** Codes of 32 bits, whole groups of 16. */
function singles(job: Tallying, tallies: usize, first: i32, last: i32): void {
  const magnitudeBits = i32x4.splat(job.magnitudes);
  const zeroBits = i32x4.splat(job.zeroBits);
  const limit = i32x4.splat(job.maxCode);
  const infinity = i32x4.splat(job.infinityCode);
  const mantissaBits = job.mantissaBits;
  const none = i32x4.splat(0);
  let from = job.codes + (<usize>first << 2);
  let zeros = none;
  let least = none;
  let beyond = none;
  let largest = none;
  for (let i = first; i < last; i += 16) {
    let fields = none;
    for (let part = 0; part < 4; part++, from += 16) {
      const codes = v128.load(from);
      const magnitudes = v128.and(codes, magnitudeBits);
      const isBeyond = i32x4.gt_u(magnitudes, limit);
      zeros = i32x4.sub(zeros, i32x4.eq(v128.and(codes, zeroBits), none));
      least = i32x4.sub(least, i32x4.eq(magnitudes, none));
      beyond = i32x4.sub(beyond, v128.andnot(isBeyond, i32x4.eq(magnitudes, infinity)));
      largest = i32x4.max_u(largest, v128.andnot(magnitudes, isBeyond));
      // Any order of sixteen fields is as good: those of four parts stand in the bytes of each lane.
      fields = v128.or(i32x4.shl(fields, 8), i32x4.shr_u(magnitudes, mantissaBits));
    }
    countAll(tallies, fields);
  }
  note(tallies, sum(zeros), sum(least), sum(beyond), largest);
}

/** Where the code of −0 is no zero, it is NaN. */
function note(tallies: usize, zeros: i32, least: i32, beyond: i32, largest: v128): void {
  add(tallies + ZEROS, zeros);
  add(tallies + NANS, beyond + least - zeros);
  raise(tallies, i32x4.extract_lane(largest, 0));
  raise(tallies, i32x4.extract_lane(largest, 1));
  raise(tallies, i32x4.extract_lane(largest, 2));
  raise(tallies, i32x4.extract_lane(largest, 3));
}

function sumOfEight(lanes: v128): i32 {
  return sum(i32x4.extadd_pairwise_i16x8_u(lanes));
}

function sum(lanes: v128): i32 {
  const left = i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1);
  return left + i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3);
}

function raise(tallies: usize, code: u32): void {
  store<u32>(tallies + LARGEST, max(load<u32>(tallies + LARGEST), code));
}

function one(job: Tallying, tallies: usize, i: i32): void {
  if (job.codeBytes == 1) return add(tallies + (<usize>load<u8>(job.codes + <usize>i) << 2), 1);
  const code: u32 = job.codeBytes == 2 ? load<u16>(job.codes + (<usize>i << 1)) : load<u32>(job.codes + (<usize>i << 2));
  const magnitude = code & job.magnitudes;
  if ((code & job.zeroBits) == 0) add(tallies + ZEROS, 1);
  else if (magnitude == 0 || (magnitude > job.maxCode && magnitude != job.infinityCode)) add(tallies + NANS, 1);
  if (magnitude <= job.maxCode) raise(tallies, magnitude);
  add(tallies + (<usize>(magnitude >> job.mantissaBits) << 2), 1);
}
