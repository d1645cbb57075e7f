/**
 * A GEMM through any dot-product unit, one output after the other: the twin of reference/dot.ts, rule by rule. A
 * rounding's sum is formed in float64 where that holds it exactly, else on wide numbers; then comes one rounding.
 * Outputs of a work unit own their codes; NaN and infinities need no way of their own.
 */
import {
  SCALAR_ROWS,
  SUM_ALIGNED,
  SUM_EXACT,
  SUM_FLOAT32,
  SUM_GROUPED,
  SUM_PAIRWISE,
} from '../../scalar/layout';
import { randomWord, topBits } from '../shared/philox';
import { alignedSum } from './aligned';
import { addToOdd, exactSum, float32Sum, isExact, setExact } from './exact';
import { groupedSum } from './grouped';
import { decodeValue, exponentOf, leadingExponent } from './pack';
import { ScalarFormat, ScalarGemm, ScalarRounding } from '../../scalar/records';
import { encodeValue, roundValue, specialValue } from './round';
import { SHORT_COLUMNS, shortOutputs } from './short';
import { takeLines } from './terms';
import { pairOutputs } from './pairs';
import { flushedStart, pairwiseSum } from './pairwise';
import { twoStageSum } from './two-stage';
import { wideRounding } from './wide-sums';

/** Bytes of the values of SCALAR_ROWS × SHORT_COLUMNS outputs. */
const SHORT_BLOCK_BYTES: usize = (SCALAR_ROWS * SHORT_COLUMNS) << 3;
/** Exponent of a running sum that is zero: below every other. */
const NO_RUNNING: i32 = -100000;

/** Work unit: SCALAR_ROWS rows. */
export function scalarUnit(address: usize, unit: i32, thread: i32): void {
  const gemm = changetype<ScalarGemm>(address);
  const scratch = gemm.scratch + <usize>(thread * gemm.scratchBytes);
  const end = min((unit + 1) * SCALAR_ROWS, gemm.m);
  if (gemm.short) return shortRows(gemm, unit * SCALAR_ROWS, end, scratch);
  for (let column = 0; column < gemm.n; column++) {
    for (let row = unit * SCALAR_ROWS; row < end; row++) {
      takeLines(gemm, row, column);
      storeCode(gemm, row * gemm.n + column, output(gemm, row, column, scratch));
    }
  }
}

/** Eight columns at a time. */
function shortRows(gemm: ScalarGemm, first: i32, end: i32, scratch: usize): void {
  const rounding = changetype<ScalarRounding>(gemm.register == 0 ? gemm.rounding : gemm.register);
  const format = changetype<ScalarFormat>(rounding.format);
  const room = scratch + SHORT_BLOCK_BYTES;
  for (let column = 0; column < gemm.n; column += SHORT_COLUMNS) {
    const count = min(SHORT_COLUMNS, gemm.n - column);
    memory.fill(scratch, 0, SHORT_BLOCK_BYTES);
    for (let row = first; row < end; row++) {
      for (let i = 0; i < count; i++) {
        store<f64>(shortValue(scratch, row - first, i), decodeValue(format, initialCode(gemm, row * gemm.n + column + i)));
      }
    }
    if (!gemm.pairs || !pairOutputs(gemm, first, column, scratch, room)) {
      for (let row = first; row < end; row++) shortOutputs(gemm, row, column, shortValue(scratch, row - first, 0), room);
    }
    for (let row = first; row < end; row++) {
      for (let i = 0; i < count; i++) {
        const code = encodeValue(rounding, load<f64>(shortValue(scratch, row - first, i)));
        storeCode(gemm, row * gemm.n + column + i, code);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function shortValue(block: usize, row: i32, column: i32): usize {
  return block + (<usize>(row * SHORT_COLUMNS + column) << 3);
}

function output(gemm: ScalarGemm, row: i32, column: i32, scratch: usize): u32 {
  const rounding = changetype<ScalarRounding>(gemm.register == 0 ? gemm.rounding : gemm.register);
  const c = decodeValue(changetype<ScalarFormat>(rounding.format), initialCode(gemm, row * gemm.n + column));
  const place = load<i32>(gemm.rows + (<usize>row << 2)) * gemm.stride + load<i32>(gemm.columns + (<usize>column << 2));
  if (gemm.register == 0) return encodeValue(rounding, chain(gemm, 0, gemm.roundings, c, place, scratch));
  let total = c;
  for (let first = 0; first < gemm.roundings; first += gemm.roundingsPerChain) {
    const last = min(first + gemm.roundingsPerChain, gemm.roundings);
    total = addInto(rounding, total, chain(gemm, first, last, 0, place, scratch));
  }
  return encodeValue(rounding, total);
}

/** The accumulator after roundings `first` … `last` − 1, from `c`. */
function chain(gemm: ScalarGemm, first: i32, last: i32, c: f64, place: u32, scratch: usize): f64 {
  const rounding = changetype<ScalarRounding>(gemm.rounding);
  let partial = gemm.flushed ? flushedStart(rounding, c) : c;
  for (let at = first; at < last; at++) {
    const start = load<i32>(gemm.roundingStarts + (<usize>at << 2));
    const end = load<i32>(gemm.roundingStarts + (<usize>at << 2), 4);
    const random: u64 =
      rounding.randomBits == 0
        ? 0
        : topBits(randomWord(gemm.seed, load<u32>(gemm.streams + (<usize>at << 2)), place), rounding.randomBits);
    setExact(gemm.fast != 0);
    const sum = gemm.fast ? fastSum(gemm, rounding, at, start, end, partial) : 0;
    partial = isExact ? roundValue(rounding, sum, random) : wideRounding(gemm, start, end, partial, random, scratch);
  }
  return partial;
}

/** A rounding's sum in float64, where isExact says so afterwards. */
function fastSum(gemm: ScalarGemm, rounding: ScalarRounding, chunk: i32, first: i32, end: i32, c: f64): f64 {
  if (gemm.sum == SUM_EXACT) return exactSum(chunk, first, end - first, c, rounding.odd);
  if (gemm.sum == SUM_PAIRWISE) return pairwiseSum(gemm, rounding, first, c);
  let running = c;
  let exponent =
    c == 0 || !isFinite(c) ? NO_RUNNING : exponentOf(changetype<ScalarFormat>(rounding.format), c, 0);
  const length = gemm.productsPerStep;
  for (let step = first; step < end; step += length) {
    // Between steps the sum stays exact; before the rounding it may be odd.
    const odd = step + length < end ? 0 : rounding.odd;
    if (gemm.sum == SUM_ALIGNED) running = alignedSum(gemm, step, running, exponent, odd);
    else if (gemm.sum == SUM_FLOAT32) running = float32Sum(step / length, step, length, running);
    else if (gemm.sum == SUM_GROUPED) running = groupedSum(gemm, step, running, exponent);
    else running = twoStageSum(gemm, step, running, exponent);
    exponent = running == 0 || !isFinite(running) ? NO_RUNNING : leadingExponent(running);
  }
  return running;
}

/** A chain's result added into the register. */
function addInto(register: ScalarRounding, x: f64, y: f64): f64 {
  const sum = addToOdd(x, y, 1);
  return isFinite(sum) ? roundValue(register, sum, 0) : specialValue(register, sum);
}

function initialCode(gemm: ScalarGemm, element: i32): u32 {
  if (gemm.initial == 0) return 0;
  if (gemm.codeBytes == 2) return load<u16>(gemm.initial + (<usize>element << 1));
  return load<u32>(gemm.initial + (<usize>element << 2));
}

function storeCode(gemm: ScalarGemm, element: i32, code: u32): void {
  if (gemm.codeBytes == 2) store<u16>(gemm.output + (<usize>element << 1), <u16>code);
  else store<u32>(gemm.output + (<usize>element << 2), code);
}
