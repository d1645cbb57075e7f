/**
 * Sums of products of one chunk for a block of 4 × 8 outputs, on 16-bit integers, without any error.
 * A chunk fits one limb where every line does and the product of the norms is below 2^31 (Cauchy–Schwarz
 * bounds every partial sum); else two limbs, whose four cross sums come from three passes (Karatsuba).
 * Left out: chunks that fit neither (dot-float.ts).
 */
import { LIMB_BITS, powerOfTwo } from './pack-values';
import { roundUnsigned } from './round-block';

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
export function panelSums(a: usize, b: usize, output: usize, pairs: i32): void {
  integerSums(a, b, COLUMN_PAIR, output, SUMS_ROW, pairs);
}

/** Sums as 32 float64 to `output`; `integers` is scratch of 128 bytes. */
export function singleSums(a: usize, b: usize, unit: f64, output: usize, integers: usize, pairs: i32): void {
  panelSums(a, b, integers, pairs);
  const units = f64x2.splat(unit);
  for (let pair = 0; pair < 16; pair++, integers += 8, output += 16) {
    v128.store(output, f64x2.mul(f64x2.convert_low_i32x4_s(v128.load64_zero(integers)), units));
  }
}

/** Of two limbs: the sums of lows, of highs and of unions, 128 bytes each. */
export function limbPasses(
  aLows: usize,
  aHighs: usize,
  aUnions: usize,
  bLows: usize,
  bHighs: usize,
  bUnions: usize,
  integers: usize,
  pairs: i32,
): void {
  panelSums(aLows, bLows, integers, pairs);
  panelSums(aHighs, bHighs, integers + 128, pairs);
  panelSums(aUnions, bUnions, integers + 256, pairs);
}

/** What the three sums count: l + 2^10 (u − l − h) + 2^20 h of lows, unions and highs. */
const LIMB: f64 = powerOfTwo(LIMB_BITS);
const OF_LOWS: f64 = 1 - LIMB;
const OF_HIGHS: f64 = LIMB * (LIMB - 1);

/** Two sums of two limbs, exact; `lows`, `highs` and `unions` are what each counts. */
// @ts-ignore: decorator
@inline
function limbPair(low: v128, high: v128, union: v128, lows: v128, highs: v128, unions: v128): v128 {
  const outer = f64x2.add(
    f64x2.mul(f64x2.convert_low_i32x4_s(low), lows),
    f64x2.mul(f64x2.convert_low_i32x4_s(high), highs),
  );
  return f64x2.add(outer, f64x2.mul(f64x2.convert_low_i32x4_s(union), unions));
}

// @ts-ignore: decorator
@inline
function upperPair(sums: v128): v128 {
  return i8x16.shuffle(sums, sums, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
}

/** The sums of limbPasses as 32 float64 to `output`. */
export function limbSums(integers: usize, unit: f64, output: usize): void {
  const lows = f64x2.splat(unit * OF_LOWS);
  const highs = f64x2.splat(unit * OF_HIGHS);
  const unions = f64x2.splat(unit * LIMB);
  for (const end = integers + 128; integers < end; integers += 16, output += 32) {
    const low = v128.load(integers);
    const high = v128.load(integers, 128);
    const union = v128.load(integers, 256);
    v128.store(output, limbPair(low, high, union, lows, highs, unions));
    v128.store(output, limbPair(upperPair(low), upperPair(high), upperPair(union), lows, highs, unions), 16);
  }
}

/** The same added to float16 partials, which is exact, and rounded; a negative that becomes zero is +0. */
export function finishLimbs(integers: usize, unit: f64, partials: usize): void {
  const lows = f64x2.splat(unit * OF_LOWS);
  const highs = f64x2.splat(unit * OF_HIGHS);
  const unions = f64x2.splat(unit * LIMB);
  for (const end = integers + 128; integers < end; integers += 16, partials += 32) {
    const low = v128.load(integers);
    const high = v128.load(integers, 128);
    const union = v128.load(integers, 256);
    const left = limbPair(low, high, union, lows, highs, unions);
    const right = limbPair(upperPair(low), upperPair(high), upperPair(union), lows, highs, unions);
    v128.store(partials, roundUnsigned(f64x2.add(left, v128.load(partials))));
    v128.store(partials, roundUnsigned(f64x2.add(right, v128.load(partials, 16))), 16);
  }
}
