/** Norms and their gradients row by row, in float64, each result rounded once. */
import { BATCH_APPLY, BATCH_BACKWARD, LAYER_APPLY, LAYER_STATISTICS, STORED_FLOAT32 } from '../../elements/layout';
import { Norm } from '../../elements/records';
import { joined, lower, upper } from './element-wise';
import { loadFour, shiftOf, storeFour, storeSome } from './lanes';

/** Work unit: `unitRows` rows. */
export function normRowsUnit(address: usize, unit: i32, thread: i32): void {
  const job = changetype<Norm>(address);
  const last = min((unit + 1) * job.unitRows, job.rows);
  for (let row = unit * job.unitRows; row < last; row++) {
    if (job.applied == BATCH_APPLY) batchApply(job, row);
    else if (job.applied == BATCH_BACKWARD) batchBackward(job, row);
    else if (job.applied == LAYER_STATISTICS) layerStatistics(job, row);
    else if (job.applied == LAYER_APPLY) layerApply(job, row);
    else layerBackward(job, row);
  }
}

// @ts-ignore: decorator
@inline
function fourAt(from: usize, stored: i32, index: i32): v128 {
  return loadFour(from + (<usize>index << shiftOf(stored)), stored);
}

// @ts-ignore: decorator
@inline
function write(job: Norm, row: i32, c: i32, low: v128, high: v128): void {
  const to = job.output + (<usize>(row * job.columns + c) << shiftOf(job.outputStored));
  if (c + 4 <= job.columns) storeFour(to, job.outputStored, joined(low, high));
  else storeSome(to, job.outputStored, joined(low, high), job.columns - c);
}

/** Normal value · scale + shift. */
// @ts-ignore: decorator
@inline
function applied(x: v128, mean: v128, deviation: v128, scale: v128, shift: v128): v128 {
  return f64x2.add(f64x2.mul(f64x2.div(f64x2.sub(x, mean), deviation), scale), shift);
}

function batchApply(job: Norm, row: i32): void {
  for (let c = 0; c < job.columns; c += 4) {
    const x = fourAt(job.x, job.xStored, row * job.columns + c);
    const m = fourAt(job.statistics, STORED_FLOAT32, c);
    const d = fourAt(job.statistics, STORED_FLOAT32, job.columns + c);
    const s = fourAt(job.parameters, STORED_FLOAT32, c);
    const t = fourAt(job.parameters, STORED_FLOAT32, job.columns + c);
    const low = applied(lower(x), lower(m), lower(d), lower(s), lower(t));
    write(job, row, c, low, applied(upper(x), upper(m), upper(d), upper(s), upper(t)));
  }
}

function batchBackward(job: Norm, row: i32): void {
  for (let c = 0; c < job.columns; c += 4) {
    const x = fourAt(job.x, job.xStored, row * job.columns + c);
    const dy = fourAt(job.dy, job.dyStored, row * job.columns + c);
    const m = fourAt(job.statistics, STORED_FLOAT32, c);
    const d = fourAt(job.statistics, STORED_FLOAT32, job.columns + c);
    const s = fourAt(job.parameters, STORED_FLOAT32, c);
    const g = fourAt(job.gradients, STORED_FLOAT32, c);
    const h = fourAt(job.gradients, STORED_FLOAT32, job.columns + c);
    const low = batchSlope(job, lower(x), lower(dy), lower(m), lower(d), lower(s), lower(g), lower(h));
    const high = batchSlope(job, upper(x), upper(dy), upper(m), upper(d), upper(s), upper(g), upper(h));
    write(job, row, c, low, high);
  }
}

/** scale ÷ deviation · (dy − (dshift + normal value · dscale) ÷ rows). */
// @ts-ignore: decorator
@inline
function batchSlope(job: Norm, x: v128, dy: v128, m: v128, d: v128, s: v128, g: v128, h: v128): v128 {
  const normal = f64x2.div(f64x2.sub(x, m), d);
  const shared = f64x2.div(f64x2.add(h, f64x2.mul(normal, g)), f64x2.splat(<f64>job.rows));
  return f64x2.mul(f64x2.div(s, d), f64x2.sub(dy, shared));
}

// @ts-ignore: decorator
@inline
function oneAt(from: usize, stored: i32, index: i32): f64 {
  return <f64>f32x4.extract_lane(fourAt(from, stored, index), 0);
}

/** Sums go from the first column to the last. */
function layerStatistics(job: Norm, row: i32): void {
  const columns = <f64>job.columns;
  const first = row * job.columns;
  let sum: f64 = 0;
  for (let c = 0; c < job.columns; c++) sum += oneAt(job.x, job.xStored, first + c);
  const mean = sum / columns;
  let squares: f64 = 0;
  for (let c = 0; c < job.columns; c++) {
    const rest = oneAt(job.x, job.xStored, first + c) - mean;
    squares += rest * rest;
  }
  const deviation = sqrt(squares / columns + load<f64>(job.epsilon));
  const pair = joined(f64x2.replace_lane(f64x2.splat(mean), 1, deviation), f64x2.splat(0));
  storeSome(job.output + (<usize>row << 3), STORED_FLOAT32, pair, 2);
}

function layerApply(job: Norm, row: i32): void {
  const m = f64x2.splat(<f64>load<f32>(job.statistics + (<usize>row << 3)));
  const d = f64x2.splat(<f64>load<f32>(job.statistics + (<usize>row << 3), 4));
  for (let c = 0; c < job.columns; c += 4) {
    const x = fourAt(job.x, job.xStored, row * job.columns + c);
    const s = fourAt(job.parameters, STORED_FLOAT32, c);
    const t = fourAt(job.parameters, STORED_FLOAT32, job.columns + c);
    write(job, row, c, applied(lower(x), m, d, lower(s), lower(t)), applied(upper(x), m, d, upper(s), upper(t)));
  }
}

/** (slope − mean slope − normal value · mean of slope · normal value) ÷ deviation, with slope = dy · scale. */
function layerBackward(job: Norm, row: i32): void {
  const columns = <f64>job.columns;
  const first = row * job.columns;
  const mean = <f64>load<f32>(job.statistics + (<usize>row << 3));
  const deviation = <f64>load<f32>(job.statistics + (<usize>row << 3), 4);
  let shared: f64 = 0;
  let leaning: f64 = 0;
  for (let c = 0; c < job.columns; c++) {
    const slope = oneAt(job.dy, job.dyStored, first + c) * oneAt(job.parameters, STORED_FLOAT32, c);
    shared += slope;
    leaning += slope * ((oneAt(job.x, job.xStored, first + c) - mean) / deviation);
  }
  const m = f64x2.splat(mean);
  const d = f64x2.splat(deviation);
  const level = f64x2.splat(shared / columns);
  const lean = f64x2.splat(leaning / columns);
  for (let c = 0; c < job.columns; c += 4) {
    const x = fourAt(job.x, job.xStored, first + c);
    const dy = fourAt(job.dy, job.dyStored, first + c);
    const s = fourAt(job.parameters, STORED_FLOAT32, c);
    const low = layerSlope(lower(x), lower(dy), lower(s), m, d, level, lean);
    write(job, row, c, low, layerSlope(upper(x), upper(dy), upper(s), m, d, level, lean));
  }
}

// @ts-ignore: decorator
@inline
function layerSlope(x: v128, dy: v128, s: v128, m: v128, d: v128, level: v128, lean: v128): v128 {
  const normal = f64x2.div(f64x2.sub(x, m), d);
  const rest = f64x2.sub(f64x2.sub(f64x2.mul(dy, s), level), f64x2.mul(normal, lean));
  return f64x2.div(rest, d);
}
