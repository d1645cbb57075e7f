/**
 * The second stage of a two-stage unit in float32 lanes, the twin of reference/two-stage.ts: four sums in two parts
 * (split.ts) and their accumulators, floored below the larger exponent, added and rounded to float32.
 * A sum near its accumulator loses nothing by the floor: the accumulator is then the sum's first term, and no more is
 * needed. Farther apart both are floored afterwards, as long as multiples of 2^12 are integers and no accumulator
 * vanishes; else outputs are formed one by one in float64.
 */
import { AlignedGemm } from '../../aligned/records';
import { powerOfTwo } from '../exact/pack-values';
import { FARTHEST, FIRST, NEAREST, OF_SUM, OWN, RATIO, SMALLEST, UNIT, VECTORS_BYTES } from './split-vectors';

/** Places, after the vectors, of what is joined one by one. */
const LANES_OF_SUMS: usize = VECTORS_BYTES;
const LANES_OF_ALL: usize = VECTORS_BYTES + 16;
const LANES_HIGH: usize = VECTORS_BYTES + 32;
const LANES_LOW: usize = VECTORS_BYTES + 48;

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
 * Makes four results of both parts of sums and of their accumulators, in the accumulators' place.
 *
 * @param own biased exponents of accumulators; @param ofSums of products' sums; @param ofAll the larger ones
 */
export function joinLate(
  gemm: AlignedGemm, own: v128, ofSums: v128, ofAll: v128, high: v128, low: v128, accumulators: usize, vectors: usize,
): void {
  const isFar = isBeyond(ofSums, ofAll, FARTHEST, vectors);
  if (v128.any_true(v128.or(isFar, isBeyond(own, ofAll, SMALLEST, vectors)))) {
    v128.store(vectors, ofSums, LANES_OF_SUMS);
    v128.store(vectors, ofAll, LANES_OF_ALL);
    v128.store(vectors, high, LANES_HIGH);
    v128.store(vectors, low, LANES_LOW);
    for (let lane: usize = 0; lane < 16; lane += 4) joinOne(gemm, accumulators + lane, vectors + lane);
    return;
  }
  const c = v128.load(accumulators);
  const power = i32x4.sub(v128.load(vectors, OF_SUM), i32x4.sub(ofAll, ofSums));
  const upper = f32x4.mul(high, power);
  const lower = f32x4.floor(f32x4.mul(low, power));
  const total = flooredUnits(c, i32x4.sub(v128.load(vectors, OWN), ofAll), v128.load(vectors, RATIO));
  const sum = f32x4.add(upper, total);
  const part = f32x4.sub(sum, upper);
  const lost = f32x4.add(f32x4.sub(upper, f32x4.sub(sum, part)), f32x4.sub(total, part));
  const nearest = f32x4.add(sum, f32x4.add(lost, lower));
  v128.store(accumulators, f32x4.mul(nearest, i32x4.sub(ofAll, v128.load(vectors, UNIT))));
}

/** As joinLate, of one output; without products its accumulator stays. Any small sum that is not zero floors alike. */
function joinOne(gemm: AlignedGemm, accumulator: usize, lane: usize): void {
  const ofSum = load<i32>(lane, LANES_OF_SUMS);
  if (ofSum == 0) return;
  const ofAll = load<i32>(lane, LANES_OF_ALL);
  const exponent = (ofAll >> 23) - 127;
  const distance = (ofAll - ofSum) >> 23;
  const sum = <f64>load<f32>(lane, LANES_HIGH) + <f64>load<f32>(lane, LANES_LOW);
  const floored = floor(sum * powerOfTwo(gemm.sumBits - gemm.fractionBits - distance));
  const own = floor(<f64>load<f32>(accumulator) * powerOfTwo(gemm.accumulatorBits - exponent));
  const total = floored + own * powerOfTwo(gemm.sumBits - gemm.accumulatorBits);
  store<f32>(accumulator, <f32>(total * powerOfTwo(exponent - gemm.sumBits)));
}
