/**
 * Codes of which 32 exponent fields in a row hold all but zeros and a few others, counted two at a time: a table has a place
 * for each pair of fields.
 */
import { Tallying } from '../../elements/records';
import { TABLES, ZEROS, add, eightAt, mostOf, mostOfEight, raise, splat, sum, sumOfEight } from './tally-places';

/** Fields in a row of which pairs are counted, in two tables that fill the place of the others. */
const PAIRED_FIELDS = 32;
const PAIR_ROW_BYTES: usize = 128;
const PAIR_TABLE_BYTES: usize = 4096;

/** Binades above those of codes here and there in a unit that its fields are expected in, at most. */
const HEADROOM = 6;
/** Groups of eight codes that are looked at for it: in a row may be zeros alone. */
const SAMPLED_GROUPS = 16;

/**
 * Fields above a base that is guessed, two at a time; those up to it with zeros, and those that are too large with the
 * largest, where there may be none. Whether that was so, and no code NaN or infinite: else nothing is counted.
 */
// @ts-ignore: decorator
@inline
export function inPairs(job: Tallying, tallies: usize, from: usize, end: usize, codeBytes: i32): bool {
  const tables = i32x4.splat(<i32>(tallies + TABLES));
  const mantissaBits = job.mantissaBits;
  const magnitudeBits = splat(codeBytes, job.magnitudes);
  const zeroBits = splat(codeBytes, job.zeroBits);
  const none = i32x4.splat(0);
  const hasFew = <i32>(job.magnitudes >> mantissaBits) < PAIRED_FIELDS;
  const base = hasFew ? 0 : baseOf(from, end, codeBytes, magnitudeBits, mantissaBits);
  const bases = i16x8.splat(<i16>base);
  const top = i16x8.splat(<i16>(PAIRED_FIELDS - 1));
  let zeros = none;
  let least = none;
  let largest = none;
  for (let at = from; at < end; at += 8 * codeBytes) {
    if (codeBytes == 4) {
      const left = v128.and(v128.load(at), magnitudeBits);
      const right = v128.and(v128.load(at, 16), magnitudeBits);
      largest = i32x4.max_u(largest, i32x4.max_u(left, right));
      least = i32x4.sub(least, i32x4.add(i32x4.eq(left, none), i32x4.eq(right, none)));
      const narrowed = i16x8.narrow_i32x4_u(i32x4.shr_u(left, mantissaBits), i32x4.shr_u(right, mantissaBits));
      countPairs(tables, i16x8.min_u(i16x8.sub_sat_u(narrowed, bases), top));
    } else {
      const codes = eightAt(at, codeBytes);
      const magnitudes = v128.and(codes, magnitudeBits);
      largest = i16x8.max_u(largest, magnitudes);
      least = i16x8.sub(least, i16x8.eq(magnitudes, none));
      // In 8 bits the code of −0 may be NaN.
      if (codeBytes == 1) zeros = i16x8.sub(zeros, i16x8.eq(v128.and(codes, zeroBits), none));
      countPairs(tables, i16x8.min_u(i16x8.sub_sat_u(i16x8.shr_u(magnitudes, mantissaBits), bases), top));
    }
  }
  const most = mostOf(codeBytes == 4 ? largest : mostOfEight(largest));
  const count = codeBytes == 4 ? sum(least) : sumOfEight(least);
  const isNumbers = most <= job.maxCode && (codeBytes > 1 || sumOfEight(zeros) == count);
  const isWithin = <i32>(most >> mantissaBits) < base + PAIRED_FIELDS;
  if (!isNumbers || !isWithin) return false;
  add(tallies + ZEROS, count);
  raise(tallies, most);
  addPairs(tallies, base);
  if (base > 0 && countAt(tallies, 0) != count) moveLow(job, tallies, from, end, codeBytes, base);
  return true;
}

/** The field below the 31 that are expected to hold almost all. */
// @ts-ignore: decorator
@inline
function baseOf(from: usize, end: usize, codeBytes: i32, magnitudeBits: v128, mantissaBits: i32): i32 {
  const groups = (<i32>(end - from) / (8 * codeBytes) - 1) / SAMPLED_GROUPS + 1;
  let largest = i16x8.splat(0);
  for (; from < end; from += <usize>(groups * 8 * codeBytes)) {
    largest = i16x8.max_u(largest, fieldsAt(from, codeBytes, magnitudeBits, mantissaBits));
  }
  return max(<i32>mostOf(mostOfEight(largest)) + HEADROOM - (PAIRED_FIELDS - 1), 0);
}

/** Eight fields. */
// @ts-ignore: decorator
@inline
function fieldsAt(from: usize, codeBytes: i32, magnitudeBits: v128, mantissaBits: i32): v128 {
  if (codeBytes < 4) return i16x8.shr_u(v128.and(eightAt(from, codeBytes), magnitudeBits), mantissaBits);
  const left = i32x4.shr_u(v128.and(v128.load(from), magnitudeBits), mantissaBits);
  const right = i32x4.shr_u(v128.and(v128.load(from, 16), magnitudeBits), mantissaBits);
  return i16x8.narrow_i32x4_u(left, right);
}

/** Eight fields as four pairs, each the address of its counter. @param tables the address, in all lanes */
// @ts-ignore: decorator
@inline
function countPairs(tables: v128, fields: v128): void {
  const pairs = i32x4.add(i32x4.dot_i16x8_s(fields, i16x8(4, 128, 4, 128, 4, 128, 4, 128)), tables);
  const left = <u64>i64x2.extract_lane(pairs, 0);
  const right = <u64>i64x2.extract_lane(pairs, 1);
  add(<u32>left, 1);
  addToSecond(<u32>(left >> 32));
  add(<u32>right, 1);
  addToSecond(<u32>(right >> 32));
}

/** To a counter of the second table of pairs, by its place in the first. */
// @ts-ignore: decorator
@inline
function addToSecond(at: usize): void {
  store<u32>(at, load<u32>(at, PAIR_TABLE_BYTES) + 1, PAIR_TABLE_BYTES);
}

/** Each field as the first of pairs and as the second. @param base the field in place 0, where those below are too */
function addPairs(tallies: usize, base: i32): void {
  for (let place = 0; place < PAIRED_FIELDS; place += 4) {
    let seconds = i32x4.splat(0);
    for (let other = 0; other < PAIRED_FIELDS; other++) seconds = i32x4.add(seconds, fourPairs(tallies, other, place));
    addField(tallies, base, place, i32x4.extract_lane(seconds, 0));
    addField(tallies, base, place + 1, i32x4.extract_lane(seconds, 1));
    addField(tallies, base, place + 2, i32x4.extract_lane(seconds, 2));
    addField(tallies, base, place + 3, i32x4.extract_lane(seconds, 3));
  }
  for (let place = 0; place < PAIRED_FIELDS; place++) {
    let firsts = i32x4.splat(0);
    for (let other = 0; other < PAIRED_FIELDS; other += 4) firsts = i32x4.add(firsts, fourPairs(tallies, place, other));
    addField(tallies, base, place, sum(firsts));
  }
}

// @ts-ignore: decorator
@inline
function fourPairs(tallies: usize, row: i32, place: i32): v128 {
  const at = tallies + TABLES + <usize>row * PAIR_ROW_BYTES + (<usize>place << 2);
  return i32x4.add(v128.load(at), v128.load(at, PAIR_TABLE_BYTES));
}

// @ts-ignore: decorator
@inline
function addField(tallies: usize, base: i32, place: i32, count: i32): void {
  add(tallies + (<usize>(place == 0 ? 0 : base + place) << 2), count);
}

/** Pairs of which a field in this place is one, and of both fields twice. */
function countAt(tallies: usize, place: i32): i32 {
  let count = 0;
  for (let other = 0; other < PAIRED_FIELDS; other++) count += pairsOf(tallies, place, other) + pairsOf(tallies, other, place);
  return count;
}

// @ts-ignore: decorator
@inline
function pairsOf(tallies: usize, row: i32, place: i32): i32 {
  const at = tallies + TABLES + <usize>row * PAIR_ROW_BYTES + (<usize>place << 2);
  return load<i32>(at) + load<i32>(at, PAIR_TABLE_BYTES);
}

/** Fields from 1 to the base, which were counted with zeros, to their own places. They are few. */
// @ts-ignore: decorator
@inline
function moveLow(job: Tallying, tallies: usize, from: usize, end: usize, codeBytes: i32, base: i32): void {
  const magnitudeBits = splat(codeBytes, job.magnitudes);
  const bases = i16x8.splat(<i16>base);
  const one = i16x8.splat(1);
  for (; from < end; from += 8 * codeBytes) {
    const fields = fieldsAt(from, codeBytes, magnitudeBits, job.mantissaBits);
    // Below 1 they wrap around, and are above any base.
    let low = i16x8.bitmask(i16x8.lt_u(i16x8.sub(fields, one), bases));
    for (; low != 0; low &= low - 1) {
      const at = from + <usize>(ctz(low) * codeBytes);
      const code = codeBytes == 4 ? load<u32>(at) : <u32>load<u16>(at);
      add(tallies, -1);
      add(tallies + (<usize>((code & job.magnitudes) >> job.mantissaBits) << 2), 1);
    }
  }
}
