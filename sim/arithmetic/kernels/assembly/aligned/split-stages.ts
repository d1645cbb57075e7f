/**
 * The second stage of a two-stage unit in float32 lanes, the twin of reference/two-stage.ts: four sums in two parts
 * (split.ts) and their accumulators, floored below the larger exponent, added and rounded to float32.
 * A sum near its accumulator loses nothing by the floor: the accumulator is then the sum's first term, and no more is
 * needed. Farther apart both are floored afterwards, as long as multiples of 2^12 are integers and no accumulator
 * vanishes; else outputs are formed one by one in float64.
 */
import { AlignedGemm } from '../../aligned/records';
import { powerOfTwo } from '../exact/pack-values';
import { FARTHEST, FIRST, NEAREST, OF_SUM, OWN, RATIO, SMALLEST, UNIT } from './split-vectors';

/** Whether some of four sums lose bits in the second stage, or accumulators vanish: they are then joined late. */
// @ts-ignore: decorator
@inline
export function losesBits(own: v128, ofSums: v128, ofAll: v128, vectors: usize): v128 {
  return v128.or(isBeyond(ofSums, ofAll, NEAREST, vectors), isBeyond(own, ofAll, SMALLEST, vectors));
}

// @ts-ignore: decorator
@inline
function isBeyond(exponents: v128, ofAll: v128, distance: usize, vectors: usize): v128 {
  return i32x4.gt_s(i32x4.sub(ofAll, exponents), v128.load(vectors + distance));
}

/** Four accumulators in units of sums near to them. */
// @ts-ignore: decorator
@inline
export function firstTerms(c: v128, ofSums: v128, ofAll: v128, vectors: usize): v128 {
  const distances = i32x4.sub(ofAll, ofSums);
  const power = i32x4.sub(v128.load(vectors, OWN), ofAll);
  return flooredUnits(c, power, i32x4.add(v128.load(vectors, FIRST), distances));
}

/** Four values times `power`, floored, in units of which `units` make one. */
// @ts-ignore: decorator
@inline
function flooredUnits(values: v128, power: v128, units: v128): v128 {
  return f32x4.mul(f32x4.floor(f32x4.mul(values, power)), units);
}

/**
 * Four results from both parts of sums and their accumulators.
 *
 * @param own biased exponents of accumulators; @param ofSums of products' sums; @param ofAll the larger ones
 */
export function joined(
  gemm: AlignedGemm, c: v128, own: v128, ofSums: v128, ofAll: v128, high: v128, low: v128, vectors: usize,
): v128 {
  const isFar = isBeyond(ofSums, ofAll, FARTHEST, vectors);
  if (v128.any_true(v128.or(isFar, isBeyond(own, ofAll, SMALLEST, vectors)))) {
    return joinedOneByOne(gemm, c, ofSums, ofAll, high, low);
  }
  const power = i32x4.sub(v128.load(vectors, OF_SUM), i32x4.sub(ofAll, ofSums));
  const upper = f32x4.mul(high, power);
  const lower = f32x4.floor(f32x4.mul(low, power));
  const total = flooredUnits(c, i32x4.sub(v128.load(vectors, OWN), ofAll), v128.load(vectors, RATIO));
  const sum = f32x4.add(upper, total);
  const part = f32x4.sub(sum, upper);
  const lost = f32x4.add(f32x4.sub(upper, f32x4.sub(sum, part)), f32x4.sub(total, part));
  const nearest = f32x4.add(sum, f32x4.add(lost, lower));
  return f32x4.mul(nearest, i32x4.sub(ofAll, v128.load(vectors, UNIT)));
}

function joinedOneByOne(gemm: AlignedGemm, c: v128, ofSums: v128, ofAll: v128, high: v128, low: v128): v128 {
  let results = c;
  results = f32x4.replace_lane(results, 0, joinedOne(
    gemm, f32x4.extract_lane(c, 0), i32x4.extract_lane(ofSums, 0), i32x4.extract_lane(ofAll, 0),
    <f64>f32x4.extract_lane(high, 0) + <f64>f32x4.extract_lane(low, 0),
  ));
  results = f32x4.replace_lane(results, 1, joinedOne(
    gemm, f32x4.extract_lane(c, 1), i32x4.extract_lane(ofSums, 1), i32x4.extract_lane(ofAll, 1),
    <f64>f32x4.extract_lane(high, 1) + <f64>f32x4.extract_lane(low, 1),
  ));
  results = f32x4.replace_lane(results, 2, joinedOne(
    gemm, f32x4.extract_lane(c, 2), i32x4.extract_lane(ofSums, 2), i32x4.extract_lane(ofAll, 2),
    <f64>f32x4.extract_lane(high, 2) + <f64>f32x4.extract_lane(low, 2),
  ));
  return f32x4.replace_lane(results, 3, joinedOne(
    gemm, f32x4.extract_lane(c, 3), i32x4.extract_lane(ofSums, 3), i32x4.extract_lane(ofAll, 3),
    <f64>f32x4.extract_lane(high, 3) + <f64>f32x4.extract_lane(low, 3),
  ));
}

/** As joined, of one output; without products its accumulator stays. Any small sum that is not zero floors alike. */
function joinedOne(gemm: AlignedGemm, c: f32, ofSum: i32, ofAll: i32, sum: f64): f32 {
  if (ofSum == 0) return c;
  const exponent = (ofAll >> 23) - 127;
  const distance = (ofAll - ofSum) >> 23;
  const floored = floor(sum * powerOfTwo(gemm.sumBits - gemm.fractionBits - distance));
  const own = floor(<f64>c * powerOfTwo(gemm.accumulatorBits - exponent));
  const total = floored + own * powerOfTwo(gemm.sumBits - gemm.accumulatorBits);
  return <f32>(total * powerOfTwo(exponent - gemm.sumBits));
}
