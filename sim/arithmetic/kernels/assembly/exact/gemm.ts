/**
 * A GEMM through a dot-product unit with exact sums: blocks of 4 × 8 outputs, each a chain of chunks, each
 * chunk by the cheapest path that is exact for it (dot-integer.ts, dot-float.ts), rounded by one-chunk.ts or
 * round-block.ts, and lane by lane (accumulator.ts) where that is not enough.
 * Left out: lines with NaN or Inf, which the engine fills in; other sum rules than `exact` and `float32`.
 */
import { TWO_53, TWO_62 } from '../shared/powers';
import {
  BLOCK_COLUMNS,
  BLOCK_ROWS,
  CHUNK_FACTS,
  ROUNDS_HALF,
  ROUNDS_SINGLE,
  ROUNDS_TWICE,
  SCRATCH_BYTES,
  UNIT_COLUMN_PANELS,
  UNIT_ROW_PANELS,
} from '../../shared/layout';
import { accumulatorLimit, finishExactSum, finishProducts, loadPartial, storePartials } from './accumulator';
import { errorBound, floatStep, floatSums, isExact } from './dot-float';
import { finishLimbs, limbPasses, limbSums, panelSums, singleSums } from './dot-integer';
import { LIMBS_MISFIT, NORM, SINGLE_NORM, UNIT } from './chunk-facts';
import { finishBetween, finishDirect, finishOdd, largestMagnitude, settleOverflow } from './round-block';
import { finishCoarse, finishFine, finishTwice } from './one-chunk';
import { randomWord } from '../shared/philox';
import { Gemm, Operand } from '../../exact/records';
import { NEAREST_EVEN } from '../shared/rounding';

/** Places in a thread's scratch. */
const SUMS: usize = 0;
const INTEGERS: usize = 256;
const PARTIALS: usize = 640;
const EXACT: usize = 896;

const PARTIALS_BYTES: usize = BLOCK_ROWS * BLOCK_COLUMNS * 8;

/** Norms whose product is below 2^31 keep sums in 32 bits; the facts hold their squares. */
const SINGLE_LIMIT: f64 = TWO_62;
/**
 * How much of its products a step adds to a bound of the partials: the partial itself is a candidate of each rounding,
 * which errs by no more than what was added.
 */
const GROWTH: f64 = 2.0000001;
const GROWTH_TWICE: f64 = 4.0000001;
/** The least positive float16, 2^-24. */
const LEAST_COARSE_UNIT: f64 = 5.9604644775390625e-8;
/** Sums that are multiples of this need at most 53 bits, or overflow: 2^17 / 2^53. */
const LEAST_DIRECT_UNIT: f64 = 1.4551915228366852e-11;

/** One work unit: UNIT_ROW_PANELS × UNIT_COLUMN_PANELS blocks. */
export function gemmUnit(address: usize, unit: i32, thread: i32): void {
  const gemm = changetype<Gemm>(address);
  const a = changetype<Operand>(gemm.a);
  const b = changetype<Operand>(gemm.b);
  const groups = (a.panels + UNIT_ROW_PANELS - 1) / UNIT_ROW_PANELS;
  const firstRow = (unit % groups) * UNIT_ROW_PANELS;
  const firstColumn = (unit / groups) * UNIT_COLUMN_PANELS;
  const lastRow = min(firstRow + UNIT_ROW_PANELS, a.panels);
  const lastColumn = min(firstColumn + UNIT_COLUMN_PANELS, b.panels);
  const scratch = gemm.scratch + <usize>(thread * SCRATCH_BYTES);
  for (let column = firstColumn; column < lastColumn; column++) {
    for (let row = firstRow; row < lastRow; row++) block(gemm, a, b, row, column, scratch);
  }
}

function block(gemm: Gemm, a: Operand, b: Operand, rowPanel: i32, columnPanel: i32, scratch: usize): void {
  const partials = scratch + PARTIALS;
  const limit = accumulatorLimit(gemm.accumulatorBytes);
  const growth = gemm.rounding == ROUNDS_TWICE ? GROWTH_TWICE : GROWTH;
  let careful = loadBlock(gemm, rowPanel, columnPanel, partials) || gemm.rule != NEAREST_EVEN;
  let bound = largestMagnitude(partials);
  for (let chunk = 0; chunk < a.chunks; chunk++) {
    const placeA = rowPanel * a.chunks + chunk;
    const placeB = columnPanel * b.chunks + chunk;
    const factsA = a.facts + <usize>(placeA * CHUNK_FACTS * 8);
    const factsB = b.facts + <usize>(placeB * CHUNK_FACTS * 8);
    const isLast = chunk == a.chunks - 1;
    const isCommon = !careful && isHeld(gemm, a, factsA, factsB);
    if (isCommon && !staysWithin(factsA, factsB, bound)) bound = largestMagnitude(partials);
    if (!isCommon || !commonStep(gemm, a, b, placeA, placeB, factsA, factsB, isLast, bound, scratch)) {
      step(gemm, a, b, rowPanel, columnPanel, chunk, careful, scratch);
    }
    bound += load<f64>(factsA, NORM) * load<f64>(factsB, NORM) * growth;
    if (bound <= limit) continue;
    bound = settleOverflow(partials, limit, gemm.overflow);
    careful = careful || bound == Infinity;
  }
  storeBlock(gemm, rowPanel, columnPanel, scratch);
}

/** Whether a step is rounded to float16 and its products' sums are exact as commonStep does them. */
// @ts-ignore: decorator
@inline
function isHeld(gemm: Gemm, a: Operand, factsA: usize, factsB: usize): bool {
  if (gemm.rounding == ROUNDS_SINGLE) return false;
  if (a.singles != 0 && isSingle(factsA, factsB)) return true;
  if (gemm.rounding == ROUNDS_TWICE) return false;
  return a.singles == 0 ? isExact(factsA, factsB) : isLimbs(a, factsA, factsB);
}

/**
 * A step that isHeld; false where float64 may not hold its sums with partials within `bound`. The sign of a negative
 * that rounds to zero is lost but shows only after the last step.
 */
// @ts-ignore: decorator
@inline
function commonStep(
  gemm: Gemm, a: Operand, b: Operand, placeA: i32, placeB: i32, factsA: usize, factsB: usize, isLast: bool, bound: f64,
  scratch: usize,
): bool {
  const partials = scratch + PARTIALS;
  const integers = scratch + INTEGERS;
  const unit = load<f64>(factsA, UNIT) * load<f64>(factsB, UNIT);
  const isOne = a.singles != 0 && isSingle(factsA, factsB);
  const isCoarse = isOne && unit >= LEAST_COARSE_UNIT;
  if (!isCoarse && (isLast || !staysWithin(factsA, factsB, bound))) return false;
  if (a.singles == 0) floatStep(valuesAt(a, placeA), valuesAt(b, placeB), partials, a.chunkLength);
  else if (!isOne) {
    passLimbs(a, b, placeA, placeB, integers);
    finishLimbs(integers, unit, partials);
  } else {
    panelSums(singleAt(a, placeA), singleAt(b, placeB), integers, a.chunkLength >> 1);
    if (gemm.rounding == ROUNDS_TWICE) finishTwice(integers, unit, partials);
    else if (isCoarse) finishCoarse(integers, unit, partials);
    else finishFine(integers, unit, partials);
  }
  return true;
}

// @ts-ignore: decorator
@inline
function isSingle(factsA: usize, factsB: usize): bool {
  return load<f64>(factsA, SINGLE_NORM) * load<f64>(factsB, SINGLE_NORM) < SINGLE_LIMIT;
}

/** Whether partials within `bound` plus the products, multiples of the unit, need at most 53 bits, or overflow. */
// @ts-ignore: decorator
@inline
function staysWithin(factsA: usize, factsB: usize, bound: f64): bool {
  if (isDirect(factsA, factsB)) return true;
  const norm = load<f64>(factsA, NORM) * load<f64>(factsB, NORM);
  return (norm + bound) * 1.0000001 <= load<f64>(factsA, UNIT) * load<f64>(factsB, UNIT) * TWO_53;
}

// @ts-ignore: decorator
@inline
function isDirect(factsA: usize, factsB: usize): bool {
  return load<f64>(factsA, UNIT) * load<f64>(factsB, UNIT) >= LEAST_DIRECT_UNIT;
}

// @ts-ignore: decorator
@inline
function singleAt(operand: Operand, place: i32): usize {
  return operand.singles + limbOffset(operand, place);
}

// @ts-ignore: decorator
@inline
function limbOffset(operand: Operand, place: i32): usize {
  return <usize>(place * operand.width * operand.chunkLength) << 1;
}

/** One chunk of a block by the cheapest exact sums, rounded. */
function step(
  gemm: Gemm, a: Operand, b: Operand, rowPanel: i32, columnPanel: i32, chunk: i32, careful: bool, scratch: usize,
): void {
  const partials = scratch + PARTIALS;
  const placeA = rowPanel * a.chunks + chunk;
  const placeB = columnPanel * b.chunks + chunk;
  const factsA = a.facts + <usize>(placeA * CHUNK_FACTS * 8);
  const factsB = b.facts + <usize>(placeB * CHUNK_FACTS * 8);
  const exact = exactSums(a, b, placeA, placeB, factsA, factsB, scratch);
  let open: u32 = 0;
  if (careful) open = 0xffffffff;
  else if (!exact) open = finishBetween(scratch + SUMS, partials, gemm.rounding, errorBound(factsA, factsB));
  else if (gemm.rounding == ROUNDS_HALF && isDirect(factsA, factsB)) finishDirect(scratch + SUMS, partials);
  else finishOdd(scratch + SUMS, partials, gemm.rounding);
  if (open) finishLanes(gemm, a, b, rowPanel, columnPanel, chunk, open, exact, scratch);
}

/** Sums of products of a chunk to SUMS. Returns whether they are exact. */
function exactSums(
  a: Operand, b: Operand, placeA: i32, placeB: i32, factsA: usize, factsB: usize, scratch: usize,
): bool {
  const pairs = a.chunkLength >> 1;
  const unit = load<f64>(factsA, UNIT) * load<f64>(factsB, UNIT);
  if (a.singles != 0 && isSingle(factsA, factsB)) {
    singleSums(singleAt(a, placeA), singleAt(b, placeB), unit, scratch + SUMS, scratch + INTEGERS, pairs);
    return true;
  }
  if (isLimbs(a, factsA, factsB)) {
    passLimbs(a, b, placeA, placeB, scratch + INTEGERS);
    limbSums(scratch + INTEGERS, unit, scratch + SUMS);
    return true;
  }
  floatSums(valuesAt(a, placeA), valuesAt(b, placeB), scratch + SUMS, a.chunkLength);
  return isExact(factsA, factsB);
}

// @ts-ignore: decorator
@inline
function isLimbs(a: Operand, factsA: usize, factsB: usize): bool {
  return a.lows != 0 && load<f64>(factsA, LIMBS_MISFIT) + load<f64>(factsB, LIMBS_MISFIT) == 0;
}

function passLimbs(a: Operand, b: Operand, placeA: i32, placeB: i32, integers: usize): void {
  const atA = limbOffset(a, placeA);
  const atB = limbOffset(b, placeB);
  limbPasses(
    a.lows + atA, a.highs + atA, a.unions + atA, b.lows + atB, b.highs + atB, b.unions + atB, integers,
    a.chunkLength >> 1,
  );
}

function valuesAt(operand: Operand, place: i32): usize {
  return operand.values + (<usize>(place * operand.width * operand.chunkLength) << 3);
}

/** The lanes with a bit in `open`, one by one. */
function finishLanes(
  gemm: Gemm, a: Operand, b: Operand, rowPanel: i32, columnPanel: i32, chunk: i32, open: u32, exact: bool, scratch: usize,
): void {
  const stepStream = gemm.randomBits == 0 ? 0 : randomWord(gemm.seed, gemm.stream, chunk);
  const valuesA = valuesAt(a, rowPanel * a.chunks + chunk);
  const valuesB = valuesAt(b, columnPanel * b.chunks + chunk);
  for (let lane = 0; lane < BLOCK_ROWS * BLOCK_COLUMNS; lane++) {
    if (!((open >> lane) & 1)) continue;
    const row = lane >> 3;
    const column = lane & 7;
    const element = <u32>((rowPanel * BLOCK_ROWS + row) * gemm.n + columnPanel * BLOCK_COLUMNS + column);
    const address = scratch + PARTIALS + (<usize>lane << 3);
    const partial = load<f64>(address);
    const result = exact
      ? finishExactSum(gemm, load<f64>(scratch + SUMS + (<usize>lane << 3)), partial, element, stepStream, scratch + EXACT)
      : finishProducts(
          gemm, valuesA + (<usize>row << 3), BLOCK_ROWS * 8, valuesB + (<usize>column << 3), BLOCK_COLUMNS * 8,
          a.chunkLength, partial, element, stepStream, scratch + EXACT,
        );
    store<f64>(address, result);
  }
}

/** Initial partials of a block, zeros outside the matrix. Returns whether any is infinite and stays so. */
function loadBlock(gemm: Gemm, rowPanel: i32, columnPanel: i32, partials: usize): bool {
  memory.fill(partials, 0, PARTIALS_BYTES);
  if (gemm.initial == 0) return false;
  let special = false;
  for (let row = 0; row < min(BLOCK_ROWS, gemm.m - rowPanel * BLOCK_ROWS); row++) {
    for (let column = 0; column < min(BLOCK_COLUMNS, gemm.n - columnPanel * BLOCK_COLUMNS); column++) {
      const element = <usize>((rowPanel * BLOCK_ROWS + row) * gemm.n + columnPanel * BLOCK_COLUMNS + column);
      const value = loadPartial(gemm.initial + element * <usize>gemm.accumulatorBytes, gemm.accumulatorBytes);
      special = special || !isFinite(value);
      store<f64>(partials + (<usize>(row * BLOCK_COLUMNS + column) << 3), value);
    }
  }
  return special;
}

function storeBlock(gemm: Gemm, rowPanel: i32, columnPanel: i32, scratch: usize): void {
  const bytes = <usize>gemm.accumulatorBytes;
  const columns = <usize>min(BLOCK_COLUMNS, gemm.n - columnPanel * BLOCK_COLUMNS);
  for (let row = 0; row < min(BLOCK_ROWS, gemm.m - rowPanel * BLOCK_ROWS); row++) {
    const first = <usize>((rowPanel * BLOCK_ROWS + row) * gemm.n + columnPanel * BLOCK_COLUMNS);
    const address = gemm.output + first * bytes;
    const partials = scratch + PARTIALS + <usize>(row * BLOCK_COLUMNS * 8);
    if (columns == BLOCK_COLUMNS) storePartials(address, gemm.accumulatorBytes, partials);
    else {
      storePartials(scratch + SUMS, gemm.accumulatorBytes, partials);
      memory.copy(address, scratch + SUMS, columns * bytes);
    }
  }
}
