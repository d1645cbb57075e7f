/** Element-wise functions on elements of storage formats, four at a time, and ReLU on codes. */
import {
  ADD,
  BIAS_GELU,
  BIAS_GELU_BACKWARD,
  GELU,
  GELU_BACKWARD,
  MULTIPLY,
  ROUND,
  SIGMOID,
  SIGMOID_BACKWARD,
  SILU,
  SILU_BACKWARD,
  STORED_FLOAT16,
  STORED_FLOAT32,
  TANH,
  TANH_BACKWARD,
  UNIT_ELEMENTS,
} from '../../elements/layout';
import { ElementWise, Passing } from '../../elements/records';
import { gelu, geluSlope, logistic, siluSlope, tanh } from './activations';
import { loadFour, shiftOf, storeFour, storeSome } from './lanes';

/** Work unit: `unitRows` rows. */
export function elementWiseUnit(address: usize, unit: i32, thread: i32): void {
  const job = changetype<ElementWise>(address);
  const columns = job.columns;
  for (let row = unit * job.unitRows; row < (unit + 1) * job.unitRows; row++) {
    const first = row * columns;
    if (first >= job.count) return;
    const operand = job.rowsPerOperand == 0 ? first : (row / job.rowsPerOperand) * columns;
    ofRow(job, first, min(first + columns, job.count), operand);
  }
}

/** The functions and formats that most elements of a network pass, written out: nothing is asked once more per element. */
function ofRow(job: ElementWise, first: i32, last: i32, operand: i32): void {
  const name = job.applied;
  const x = job.xStored;
  const y = job.yStored;
  const output = job.outputStored;
  if (name == ADD && output == STORED_FLOAT16 && x == STORED_FLOAT16 && y == STORED_FLOAT32) {
    alongRow(job, first, last, operand, ADD, STORED_FLOAT16, STORED_FLOAT32, STORED_FLOAT16);
  } else if (name == ADD && output == STORED_FLOAT16 && x == STORED_FLOAT16 && y == STORED_FLOAT16) {
    alongRow(job, first, last, operand, ADD, STORED_FLOAT16, STORED_FLOAT16, STORED_FLOAT16);
  } else if (name == ROUND && output == STORED_FLOAT16 && x == STORED_FLOAT32) {
    alongRow(job, first, last, operand, ROUND, STORED_FLOAT32, STORED_FLOAT32, STORED_FLOAT16);
  } else alongRow(job, first, last, operand, name, x, y, output);
}

// @ts-ignore: decorator
@inline
function alongRow(
  job: ElementWise, first: i32, last: i32, operand: i32, name: i32, xStored: i32, yStored: i32, outputStored: i32,
): void {
  const xBytes = <usize>4 << shiftOf(xStored);
  const yBytes = <usize>4 << shiftOf(yStored);
  const zStored = job.zStored;
  const outputBytes = <usize>4 << shiftOf(outputStored);
  const hasY = job.y != 0;
  const hasZ = job.z != 0;
  let fromX = job.x + (<usize>first << shiftOf(xStored));
  let fromY = job.y + (<usize>operand << shiftOf(yStored));
  let to = job.output + (<usize>first << shiftOf(outputStored));
  for (let i = first; i < last; i += 4) {
    const x = loadFour(fromX, xStored);
    const y = hasY ? loadFour(fromY, yStored) : x;
    const z = hasZ ? loadFour(job.z + (<usize>i << shiftOf(zStored)), zStored) : x;
    const result = applied(name, x, y, z);
    if (i + 4 <= last) storeFour(to, outputStored, result);
    else storeSome(to, outputStored, result, last - i);
    fromX += xBytes;
    fromY += yBytes;
    to += outputBytes;
  }
}

// @ts-ignore: decorator
@inline
function applied(name: i32, x: v128, y: v128, z: v128): v128 {
  if (name == ADD) return f32x4.add(x, y);
  if (name == MULTIPLY) return f32x4.mul(x, y);
  if (name == ROUND) return x;
  const slopes = joined(inDouble(name, lower(x), lower(y)), inDouble(name, upper(x), upper(y)));
  // The slope at a sum is rounded before the gradient multiplies it.
  return name == BIAS_GELU_BACKWARD ? f32x4.mul(slopes, z) : slopes;
}

function inDouble(name: i32, x: v128, y: v128): v128 {
  const one = f64x2.splat(1);
  switch (name) {
    case GELU:
      return gelu(x);
    case GELU_BACKWARD:
      return f64x2.mul(y, geluSlope(x));
    case BIAS_GELU:
      return gelu(f64x2.add(x, y));
    case BIAS_GELU_BACKWARD:
      return geluSlope(f64x2.add(x, y));
    case SILU:
      return f64x2.mul(x, logistic(x));
    case SILU_BACKWARD:
      return f64x2.mul(y, siluSlope(x));
    case SIGMOID:
      return logistic(x);
    case SIGMOID_BACKWARD:
      return f64x2.mul(f64x2.mul(y, x), f64x2.sub(one, x));
    case TANH:
      return tanh(x);
    default:
      return f64x2.mul(y, f64x2.sub(one, f64x2.mul(x, x)));
  }
}

// @ts-ignore: decorator
@inline
export function lower(values: v128): v128 {
  return f64x2.promote_low_f32x4(values);
}

// @ts-ignore: decorator
@inline
export function upper(values: v128): v128 {
  return f64x2.promote_low_f32x4(i64x2.shuffle(values, values, 1, 1));
}

/** Two pairs of float64 as four float32. */
// @ts-ignore: decorator
@inline
export function joined(low: v128, high: v128): v128 {
  return i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** Work unit: UNIT_ELEMENTS codes, which stand beyond the last one in memory that is the job's own. */
export function passingUnit(address: usize, unit: i32, thread: i32): void {
  const job = changetype<Passing>(address);
  const shift = shiftOf(job.stored);
  const lanes = 16 >> <i32>shift;
  const last = min((unit + 1) * UNIT_ELEMENTS, job.count);
  for (let i = unit * UNIT_ELEMENTS; i < last; i += lanes) {
    const at = <usize>i << shift;
    const codes = v128.load(job.codes + at);
    const gates = job.gate == 0 ? codes : v128.load(job.gate + at);
    const mask = job.gate == 0 ? positive(job.stored, codes) : notZero(job.stored, gates);
    v128.store(job.output + at, v128.and(codes, mask));
  }
}

/** Above zero, or NaN. */
// @ts-ignore: decorator
@inline
function positive(stored: i32, codes: v128): v128 {
  if (stored == STORED_FLOAT32) return v128.or(f32x4.gt(codes, f32x4.splat(0)), f32x4.ne(codes, codes));
  const infinity = i16x8.splat(stored == STORED_FLOAT16 ? 0x7c00 : 0x7f80);
  const isNan = i16x8.gt_s(v128.and(codes, i16x8.splat(0x7fff)), infinity);
  return v128.or(i16x8.gt_s(codes, i16x8.splat(0)), isNan);
}

/** A code other than +0; float32 is judged by its value. */
// @ts-ignore: decorator
@inline
function notZero(stored: i32, codes: v128): v128 {
  if (stored == STORED_FLOAT32) return f32x4.ne(codes, f32x4.splat(0));
  return i16x8.ne(codes, i16x8.splat(0));
}
