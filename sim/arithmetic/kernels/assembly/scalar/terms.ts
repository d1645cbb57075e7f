/**
 * The products of one output: the line of A and the line of B that a thread is multiplying. A product's exponent is
 * that of its operands together, or of its leading bit: see productTerm in reference/term.ts.
 */
import { TWO_53 } from '../shared/powers';
import { LEAST_EXPONENT, NO_EXPONENT } from '../../scalar/layout';
import { leadingExponent } from './pack';
import { ScalarGemm, ScalarOperand } from '../../scalar/records';

/** Products whose exponents largestExponents takes at the least. */
export const LANES: i32 = 4;

let valuesA: usize = 0;
let valuesB: usize = 0;
let exponentsA: usize = 0;
let exponentsB: usize = 0;
let factsA: usize = 0;
let factsB: usize = 0;
let scalesA: usize = 0;
let scalesB: usize = 0;

/** Takes up a line of each operand. */
export function takeLines(gemm: ScalarGemm, row: i32, column: i32): void {
  const a = changetype<ScalarOperand>(gemm.a);
  const b = changetype<ScalarOperand>(gemm.b);
  valuesA = a.values + (<usize>(row * a.paddedDepth) << 3);
  valuesB = b.values + (<usize>(column * b.paddedDepth) << 3);
  exponentsA = a.exponents + (<usize>(row * a.paddedDepth) << 1);
  exponentsB = b.exponents + (<usize>(column * b.paddedDepth) << 1);
  factsA = a.facts + (<usize>(row * a.chunks) << 4);
  factsB = b.facts + (<usize>(column * b.chunks) << 4);
  scalesA = a.scaleExponents + (<usize>(row * a.chunks) << 1);
  scalesB = b.scaleExponents + (<usize>(column * b.chunks) << 1);
}

/** Product `i`, scales included: exact, as its operands have at most 53 bits together. */
// @ts-ignore: decorator
@inline
export function productAt(i: i32): f64 {
  return load<f64>(valuesA + (<usize>i << 3)) * load<f64>(valuesB + (<usize>i << 3));
}

/** Addresses of the values from product `i` on. */
// @ts-ignore: decorator
@inline
export function aFrom(i: i32): usize {
  return valuesA + (<usize>i << 3);
}

// @ts-ignore: decorator
@inline
export function bFrom(i: i32): usize {
  return valuesB + (<usize>i << 3);
}

/** The exponent that a product is aligned by; below LEAST_EXPONENT where it takes no part. */
export function exponentAt(gemm: ScalarGemm, i: i32): i32 {
  if (gemm.normalised) {
    const product = productAt(i);
    if (product != 0) return isFinite(product) ? leadingExponent(product) : 2 * NO_EXPONENT;
  }
  return <i32>load<i16>(exponentsA + (<usize>i << 1)) + <i32>load<i16>(exponentsB + (<usize>i << 1));
}

/** The largest of every `step`-th product; below LEAST_EXPONENT where none takes part. */
export function largestExponent(gemm: ScalarGemm, first: i32, count: i32, step: i32): i32 {
  let largest: i32 = 2 * NO_EXPONENT;
  for (let i = first; i < first + count; i += step) largest = max(largest, exponentAt(gemm, i));
  return largest;
}

/** Largest sums of operands' exponents of whole LANES: the lanes of one parity hold those of products of that parity. */
export function largestExponents(first: i32, count: i32): v128 {
  let largest = i16x8.splat(<i16>(2 * NO_EXPONENT));
  let a = exponentsA + (<usize>first << 1);
  let b = exponentsB + (<usize>first << 1);
  const end = a + (<usize>count << 1);
  for (; a + 16 <= end; a += 16, b += 16) {
    largest = i16x8.max_s(largest, i16x8.add(v128.load(a), v128.load(b)));
  }
  if (a == end) return largest;
  return i16x8.max_s(largest, i16x8.add(v128.load_splat<i64>(a), v128.load_splat<i64>(b)));
}

/** Largest lane. */
// @ts-ignore: decorator
@inline
export function largestLane(lanes: v128): i32 {
  const four = i16x8.max_s(lanes, i8x16.shuffle(lanes, lanes, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  const two = i16x8.max_s(four, i8x16.shuffle(four, four, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
  return max<i32>(i16x8.extract_lane_s(two, 0), i16x8.extract_lane_s(two, 1));
}

/** Whether float64 adds the products of a chunk exactly in any order: |Σ ab| ≤ ‖a‖‖b‖, all multiples of two units. */
// @ts-ignore: decorator
@inline
export function isExactChunk(chunk: i32): bool {
  const a = factsA + (<usize>chunk << 4);
  const b = factsB + (<usize>chunk << 4);
  return load<f64>(a) * load<f64>(b) <= load<f64>(a, 8) * load<f64>(b, 8) * TWO_53;
}

/** Exponent of the scales of a chunk's products, the sum of the operands' included. */
// @ts-ignore: decorator
@inline
export function scaleExponentOf(chunk: i32): i32 {
  return <i32>load<i16>(scalesA + (<usize>chunk << 1)) + <i32>load<i16>(scalesB + (<usize>chunk << 1));
}

// @ts-ignore: decorator
@inline
export function takesPart(exponent: i32): bool {
  return exponent > LEAST_EXPONENT;
}
