/**
 * Vectors that every step of split.ts reads from a thread's scratch, one instruction each: the compiler would form each
 * constant anew, in four. Exponents stand where float32 has them, biased.
 */
import { AlignedGemm } from '../../aligned/records';
import { powerOfTwo } from '../exact/pack-values';

/** 1.5 · 2^35, beside which float32 rounds to multiples of 2^12. */
const BASE: f32 = 51539607552;
const BASE_BITS: i32 = 12;
const BIAS: i32 = 127;

/** BASE; less an exponent 2^F over it; less a power of two its reciprocal. */
export const BASES: usize = 0;
export const FRACTION: usize = 16;
export const RECIPROCAL: usize = 32;
/** Two stages only. Distances: the last at which a sum loses nothing, at which multiples of 2^12 are integers, and at which no accumulator vanishes. */
export const NEAREST: usize = 48;
export const FARTHEST: usize = 64;
export const SMALLEST: usize = 80;
/** Less the larger exponent what accumulators are multiplied by; less a distance what sums are; a sum's units in one of an accumulator, before the distance. */
export const OWN: usize = 96;
export const OF_SUM: usize = 112;
export const FIRST: usize = 128;
/** Less than an exponent that of the total's unit; the total's units in one of an accumulator. */
export const UNIT: usize = 144;
export const RATIO: usize = 160;
/** All bits of an exponent. */
export const INFINITIES: usize = 176;
export const VECTORS_BYTES: usize = 192;

export function placeVectors(gemm: AlignedGemm, vectors: usize): void {
  const kept = gemm.sumBits - gemm.fractionBits;
  v128.store(vectors, f32x4.splat(BASE), BASES);
  placeField(vectors, FRACTION, gemm.fractionBits + 2 * BIAS);
  placeField(vectors, RECIPROCAL, 2 * BIAS);
  placeField(vectors, INFINITIES, 255);
  placeField(vectors, NEAREST, kept);
  placeField(vectors, FARTHEST, BASE_BITS + kept);
  placeField(vectors, SMALLEST, BIAS + gemm.accumulatorBits);
  placeField(vectors, OWN, gemm.accumulatorBits + 2 * BIAS);
  placeField(vectors, OF_SUM, BIAS + kept);
  placeField(vectors, FIRST, BIAS + gemm.fractionBits - gemm.accumulatorBits);
  placeField(vectors, UNIT, gemm.sumBits);
  v128.store(vectors, f32x4.splat(<f32>powerOfTwo(gemm.sumBits - gemm.accumulatorBits)), RATIO);
}

function placeField(vectors: usize, place: usize, exponent: i32): void {
  v128.store(vectors + place, i32x4.splat(exponent << 23));
}
