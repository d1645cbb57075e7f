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
