/**
 * Chains of exact sums of two products and their accumulator (ExSdotp), to nearest even, whose sums float64 holds
 * whatever was rounded before: 4 rows × 4 columns at once. The accumulator itself is a candidate of each rounding, so
 * that none errs by more than its products: no sum is beyond |c| + 2 Σ|ab| ≤ |c| + 2 ‖a‖‖b‖.
 * Left out: blocks that may reach beyond float64's or the accumulator's numbers, NaN and infinities (short.ts).
 */
import { toNearest } from '../aligned/chain-rounding';
import { TWO_53 } from '../shared/powers';
import { powerOfTwo } from '../exact/pack-values';
import { ScalarFormat, ScalarGemm, ScalarOperand, ScalarRounding } from '../../scalar/records';

const ROWS: i32 = 4;
const COLUMNS: i32 = 8;
const ROW_BYTES: usize = 64;
const OUTPUTS_BYTES: usize = 256;

/**
 * Results of 4 rows × 8 columns from the initial values at `values`, in their place; lines beyond the last repeat it.
 * False where they are left out, the values as they were; `results` is room for as many.
 */
export function pairOutputs(gemm: ScalarGemm, row: i32, column: i32, values: usize, results: usize): bool {
  if (!staysWithin(gemm, row, column, values)) return false;
  memory.copy(results, values, OUTPUTS_BYTES);
  fourByFour(gemm, row, column, results);
  if (column + 4 < gemm.n) fourByFour(gemm, row, column + 4, results + 32);
  if (hasNan(results)) return false;
  memory.copy(values, results, OUTPUTS_BYTES);
  return true;
}

function staysWithin(gemm: ScalarGemm, row: i32, column: i32, values: usize): bool {
  const rounding = changetype<ScalarRounding>(gemm.rounding);
  let normA: f64 = 0;
  let normB: f64 = 0;
  let unitA = Infinity;
  let unitB = Infinity;
  for (let i = 0; i < ROWS; i++) {
    const facts = factsOf(gemm.a, min(row + i, gemm.m - 1));
    normA = max(normA, load<f64>(facts));
    unitA = min(unitA, load<f64>(facts, 8));
  }
  for (let i = 0; i < COLUMNS; i++) {
    const facts = factsOf(gemm.b, min(column + i, gemm.n - 1));
    normB = max(normB, load<f64>(facts));
    unitB = min(unitB, load<f64>(facts, 8));
  }
  let largest: f64 = 0;
  for (let at: usize = 0; at < OUTPUTS_BYTES; at += 8) largest = max(largest, abs(load<f64>(values + at)));
  let unit = unitA * unitB;
  if (largest > 0) unit = min(unit, leastBinade(rounding) * powerOfTwo(-rounding.mantissaBits));
  const bound = largest + 2 * normA * normB;
  return bound <= load<f64>(rounding.limits) && bound <= unit * TWO_53;
}

/** Norm and unit of a whole line. */
function factsOf(operand: usize, line: i32): usize {
  return changetype<ScalarOperand>(operand).facts + (<usize>line << 4);
}

function leastBinade(rounding: ScalarRounding): f64 {
  return powerOfTwo(changetype<ScalarFormat>(rounding.format).least);
}

/** Infinities, too, become NaN in the first rounding. */
function hasNan(results: usize): bool {
  let found = f64x2.splat(0);
  for (let at: usize = 0; at < OUTPUTS_BYTES; at += 16) {
    found = v128.or(found, f64x2.ne(v128.load(results + at), v128.load(results + at)));
  }
  return v128.any_true(found);
}

// @ts-ignore: decorator
@inline
function lineOf(operand: usize, line: i32): usize {
  const lines = changetype<ScalarOperand>(operand);
  return lines.values + (<usize>(line * lines.paddedDepth) << 3);
}

/** From the accumulators at `values`, their rows ROW_BYTES apart, in their place. */
function fourByFour(gemm: ScalarGemm, row: i32, column: i32, values: usize): void {
  const rounding = changetype<ScalarRounding>(gemm.rounding);
  const factor = f64x2.splat(1.5 * powerOfTwo(52 - rounding.mantissaBits));
  const least = f64x2.splat(leastBinade(rounding));
  let a0 = lineOf(gemm.a, row);
  let a1 = lineOf(gemm.a, min(row + 1, gemm.m - 1));
  let a2 = lineOf(gemm.a, min(row + 2, gemm.m - 1));
  let a3 = lineOf(gemm.a, min(row + 3, gemm.m - 1));
  let b0 = lineOf(gemm.b, column);
  let b1 = lineOf(gemm.b, min(column + 1, gemm.n - 1));
  let b2 = lineOf(gemm.b, min(column + 2, gemm.n - 1));
  let b3 = lineOf(gemm.b, min(column + 3, gemm.n - 1));
  let c00 = v128.load(values);
  let c01 = v128.load(values, 16);
  let c10 = v128.load(values, ROW_BYTES);
  let c11 = v128.load(values, ROW_BYTES + 16);
  let c20 = v128.load(values, 2 * ROW_BYTES);
  let c21 = v128.load(values, 2 * ROW_BYTES + 16);
  let c30 = v128.load(values, 3 * ROW_BYTES);
  let c31 = v128.load(values, 3 * ROW_BYTES + 16);
  for (const end = a0 + (<usize>changetype<ScalarOperand>(gemm.a).paddedDepth << 3); a0 < end; ) {
    const x0 = v128.load(b0);
    const x1 = v128.load(b1);
    const x2 = v128.load(b2);
    const x3 = v128.load(b3);
    let pair = v128.load(a0);
    c00 = next(pair, x0, x1, c00, factor, least);
    c01 = next(pair, x2, x3, c01, factor, least);
    pair = v128.load(a1);
    c10 = next(pair, x0, x1, c10, factor, least);
    c11 = next(pair, x2, x3, c11, factor, least);
    pair = v128.load(a2);
    c20 = next(pair, x0, x1, c20, factor, least);
    c21 = next(pair, x2, x3, c21, factor, least);
    pair = v128.load(a3);
    c30 = next(pair, x0, x1, c30, factor, least);
    c31 = next(pair, x2, x3, c31, factor, least);
    a0 += 16;
    a1 += 16;
    a2 += 16;
    a3 += 16;
    b0 += 16;
    b1 += 16;
    b2 += 16;
    b3 += 16;
  }
  v128.store(values, c00);
  v128.store(values, c01, 16);
  v128.store(values, c10, ROW_BYTES);
  v128.store(values, c11, ROW_BYTES + 16);
  v128.store(values, c20, 2 * ROW_BYTES);
  v128.store(values, c21, 2 * ROW_BYTES + 16);
  v128.store(values, c30, 3 * ROW_BYTES);
  v128.store(values, c31, 3 * ROW_BYTES + 16);
}

/** Two accumulators after a step: the pair of A times those of two columns, rounded as in roundPlain, the sign kept. */
// @ts-ignore: decorator
@inline
function next(pair: v128, left: v128, right: v128, accumulators: v128, factor: v128, least: v128): v128 {
  const p = f64x2.mul(pair, left);
  const q = f64x2.mul(pair, right);
  const products = f64x2.add(i64x2.shuffle(p, q, 0, 2), i64x2.shuffle(p, q, 1, 3));
  const sum = f64x2.add(products, accumulators);
  return v128.or(toNearest(sum, factor, least), v128.and(sum, i64x2.splat(0x8000000000000000)));
}
