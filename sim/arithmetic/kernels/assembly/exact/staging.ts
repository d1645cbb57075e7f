/**
 * 8-bit codes of one chunk of a panel brought line by line into scratch, STAGE_LINE bytes a line, zeros where
 * the matrix or the chunk ends. Codes that are no finite value mark their line and become zeros.
 */
import { Operand } from '../../exact/records';

/** Bytes a staged line takes: the longest chunk. */
export const STAGE_LINE: usize = 32;

export function stage(operand: Operand, panel: i32, chunk: i32, scratch: usize): void {
  const width = operand.width;
  const length = operand.chunkLength;
  const firstLine = panel * width;
  const firstDepth = chunk * length;
  const lines = min(width, operand.lines - firstLine);
  const depth = min(length, operand.depth - firstDepth);
  const source =
    operand.codes + <usize>firstLine * operand.lineStride + <usize>firstDepth * operand.depthStride;
  if (lines < width || depth < 32) memory.fill(scratch, 0, <usize>width * STAGE_LINE);
  if (operand.depthStride == 1) {
    for (let line = 0; line < lines; line++) {
      const from = source + <usize>line * operand.lineStride;
      const to = scratch + <usize>line * STAGE_LINE;
      if (depth == 32) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      } else memory.copy(to, from, <usize>depth);
    }
  } else if (lines == 8) stageEight(source, operand.depthStride, depth, scratch);
  else if (lines == 4) stageFour(source, operand.depthStride, depth, scratch);
  else {
    for (let line = 0; line < lines; line++) {
      for (let k = 0; k < depth; k++) {
        const code = load<u8>(source + <usize>line * operand.lineStride + <usize>k * operand.depthStride);
        store<u8>(scratch + <usize>line * STAGE_LINE + <usize>k, code);
      }
    }
  }
  clearSpecials(operand, firstLine, width, scratch);
}

/** Eight lines side by side, turned. */
function stageEight(source: usize, depthStride: i32, depth: i32, scratch: usize): void {
  for (let k = 0; k < depth; k++) {
    const codes = load<u64>(source);
    store<u8>(scratch, <u8>codes);
    store<u8>(scratch, <u8>(codes >> 8), 32);
    store<u8>(scratch, <u8>(codes >> 16), 64);
    store<u8>(scratch, <u8>(codes >> 24), 96);
    store<u8>(scratch, <u8>(codes >> 32), 128);
    store<u8>(scratch, <u8>(codes >> 40), 160);
    store<u8>(scratch, <u8>(codes >> 48), 192);
    store<u8>(scratch, <u8>(codes >> 56), 224);
    source += depthStride;
    scratch++;
  }
}

/** Four lines side by side, turned: sixteen codes of each at a time. */
function stageFour(source: usize, depthStride: i32, depth: i32, scratch: usize): void {
  const stride = <usize>depthStride;
  let k = 0;
  for (; k + 16 <= depth; k += 16) {
    const a = fourByFour(source, stride);
    const b = fourByFour(source + 4 * stride, stride);
    const c = fourByFour(source + 8 * stride, stride);
    const d = fourByFour(source + 12 * stride, stride);
    const lowLeft = i32x4.shuffle(a, b, 0, 4, 1, 5);
    const lowRight = i32x4.shuffle(c, d, 0, 4, 1, 5);
    const highLeft = i32x4.shuffle(a, b, 2, 6, 3, 7);
    const highRight = i32x4.shuffle(c, d, 2, 6, 3, 7);
    v128.store(scratch, i64x2.shuffle(lowLeft, lowRight, 0, 2));
    v128.store(scratch, i64x2.shuffle(lowLeft, lowRight, 1, 3), 32);
    v128.store(scratch, i64x2.shuffle(highLeft, highRight, 0, 2), 64);
    v128.store(scratch, i64x2.shuffle(highLeft, highRight, 1, 3), 96);
    source += 16 * stride;
    scratch += 16;
  }
  for (; k < depth; k++, source += stride, scratch++) {
    const codes = load<u32>(source);
    store<u8>(scratch, <u8>codes);
    store<u8>(scratch, <u8>(codes >> 8), 32);
    store<u8>(scratch, <u8>(codes >> 16), 64);
    store<u8>(scratch, <u8>(codes >> 24), 96);
  }
}

/** Four codes of each of four lines, line by line. */
// @ts-ignore: decorator
@inline
function fourByFour(source: usize, stride: usize): v128 {
  let codes = v128.load32_zero(source);
  codes = v128.load_lane<i32>(source + stride, codes, 1);
  codes = v128.load_lane<i32>(source + 2 * stride, codes, 2);
  codes = v128.load_lane<i32>(source + 3 * stride, codes, 3);
  return i8x16.shuffle(codes, codes, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
}

function clearSpecials(operand: Operand, firstLine: i32, width: i32, scratch: usize): void {
  const limit = i8x16.splat(<i8>operand.maxCode);
  const negativeNan = i8x16.splat(operand.negativeZeroNan ? <i8>0x80 : <i8>0x7f);
  const magnitudes = i8x16.splat(0x7f);
  const top = operand.maxCode == 0x7f && operand.negativeZeroNan == 0;
  if (top) return;
  let special = i8x16.splat(0);
  const end = scratch + <usize>width * STAGE_LINE;
  for (let address = scratch; address < end; address += 16) {
    const codes = v128.load(address);
    special = v128.or(special, i8x16.gt_s(v128.and(codes, magnitudes), limit));
    special = v128.or(special, v128.and(i8x16.eq(codes, negativeNan), i8x16.lt_s(codes, i8x16.splat(0))));
  }
  if (!v128.any_true(special)) return;
  for (let address = scratch; address < end; address++) {
    const mark = load<u8>(operand.marks + <usize>load<u8>(address));
    if (mark == 0) continue;
    const line = firstLine + <i32>((address - scratch) / STAGE_LINE);
    store<u8>(address, 0);
    store<u8>(operand.lineMarks + <usize>line, mark | load<u8>(operand.lineMarks + <usize>line));
  }
}
