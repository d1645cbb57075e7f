/**
 * float16 operands of the kernel with split sums, sixteen codes at a time: values times the operand's scale, and i8
 * exponents as pack-aligned.ts has them. A panel's codes are first gathered, depth by depth, in the upper half of their
 * values' place. Codes that are no finite value mark their line and become zeros.
 */
import { ZERO_EXPONENT_8 } from '../../shared/layout';
import { clearSpecials, fourHalves, gatherHalves } from '../shared/halves';
import { powerOfTwo } from '../exact/pack-values';
import { AlignedOperand } from '../../aligned/records';

/** One panel; its lines times its padded depth are whole sixteens. */
export function packFloat16(operand: AlignedOperand, panel: i32, first: i32, lines: i32): void {
  const count = operand.paddedDepth * operand.width;
  const size = <usize>count;
  const values = operand.values + <usize>panel * (size << 2);
  const exponents = operand.exponents + <usize>panel * size;
  const codes = values + (size << 1);
  const source = operand.codes + (<usize>(first * operand.lineStride) << 1);
  gatherHalves(
    source, operand.lineStride, operand.depthStride, lines, operand.depth, codes, operand.width, operand.paddedDepth,
  );
  clearSpecials(codes, count, operand.width, operand.lineMarks + <usize>first);
  const scale = f32x4.splat(<f32>powerOfTwo(operand.scaleExponent));
  for (let at: usize = 0; at < size; at += 16) {
    const left = v128.load(codes + (at << 1));
    const right = v128.load(codes + (at << 1), 16);
    const to = values + (at << 2);
    v128.store(to, f32x4.mul(fourHalves(i32x4.extend_low_i16x8_u(left)), scale));
    v128.store(to, f32x4.mul(fourHalves(i32x4.extend_high_i16x8_u(left)), scale), 16);
    v128.store(to, f32x4.mul(fourHalves(i32x4.extend_low_i16x8_u(right)), scale), 32);
    v128.store(to, f32x4.mul(fourHalves(i32x4.extend_high_i16x8_u(right)), scale), 48);
    v128.store(exponents + at, i8x16.narrow_i16x8_s(exponentsOf(left), exponentsOf(right)));
  }
}

/** Exponents of eight codes: subnormals have the least normal one. */
// @ts-ignore: decorator
@inline
function exponentsOf(codes: v128): v128 {
  const magnitudes = v128.and(codes, i16x8.splat(0x7fff));
  const fields = i16x8.max_s(i16x8.shr_u(magnitudes, 10), i16x8.splat(1));
  const isZero = i16x8.eq(magnitudes, i16x8.splat(0));
  return v128.bitselect(i16x8.splat(<i16>ZERO_EXPONENT_8), i16x8.sub(fields, i16x8.splat(15)), isZero);
}
