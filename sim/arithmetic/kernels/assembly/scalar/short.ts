/**
 * Exact sums of a few products a rounding (fused multiply-adds, ExSdotp), eight outputs of a row at once: their
 * chains do not wait for one another. Lanes hold a rounding whose sum is ordinary: normal, within the format, its
 * products added without loss. Every other lane goes the way of scalar.ts for that rounding.
 */
import { fourWords } from '../shared/philox';
import { addToOdd, lostLanes } from './exact';
import { roundedLanes } from './lanes';
import { ScalarGemm, ScalarOperand, ScalarRounding } from '../../scalar/records';
import { roundValue, specialValue } from './round';
import { takeLines } from './terms';
import { wideRounding } from './wide-sums';

/** Outputs at once. */
export const SHORT_COLUMNS: i32 = 8;
const LANES_BYTES: usize = 64;
/** Places in a thread's scratch, eight float64 each; the wide numbers follow. */
const ACCUMULATORS: usize = 0;
const REGISTERS: usize = LANES_BYTES;
const SUMS: usize = 2 * LANES_BYTES;
const ROUNDED: usize = 3 * LANES_BYTES;
/** Eight addresses, and eight random words. */
const LINES: usize = 4 * LANES_BYTES;
const RANDOM: usize = 5 * LANES_BYTES;
export const SHORT_BYTES: usize = 6 * LANES_BYTES;

/** The values of eight outputs from the initial ones at `values`, in their place; columns beyond the last repeat it. */
export function shortOutputs(gemm: ScalarGemm, row: i32, column: i32, values: usize, scratch: usize): void {
  const b = changetype<ScalarOperand>(gemm.b);
  for (let lane = 0; lane < SHORT_COLUMNS; lane++) {
    const line = b.values + (<usize>(min(column + lane, gemm.n - 1) * b.paddedDepth) << 3);
    store<usize>(scratch + LINES + (<usize>lane << 3), line);
  }
  const isPromoted = gemm.register != 0;
  memory.copy(scratch + (isPromoted ? REGISTERS : ACCUMULATORS), values, LANES_BYTES);
  for (let first = 0; first < gemm.roundings; first += gemm.roundingsPerChain) {
    const last = min(first + gemm.roundingsPerChain, gemm.roundings);
    if (isPromoted) memory.fill(scratch + ACCUMULATORS, 0, LANES_BYTES);
    shortChain(gemm, row, column, first, last, scratch);
    if (isPromoted) promote(changetype<ScalarRounding>(gemm.register), scratch);
  }
  memory.copy(values, scratch + (isPromoted ? REGISTERS : ACCUMULATORS), LANES_BYTES);
}

function shortChain(gemm: ScalarGemm, row: i32, column: i32, first: i32, last: i32, scratch: usize): void {
  const rounding = changetype<ScalarRounding>(gemm.rounding);
  const a = changetype<ScalarOperand>(gemm.a);
  const line = a.values + (<usize>(row * a.paddedDepth) << 3);
  let start = load<i32>(gemm.roundingStarts + (<usize>first << 2));
  for (let at = first; at < last; at++) {
    const end = load<i32>(gemm.roundingStarts + (<usize>at << 2), 4);
    if (rounding.randomBits != 0) drawRandom(gemm, rounding, row, column, at, scratch);
    const lost = sumProducts(line, start, end, scratch);
    const ordinary = roundLanes(rounding, scratch);
    if (lost == 0 && ordinary == 0xff) memory.copy(scratch + ACCUMULATORS, scratch + ROUNDED, LANES_BYTES);
    else settleLanes(gemm, row, column, start, end, lost, ordinary, scratch);
    start = end;
  }
}

/** Sums of the products, made odd with the accumulators, to SUMS. A bit for each lane whose products lost something. */
function sumProducts(line: usize, start: i32, end: i32, scratch: usize): i32 {
  let lanes: i32 = 0;
  for (let pair: usize = 0; pair < 4; pair++) {
    const left = load<usize>(scratch + LINES + (pair << 4));
    const right = load<usize>(scratch + LINES + (pair << 4), 8);
    let lost = f64x2.splat(0);
    let at = <usize>start << 3;
    let sum = f64x2.mul(v128.load_splat<f64>(line + at), twoValues(left + at, right + at));
    for (at += 8; at < <usize>end << 3; at += 8) {
      const product = f64x2.mul(v128.load_splat<f64>(line + at), twoValues(left + at, right + at));
      const total = f64x2.add(sum, product);
      lost = v128.or(lost, f64x2.ne(lostLanes(sum, product, total), f64x2.splat(0)));
      sum = total;
    }
    lanes |= i64x2.bitmask(lost) << (2 * <i32>pair);
    v128.store(scratch + SUMS + (pair << 4), addLanesToOdd(sum, v128.load(scratch + ACCUMULATORS + (pair << 4))));
  }
  return lanes;
}

// @ts-ignore: decorator
@inline
function twoValues(left: usize, right: usize): v128 {
  return v128.load64_lane(right, v128.load64_zero(left), 1);
}

/** As addToOdd. */
// @ts-ignore: decorator
@inline
function addLanesToOdd(x: v128, y: v128): v128 {
  const sum = f64x2.add(x, y);
  const lost = lostLanes(x, y, sum);
  const isEven = i64x2.eq(v128.and(sum, i64x2.splat(1)), i64x2.splat(0));
  const moves = v128.and(f64x2.gt(f64x2.abs(lost), f64x2.splat(0)), isEven);
  const direction = v128.or(i64x2.shr_s(v128.xor(lost, sum), 63), i64x2.splat(1));
  return i64x2.add(sum, v128.and(direction, moves));
}

/** SUMS rounded, to ROUNDED. A bit for each lane that is ordinary. */
function roundLanes(rounding: ScalarRounding, scratch: usize): i32 {
  let ordinary: i32 = 0;
  for (let pair: usize = 0; pair < 4; pair++) {
    const sum = v128.load(scratch + SUMS + (pair << 4));
    const random = rounding.randomBits == 0 ? sum : v128.load(scratch + RANDOM + (pair << 4));
    const rounded = roundedLanes(rounding, sum, random);
    v128.store(scratch + ROUNDED + (pair << 4), rounded);
    ordinary |= ordinaryLanes(rounding, sum, rounded) << (2 * <i32>pair);
  }
  return ordinary;
}

/** Sums that are normal, results within the format. */
// @ts-ignore: decorator
@inline
function ordinaryLanes(rounding: ScalarRounding, sum: v128, rounded: v128): i32 {
  const isNormal = f64x2.ge(f64x2.abs(sum), v128.load_splat<f64>(rounding.limits, 16));
  const isWithin = f64x2.le(f64x2.abs(rounded), v128.load_splat<f64>(rounding.limits));
  return i64x2.bitmask(v128.and(isNormal, isWithin));
}

/** A rounding of which some lanes are not ordinary. */
function settleLanes(
  gemm: ScalarGemm,
  row: i32,
  column: i32,
  start: i32,
  end: i32,
  lost: i32,
  ordinary: i32,
  scratch: usize,
): void {
  const rounding = changetype<ScalarRounding>(gemm.rounding);
  for (let lane = 0; lane < SHORT_COLUMNS; lane++) {
    const at = scratch + (<usize>lane << 3);
    const random = rounding.randomBits == 0 ? 0 : <u64>load<f64>(at, RANDOM);
    let value: f64;
    if ((lost >> lane) & 1) {
      takeLines(gemm, row, min(column + lane, gemm.n - 1));
      value = wideRounding(gemm, start, end, load<f64>(at, ACCUMULATORS), random, scratch + SHORT_BYTES);
    } else if ((ordinary >> lane) & 1) value = load<f64>(at, ROUNDED);
    else value = roundValue(rounding, load<f64>(at, SUMS), random);
    store<f64>(at, value, ACCUMULATORS);
  }
}

/** Random bits of a rounding of eight outputs, as float64; past the last column nobody reads them. */
function drawRandom(gemm: ScalarGemm, rounding: ScalarRounding, row: i32, column: i32, at: i32, scratch: usize): void {
  const stream = load<u32>(gemm.streams + (<usize>at << 2));
  const first = i32x4.splat(load<i32>(gemm.rows + (<usize>row << 2)) * gemm.stride);
  for (let four: usize = 0; four < 2; four++) {
    const places = i32x4.add(first, v128.load(gemm.columns + (<usize>column << 2) + (four << 4)));
    const bits = i32x4.shr_u(fourWords(gemm.seed, stream, places), 32 - rounding.randomBits);
    const upper = i8x16.shuffle(bits, bits, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
    v128.store(scratch + RANDOM + (four << 5), f64x2.convert_low_i32x4_u(bits));
    v128.store(scratch + RANDOM + (four << 5), f64x2.convert_low_i32x4_u(upper), 16);
  }
}

function promote(register: ScalarRounding, scratch: usize): void {
  for (let lane: usize = 0; lane < <usize>SHORT_COLUMNS; lane++) {
    const at = scratch + (lane << 3);
    const sum = addToOdd(load<f64>(at, REGISTERS), load<f64>(at, ACCUMULATORS), 1);
    store<f64>(at, isFinite(sum) ? roundValue(register, sum, 0) : specialValue(register, sum), REGISTERS);
  }
}
