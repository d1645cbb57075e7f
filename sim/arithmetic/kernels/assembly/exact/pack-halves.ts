/**
 * float16 operands as float64 values, four codes at a time, with the facts of every chunk. One chunk of a panel is
 * first staged depth by depth, its lines side by side.
 */
import { clearSpecials, fourHalves, gatherHalves } from '../shared/halves';
import { setFacts } from './chunk-facts';
import { powerOfTwo } from './pack-values';
import { Operand } from '../../exact/records';

/** Part in 2^16 more, for the roundings of at most 32 squares and their sum in float32. */
const ABOVE_SINGLE: f64 = 1 + 1.0 / 65536;

/** One panel: values, facts and line marks. */
export function packHalves(operandAddress: usize, panel: i32, scratch: usize): void {
  const operand = changetype<Operand>(operandAddress);
  const width = operand.width;
  const length = operand.chunkLength;
  const scale = powerOfTwo(operand.scaleExponent);
  for (let chunk = 0; chunk < operand.chunks; chunk++) {
    stageHalves(operand, panel, chunk, scratch);
    const place = panel * operand.chunks + chunk;
    const output = operand.values + (<usize>(place * width * length) << 3);
    let lowest = f32x4.splat(Infinity);
    let largest = f32x4.splat(0);
    for (let first = 0; first < width; first += 4) {
      let from = scratch + (<usize>first << 1);
      let to = output + (<usize>first << 3);
      let squares = f32x4.splat(0);
      const scales = f64x2.splat(scale);
      for (let k = 0; k < length; k++) {
        const values = fourHalves(i32x4.extend_low_i16x8_u(v128.load64_zero(from)));
        lowest = f32x4.pmin(lowest, lowestBits(values));
        squares = f32x4.add(squares, f32x4.mul(values, values));
        const upper = i8x16.shuffle(values, values, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
        v128.store(to, f64x2.mul(f64x2.promote_low_f32x4(values), scales));
        v128.store(to, f64x2.mul(f64x2.promote_low_f32x4(upper), scales), 16);
        from += <usize>width << 1;
        to += <usize>width << 3;
      }
      largest = f32x4.pmax(largest, squares);
    }
    const norm = sqrt(<f64>largestOf(largest)) * ABOVE_SINGLE * scale;
    setFacts(operand.facts, place, Infinity, Infinity, <f64>smallestOf(lowest) * scale, norm);
  }
}

/** Weights of the lowest set bits, Infinity for zeros: a value less itself without that bit. */
// @ts-ignore: decorator
@inline
function lowestBits(values: v128): v128 {
  const magnitude = v128.and(values, i32x4.splat(0x7fffffff));
  const without = v128.and(magnitude, i32x4.sub(magnitude, i32x4.splat(1)));
  const isPower = i32x4.eq(v128.and(magnitude, i32x4.splat(0x7fffff)), i32x4.splat(0));
  const weight = v128.bitselect(magnitude, f32x4.sub(magnitude, without), isPower);
  return v128.bitselect(f32x4.splat(Infinity), weight, i32x4.eq(magnitude, i32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
function largestOf(values: v128): f32 {
  return max(
    max(f32x4.extract_lane(values, 0), f32x4.extract_lane(values, 1)),
    max(f32x4.extract_lane(values, 2), f32x4.extract_lane(values, 3)),
  );
}

// @ts-ignore: decorator
@inline
function smallestOf(values: v128): f32 {
  return min(
    min(f32x4.extract_lane(values, 0), f32x4.extract_lane(values, 1)),
    min(f32x4.extract_lane(values, 2), f32x4.extract_lane(values, 3)),
  );
}

/** Codes of a chunk depth by depth, zeros outside; what is not finite marks its line and becomes zero. */
function stageHalves(operand: Operand, panel: i32, chunk: i32, scratch: usize): void {
  const firstLine = panel * operand.width;
  const firstDepth = chunk * operand.chunkLength;
  const lines = min(operand.width, operand.lines - firstLine);
  const depth = min(operand.chunkLength, operand.depth - firstDepth);
  const source = operand.codes + (<usize>(firstLine * operand.lineStride + firstDepth * operand.depthStride) << 1);
  gatherHalves(
    source, operand.lineStride, operand.depthStride, lines, depth, scratch, operand.width, operand.chunkLength,
  );
  clearSpecials(scratch, operand.width * operand.chunkLength, operand.width, operand.lineMarks + <usize>firstLine);
}
