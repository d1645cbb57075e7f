/** What sums in float64 lanes are rounded to: float32 truncated or to nearest, float16 to nearest; ties to even. */
import { FINISH_NEAREST_16, FINISH_TRUNCATED_32 } from '../../shared/layout';
import { AlignedGemm } from '../../aligned/records';
import { ROUNDS_TO_11 } from '../shared/powers';

/** 2^149 and 2^-149 as bits: the compiler reads the first one's decimal digits as the number below it. */
const SUBNORMALS_OF_ONE: f64 = reinterpret<f64>(0x4940000000000000);
const SUBNORMAL: f64 = reinterpret<f64>(0x36a0000000000000);

/** Rounds two exact sums into their accumulators; infinite and NaN ones stay. */
// @ts-ignore: decorator
@inline
export function settle(gemm: AlignedGemm, accumulators: usize, sums: v128): void {
  const c = v128.load(accumulators);
  const rounded =
    gemm.finish == FINISH_TRUNCATED_32 ? truncatedSingle(sums) : gemm.finish == FINISH_NEAREST_16 ? nearestHalf(sums) : nearestSingle(sums);
  const infinite = i64x2.splat(0x7ff0000000000000);
  const isSpecial = i64x2.eq(v128.and(c, infinite), infinite);
  v128.store(accumulators, v128.bitselect(c, f64x2.add(rounded, f64x2.splat(0)), isSpecial));
}

/** To float32's 24 bits or its subnormals, toward zero; Inf from 2^128. */
// @ts-ignore: decorator
@inline
function truncatedSingle(values: v128): v128 {
  const normal = v128.and(values, i64x2.splat(0xffffffffe0000000));
  const subnormal = f64x2.mul(
    f64x2.trunc(f64x2.mul(values, f64x2.splat(SUBNORMALS_OF_ONE))), f64x2.splat(SUBNORMAL),
  );
  const isNormal = f64x2.ge(f64x2.abs(values), f64x2.splat(1.1754943508222875e-38));
  return nearestSingle(v128.bitselect(normal, subnormal, isNormal));
}

// @ts-ignore: decorator
@inline
export function nearestSingle(values: v128): v128 {
  return f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(values));
}

/** To float16's 11 bits or its subnormals, ties to even; Inf from 65520. */
// @ts-ignore: decorator
@inline
function nearestHalf(values: v128): v128 {
  const binade = f64x2.max(v128.and(values, i64x2.splat(0x7ff0000000000000)), f64x2.splat(0.00006103515625));
  const constant = f64x2.mul(binade, f64x2.splat(ROUNDS_TO_11));
  const rounded = f64x2.sub(f64x2.add(values, constant), constant);
  const infinity = v128.or(i64x2.splat(0x7ff0000000000000), v128.and(values, i64x2.splat(0x8000000000000000)));
  return v128.bitselect(infinity, rounded, f64x2.gt(f64x2.abs(rounded), f64x2.splat(65504)));
}
