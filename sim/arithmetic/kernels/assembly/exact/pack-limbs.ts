/**
 * 8-bit codes again in two limbs of 16-bit integers: what is no multiple of 2^LIMB_BITS units in `lows` (below 2^13,
 * significands have at most four bits), the rest over 2^LIMB_BITS in `highs`, and both, one of them zero, in `unions`.
 */
import { LIMB_BITS } from './pack-values';
import { fieldsOf, highHalf, lowestBit, lowestBits, lowHalf, oddParts, significandsOf, writeEight } from './pack-singles';
import { Operand } from '../../exact/records';
import { stage, STAGE_LINE } from './staging';

/** One panel. */
export function packLimbs(operandAddress: usize, panel: i32, scratch: usize): void {
  const operand = changetype<Operand>(operandAddress);
  const width = operand.width;
  const stride = <usize>width << 2;
  for (let chunk = 0; chunk < operand.chunks; chunk++) {
    stage(operand, panel, chunk, scratch);
    const place = panel * operand.chunks + chunk;
    const offset = <usize>(place * width * operand.chunkLength) << 1;
    const shifts = i8x16.splat(<i8>lowestBit(scratch, width, operand.mantissaBits));
    for (let line = 0; line < width; line++) {
      const from = scratch + <usize>line * STAGE_LINE;
      const at = offset + (<usize>line << 2);
      writeSixteen(operand, at, stride, v128.load(from), shifts);
      if (operand.chunkLength > 16) writeSixteen(operand, at + stride * 8, stride, v128.load(from, 16), shifts);
    }
  }
}

/** Sixteen values in all three forms; the tables end where a limb does. */
// @ts-ignore: decorator
@inline
function writeSixteen(operand: Operand, at: usize, stride: usize, codes: v128, shift: v128): void {
  const fields = fieldsOf(codes, operand.mantissaBits);
  const significands = significandsOf(codes, fields, operand.mantissaBits);
  const shifts = i8x16.sub(lowestBits(significands, fields), shift);
  const odd = i8x16.swizzle(oddParts(), significands);
  const lowLows = i8x16.swizzle(i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0), shifts);
  const lowHighs = i8x16.swizzle(i8x16(0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0), shifts);
  const above = i8x16.sub(shifts, i8x16.splat(<i8>LIMB_BITS));
  const highLows = i8x16.swizzle(i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0), above);
  const highHighs = i8x16.swizzle(i8x16(0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 0, 0, 0, 0), above);
  writeThree(
    operand, at, stride, lowHalf(odd, lowLows, lowHighs, codes), lowHalf(odd, highLows, highHighs, codes),
  );
  writeThree(
    operand, at + stride * 4, stride, highHalf(odd, lowLows, lowHighs, codes), highHalf(odd, highLows, highHighs, codes),
  );
}

// @ts-ignore: decorator
@inline
function writeThree(operand: Operand, at: usize, stride: usize, lows: v128, highs: v128): void {
  writeEight(operand.lows + at, stride, lows);
  writeEight(operand.highs + at, stride, highs);
  writeEight(operand.unions + at, stride, v128.or(lows, highs));
}
