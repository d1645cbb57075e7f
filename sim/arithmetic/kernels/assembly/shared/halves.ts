/** float16 codes of an operand's panel on their way into SIMD: gathered depth by depth, cleared of what is not finite. */
import { LINE_INFINITE, LINE_NAN } from '../../shared/layout';

/** The values of four float16 codes that are finite. */
// @ts-ignore: decorator
@inline
export function fourHalves(codes: v128): v128 {
  const magnitude = v128.and(codes, i32x4.splat(0x7fff));
  const normal = i32x4.add(i32x4.shl(magnitude, 13), i32x4.splat(112 << 23));
  const subnormal = f32x4.mul(f32x4.convert_i32x4_s(magnitude), f32x4.splat(5.9604644775390625e-8));
  const value = v128.bitselect(normal, subnormal, i32x4.ge_s(magnitude, i32x4.splat(0x400)));
  return v128.or(value, i32x4.shl(v128.and(codes, i32x4.splat(0x8000)), 16));
}

/**
 * Codes of `lines` lines side by side, `width` of them from one depth to the next; zeros beyond `lines` and up to
 * `paddedDepth`. Strides are in codes.
 */
export function gatherHalves(
  source: usize, lineStride: i32, depthStride: i32, lines: i32, depth: i32, to: usize, width: i32, paddedDepth: i32,
): void {
  const row = <usize>width << 1;
  const lineBytes = <usize>lineStride << 1;
  const depthBytes = <usize>depthStride << 1;
  if (lines < width || depth < paddedDepth) memory.fill(to, 0, row * paddedDepth);
  if (lineStride == 1 && lines == width && row % 16 == 0) {
    for (let k: usize = 0; k < <usize>depth; k++) {
      for (let at: usize = 0; at < row; at += 16) v128.store(to + k * row + at, v128.load(source + k * depthBytes + at));
    }
    return;
  }
  for (let line: usize = 0; line < <usize>lines; line++) {
    let from = source + line * lineBytes;
    let place = to + (line << 1);
    for (let k = 0; k < depth; k++) {
      store<u16>(place, load<u16>(from));
      from += depthBytes;
      place += row;
    }
  }
}

/**
 * Makes codes that are no finite value zeros and marks their lines: `count` codes, a multiple of 8, in rows of `width`, a
 * power of two; `lineMarks` are those of the first line.
 */
export function clearSpecials(codes: usize, count: i32, width: i32, lineMarks: usize): void {
  const bytes = <usize>count << 1;
  let special = i16x8.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const magnitude = v128.and(v128.load(codes + at), i16x8.splat(0x7fff));
    special = v128.or(special, i16x8.ge_s(magnitude, i16x8.splat(0x7c00)));
  }
  if (!v128.any_true(special)) return;
  for (let at: usize = 0; at < bytes; at += 2) {
    const magnitude = <i32>load<u16>(codes + at) & 0x7fff;
    if (magnitude < 0x7c00) continue;
    const marks = lineMarks + ((at >> 1) & <usize>(width - 1));
    store<u8>(marks, load<u8>(marks) | <u8>(magnitude > 0x7c00 ? LINE_NAN : LINE_INFINITE));
    store<u16>(codes + at, 0);
  }
}
