/**
 * A rounding's sum on wide numbers, for sums that float64 does not hold: each rule as reference/aligned.ts,
 * two-stage.ts and grouped.ts have it. Slow, and right for every range and number of bits.
 */
import { CUT_FLOOR, CUT_NEAREST_EVEN, CUT_TRUNCATE, SUM_ALIGNED, SUM_EXACT, SUM_FLOAT32, SUM_GROUPED } from '../../scalar/layout';
import { powerOfTwo } from '../exact/pack-values';
import { exponentOf } from './pack';
import { pairedSums } from './exact';
import { ScalarFormat, ScalarGemm, ScalarRounding } from '../../scalar/records';
import { roundMagnitude, roundValue, specialValue } from './round';
import { largestExponent, productAt, scaleExponentOf, takesPart } from './terms';
import {
  cutValue,
  wideAdd,
  wideAddWide,
  wideBytes,
  wideClear,
  wideCut,
  wideExponent,
  wideIsNegative,
  wideSetSign,
  wideSettle,
  wideSignificand,
  wideTop,
} from './wide';

/** Stands for the exponent of nothing. */
const NONE: i32 = -1000000;
const SINGLE_MANTISSA: i32 = 23;
const SINGLE_LEAST: i32 = -126;

/** The accumulator after the products `first` … `end` − 1; `scratch` holds WIDE_NUMBERS numbers. */
export function wideRounding(gemm: ScalarGemm, first: i32, end: i32, c: f64, random: u64, scratch: usize): f64 {
  const rounding = changetype<ScalarRounding>(gemm.rounding);
  const special = specialTotal(gemm, first, end, c);
  if (special != 0) return specialValue(rounding, special);
  const running = scratch;
  wideClear(running, gemm.digits);
  wideAdd(running, gemm.lowest, c);
  wideSettle(running, gemm.digits);
  wideSetSign(running, gemm.digits, reinterpret<u64>(c) >> 63 != 0);
  let exponent = c == 0 ? NONE : exponentOf(changetype<ScalarFormat>(rounding.format), c, 0);
  const length = gemm.sum == SUM_EXACT ? end - first : gemm.productsPerStep;
  for (let step = first; step < end; step += length) {
    const sum = running + wideBytes(gemm.digits);
    wideClear(sum, gemm.digits);
    stepSum(gemm, step, length, running, exponent, sum);
    memory.copy(running, sum, wideBytes(gemm.digits));
    exponent = exponentOfWide(gemm, running);
  }
  const negative = wideIsNegative(running, gemm.digits);
  if (exponent == NONE) return roundValue(rounding, negative ? -0.0 : 0, random);
  const significand = wideSignificand(running, wideTop(running, gemm.digits));
  return roundMagnitude(rounding, negative, significand, exponent - 61, random);
}

function exponentOfWide(gemm: ScalarGemm, number: usize): i32 {
  const top = wideTop(number, gemm.digits);
  return top < 0 ? NONE : wideExponent(number, gemm.lowest, top);
}

/** What NaN and infinities make of the sum, 0 where there are none: see classOfSum in reference/specials.ts. */
function specialTotal(gemm: ScalarGemm, first: i32, end: i32, c: f64): f64 {
  let total: f64 = isFinite(c) ? 0 : c;
  const limit = gemm.limitExponent < 1000 ? powerOfTwo(gemm.limitExponent) : Infinity;
  for (let i = first; i < end; i++) {
    const product = productAt(i);
    if (!isFinite(product)) total += product;
    else if (abs(product) >= limit) total += copysign<f64>(Infinity, product);
  }
  return total;
}

/** The sum of a step of `count` products and the running one, settled; `sum` is clear. */
function stepSum(gemm: ScalarGemm, first: i32, count: i32, running: usize, exponent: i32, sum: usize): void {
  if (gemm.sum == SUM_EXACT) return exactStep(gemm, first, count, running, sum);
  if (gemm.sum == SUM_ALIGNED) alignedStep(gemm, first, count, running, exponent, sum);
  else if (gemm.sum == SUM_GROUPED) groupedStep(gemm, first, count, running, exponent, sum);
  else if (gemm.sum == SUM_FLOAT32) {
    exactStep(gemm, first, count, running, sum);
    const top = exponentOfWide(gemm, sum);
    wideCut(sum, gemm.lowest, gemm.digits, max(top, SINGLE_LEAST) - SINGLE_MANTISSA, CUT_NEAREST_EVEN);
    return;
  } else twoStageStep(gemm, first, count, running, exponent, sum);
  wideSettle(sum, gemm.digits);
}

/** A sum of zeros is −0 only where all of them are. */
function exactStep(gemm: ScalarGemm, first: i32, count: i32, running: usize, sum: usize): void {
  const pairs = sum + wideBytes(gemm.digits);
  if (gemm.fast && pairedSums(first, count, pairs)) {
    for (let at: usize = 0; at < 5; at++) wideAdd(sum, gemm.lowest, load<f64>(pairs + (at << 3)));
  } else {
    for (let i = first; i < first + count; i++) wideAdd(sum, gemm.lowest, productAt(i));
  }
  wideAddWide(sum, gemm.digits, running);
  wideSettle(sum, gemm.digits);
  if (wideTop(sum, gemm.digits) >= 0) return;
  let allNegative = wideIsNegative(running, gemm.digits);
  for (let i = first; i < first + count; i++) {
    allNegative = allNegative && reinterpret<u64>(productAt(i)) >> 63 != 0;
  }
  wideSetSign(sum, gemm.digits, allNegative);
}

/** Adds every `every`-th product, each cut to a multiple of 2^exponent. */
function addCut(gemm: ScalarGemm, first: i32, end: i32, every: i32, exponent: i32, cut: i32, sum: usize): void {
  for (let i = first; i < end; i += every) wideAdd(sum, gemm.lowest, cutValue(productAt(i), exponent, cut));
}

/** Cuts the running number in its place and adds it. */
function addRunning(gemm: ScalarGemm, running: usize, exponent: i32, cut: i32, sum: usize): void {
  wideCut(running, gemm.lowest, gemm.digits, exponent, cut);
  wideAddWide(sum, gemm.digits, running);
}

function alignedStep(gemm: ScalarGemm, first: i32, count: i32, running: usize, exponent: i32, sum: usize): void {
  const products = largestExponent(gemm, first, count, 1);
  const largest = gemm.accumulatorAfter ? products : max(products, exponent);
  if (takesPart(largest)) addCut(gemm, first, first + count, 1, largest - gemm.fractionBits, gemm.cut, sum);
  if (gemm.accumulatorAfter) wideAddWide(sum, gemm.digits, running);
  else addRunning(gemm, running, largest - gemm.fractionBits, gemm.cut, sum);
}

/** A group is aligned by its scales, also where its sum is zero. */
function groupedStep(gemm: ScalarGemm, first: i32, count: i32, running: usize, exponent: i32, sum: usize): void {
  const groups = count / gemm.groupProducts;
  const firstGroup = first / gemm.groupProducts;
  let largest = exponent;
  for (let group = firstGroup; group < firstGroup + groups; group++) largest = max(largest, scaleExponentOf(group));
  const kept = largest - gemm.fractionBits;
  const part = sum + wideBytes(gemm.digits);
  for (let group = 0; group < groups; group++) {
    const start = first + group * gemm.groupProducts;
    wideClear(part, gemm.digits);
    for (let i = start; i < start + gemm.groupProducts; i++) wideAdd(part, gemm.lowest, productAt(i));
    wideSettle(part, gemm.digits);
    wideCut(part, gemm.lowest, gemm.digits, kept, CUT_TRUNCATE);
    wideAddWide(sum, gemm.digits, part);
  }
  addRunning(gemm, running, kept, CUT_TRUNCATE, sum);
}

function twoStageStep(gemm: ScalarGemm, first: i32, count: i32, running: usize, exponent: i32, sum: usize): void {
  const even = sum + wideBytes(gemm.digits);
  const odd = even + wideBytes(gemm.digits);
  const both = gemm.halves == 2 ? odd + wideBytes(gemm.digits) : even;
  const end = first + count;
  let products = truncatedSum(gemm, first, end, even);
  if (gemm.halves == 2) products = max(products, truncatedSum(gemm, first + 1, end, odd));
  if (!takesPart(products)) return wideAddWide(sum, gemm.digits, running);
  if (gemm.halves == 2) {
    wideCut(even, gemm.lowest, gemm.digits, products - gemm.fractionBits, CUT_FLOOR);
    wideCut(odd, gemm.lowest, gemm.digits, products - gemm.fractionBits, CUT_FLOOR);
    wideClear(both, gemm.digits);
    wideAddWide(both, gemm.digits, even);
    wideAddWide(both, gemm.digits, odd);
    wideSettle(both, gemm.digits);
  }
  const largest = max(products, exponent);
  wideCut(both, gemm.lowest, gemm.digits, largest - gemm.sumBits, CUT_FLOOR);
  wideAddWide(sum, gemm.digits, both);
  if (exponent >= largest - gemm.accumulatorReach) {
    addRunning(gemm, running, largest - gemm.accumulatorBits, CUT_FLOOR, sum);
  }
}

/** Stage 1 of products of one parity, or of all: settled, and its exponent. */
function truncatedSum(gemm: ScalarGemm, first: i32, end: i32, sum: usize): i32 {
  const largest = largestExponent(gemm, first, end - first, gemm.halves);
  wideClear(sum, gemm.digits);
  if (takesPart(largest)) addCut(gemm, first, end, gemm.halves, largest - gemm.fractionBits, CUT_TRUNCATE, sum);
  wideSettle(sum, gemm.digits);
  return largest;
}
