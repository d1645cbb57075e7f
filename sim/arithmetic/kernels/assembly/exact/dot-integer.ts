/**
 * Sums of products of one chunk for a block of 4 × 8 outputs, on 16-bit integers, without any error.
 * A chunk fits one limb where every line does and the product of the norms is below 2^31 (Cauchy–Schwarz
 * bounds every partial sum); else two limbs, whose four cross sums come from three passes (Karatsuba).
 * Left out: chunks that fit neither (dot-float.ts).
 */
import { LIMB_BITS, powerOfTwo } from './pack-values';

/** Bytes of one pair of depths of a row panel and of a column panel. */
const ROW_PAIR: usize = 16;
const COLUMN_PAIR: usize = 32;
/** Bytes of a row of their sums. */
const SUMS_ROW: usize = 32;

/**
 * Sums of 4 rows × 8 columns as i32 to `output`, rows `rowBytes` apart; pairs of depths are ROW_PAIR apart in A and
 * `columnPair` in B.
 */
// @ts-ignore: decorator
@inline
export function integerSums(a: usize, b: usize, columnPair: usize, output: usize, rowBytes: usize, pairs: i32): void {
  let s00 = i32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  for (let pair = 0; pair < pairs; pair++) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    let row = v128.load_splat<i32>(a);
    s00 = i32x4.add(s00, i32x4.dot_i16x8_s(row, left));
    s01 = i32x4.add(s01, i32x4.dot_i16x8_s(row, right));
    row = v128.load_splat<i32>(a, 4);
    s10 = i32x4.add(s10, i32x4.dot_i16x8_s(row, left));
    s11 = i32x4.add(s11, i32x4.dot_i16x8_s(row, right));
    row = v128.load_splat<i32>(a, 8);
    s20 = i32x4.add(s20, i32x4.dot_i16x8_s(row, left));
    s21 = i32x4.add(s21, i32x4.dot_i16x8_s(row, right));
    row = v128.load_splat<i32>(a, 12);
    s30 = i32x4.add(s30, i32x4.dot_i16x8_s(row, left));
    s31 = i32x4.add(s31, i32x4.dot_i16x8_s(row, right));
    a += ROW_PAIR;
    b += columnPair;
  }
  v128.store(output, s00);
  v128.store(output, s01, 16);
  v128.store(output + rowBytes, s10);
  v128.store(output + rowBytes, s11, 16);
  v128.store(output + 2 * rowBytes, s20);
  v128.store(output + 2 * rowBytes, s21, 16);
  v128.store(output + 3 * rowBytes, s30);
  v128.store(output + 3 * rowBytes, s31, 16);
}

/** Of two exact panels: 32 × i32, row-major. */
function panelSums(a: usize, b: usize, output: usize, pairs: i32): void {
  integerSums(a, b, COLUMN_PAIR, output, SUMS_ROW, pairs);
}

/** Sums as 32 float64 to `output`; `integers` is scratch of 128 bytes. */
export function singleSums(a: usize, b: usize, unitsA: usize, unitsB: usize, output: usize, integers: usize, pairs: i32): void {
  panelSums(a, b, integers, pairs);
  for (let row = 0; row < 4; row++) {
    const unit = v128.load_splat<f64>(unitsA + (<usize>row << 3));
    for (let column: usize = 0; column < 8; column += 2) {
      const sums = f64x2.convert_low_i32x4_s(v128.load64_zero(integers));
      v128.store(output, f64x2.mul(sums, f64x2.mul(unit, v128.load(unitsB + (column << 3)))));
      integers += 8;
      output += 16;
    }
  }
}

/** As singleSums, of two limbs; `integers` is scratch of 384 bytes. */
export function limbSums(
  aLows: usize,
  aHighs: usize,
  aUnions: usize,
  bLows: usize,
  bHighs: usize,
  bUnions: usize,
  unitsA: usize,
  unitsB: usize,
  output: usize,
  integers: usize,
  pairs: i32,
): void {
  panelSums(aLows, bLows, integers, pairs);
  panelSums(aHighs, bHighs, integers + 128, pairs);
  panelSums(aUnions, bUnions, integers + 256, pairs);
  const limb = f64x2.splat(powerOfTwo(LIMB_BITS));
  const square = f64x2.splat(powerOfTwo(2 * LIMB_BITS));
  for (let row = 0; row < 4; row++) {
    const unit = v128.load_splat<f64>(unitsA + (<usize>row << 3));
    for (let column: usize = 0; column < 8; column += 2) {
      const low = v128.load64_zero(integers);
      const high = v128.load64_zero(integers, 128);
      const cross = i32x4.sub(i32x4.sub(v128.load64_zero(integers, 256), low), high);
      const upper = f64x2.add(
        f64x2.mul(f64x2.convert_low_i32x4_s(high), square),
        f64x2.mul(f64x2.convert_low_i32x4_s(cross), limb),
      );
      const sums = f64x2.add(upper, f64x2.convert_low_i32x4_s(low));
      v128.store(output, f64x2.mul(sums, f64x2.mul(unit, v128.load(unitsB + (column << 3)))));
      integers += 8;
      output += 16;
    }
  }
}
