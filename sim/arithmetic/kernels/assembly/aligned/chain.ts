/**
 * A GEMM through a chain of fused multiply-adds in float64 lanes: each exact product is added to its accumulator,
 * made odd where the addition lost something, and rounded once, to nearest even, into any narrower format. With a
 * promotion interval the chain starts again from +0 every so many products and is added into a float32 register.
 * Chains into float32 far from its ends go a shorter way (plain-chain.ts), as do those that float64 sums exactly
 * (exact-chain.ts).
 * Left out: lines with NaN or Inf, which the engine fills in; other roundings.
 */
import { ALIGNED_COLUMNS, ALIGNED_ROWS, ALIGNED_SCRATCH_BYTES, ALIGNED_UNIT_PANELS } from '../../shared/layout';
import { AlignedGemm, AlignedOperand } from '../../aligned/records';
import { addToOdd, rounded } from './chain-rounding';
import { exactChains, isExactChain } from './exact-chain';
import { isPlain, largestExponent, leastExponent, plainChains, takeExponents } from './plain-chain';
import { loadBlock, storeBlock } from './block-values';
import { BLOCK_BYTES } from './double-blocks';

const ROW_BYTES: usize = ALIGNED_COLUMNS * 8;
/** Where a promoted chain's sums stand. */
const CHAINS: usize = BLOCK_BYTES * ALIGNED_UNIT_PANELS;

/** The rounding into the register follows that into the accumulator. */
const REGISTER: usize = 48;

/** Work unit: ALIGNED_UNIT_PANELS row panels × one column panel. */
export function chainUnit(address: usize, unit: i32, thread: i32): void {
  const gemm = changetype<AlignedGemm>(address);
  const a = changetype<AlignedOperand>(gemm.a);
  const b = changetype<AlignedOperand>(gemm.b);
  const groups = (a.panels + ALIGNED_UNIT_PANELS - 1) / ALIGNED_UNIT_PANELS;
  const firstRow = (unit % groups) * ALIGNED_UNIT_PANELS;
  const column = unit / groups;
  const scratch = gemm.scratch + <usize>(thread * ALIGNED_SCRATCH_BYTES);
  const interval = gemm.promotion == 0 ? a.paddedDepth : gemm.promotion;
  takeExponents(exponentsOf(b, column), b.paddedDepth * ALIGNED_COLUMNS);
  const leastB = leastExponent;
  const largestB = largestExponent;
  for (let row = firstRow; row < min(firstRow + ALIGNED_UNIT_PANELS, a.panels); row++) {
    loadBlock<f64>(gemm, row, column, scratch);
    const valuesA = a.values + (<usize>(row * a.paddedDepth * ALIGNED_ROWS) << 3);
    const valuesB = b.values + (<usize>(column * b.paddedDepth * ALIGNED_COLUMNS) << 3);
    takeExponents(exponentsOf(a, row), a.paddedDepth * ALIGNED_ROWS);
    const least = leastExponent + leastB;
    const largest = largestExponent + largestB;
    const plain = isPlain(gemm, least, largest, interval, scratch);
    const exact = !plain && isExactChain(gemm, least, largest, interval);
    for (let first = 0; first < a.paddedDepth; first += interval) {
      const fromA = valuesA + (<usize>(first * ALIGNED_ROWS) << 3);
      const fromB = valuesB + (<usize>(first * ALIGNED_COLUMNS) << 3);
      const count = min(interval, a.paddedDepth - first);
      if (gemm.promotion == 0) chains(gemm, fromA, fromB, scratch, count, plain, exact);
      else {
        memory.fill(scratch + CHAINS, 0, BLOCK_BYTES);
        chains(gemm, fromA, fromB, scratch + CHAINS, count, plain, exact);
        promote(gemm.constants + REGISTER, scratch, scratch + CHAINS);
      }
    }
    storeBlock<f64>(gemm, row, column, scratch);
  }
}

// @ts-ignore: decorator
@inline
function exponentsOf(operand: AlignedOperand, panel: i32): usize {
  return operand.exponents + (<usize>(panel * operand.paddedDepth * operand.width) << 1);
}

/** Products of 4 rows × 16 columns, one after the other, into their accumulators. */
function chains(gemm: AlignedGemm, a: usize, b: usize, accumulators: usize, count: i32, plain: bool, exact: bool): void {
  if (plain) return plainChains(gemm, a, b, accumulators, count);
  if (exact) return exactChains(gemm, a, b, accumulators, count);
  for (let row: usize = 0; row < <usize>ALIGNED_ROWS; row++) {
    for (let column: usize = 0; column < ROW_BYTES; column += 64) {
      oneByEight(gemm.constants, a + (row << 3), b + column, accumulators + row * ROW_BYTES + column, count);
    }
  }
}

function oneByEight(constants: usize, a: usize, b: usize, accumulators: usize, count: i32): void {
  let c0 = v128.load(accumulators);
  let c1 = v128.load(accumulators, 16);
  let c2 = v128.load(accumulators, 32);
  let c3 = v128.load(accumulators, 48);
  for (let k = 0; k < count; k++) {
    const left = v128.load_splat<f64>(a);
    c0 = rounded(constants, addToOdd(f64x2.mul(left, v128.load(b)), c0));
    c1 = rounded(constants, addToOdd(f64x2.mul(left, v128.load(b, 16)), c1));
    c2 = rounded(constants, addToOdd(f64x2.mul(left, v128.load(b, 32)), c2));
    c3 = rounded(constants, addToOdd(f64x2.mul(left, v128.load(b, 48)), c3));
    a += ALIGNED_ROWS * 8;
    b += ALIGNED_COLUMNS * 8;
  }
  v128.store(accumulators, c0);
  v128.store(accumulators, c1, 16);
  v128.store(accumulators, c2, 32);
  v128.store(accumulators, c3, 48);
}

function promote(constants: usize, registers: usize, sums: usize): void {
  for (let at: usize = 0; at < BLOCK_BYTES; at += 16) {
    const total = addToOdd(v128.load(registers + at), v128.load(sums + at));
    v128.store(registers + at, rounded(constants, total));
  }
}
