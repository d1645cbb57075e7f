/** Softmax of scaled rows and its gradient, in float64, each result rounded once; sums go from the first column to the last. */
import { Softmax } from '../../elements/records';
import { joined, lower, upper } from './element-wise';
import { exponentials } from './elementary';
import { loadFour, shiftOf, storeFour, storeSome } from './lanes';

/** Work unit: `unitRows` rows. */
export function softmaxUnit(address: usize, unit: i32, thread: i32): void {
  const job = changetype<Softmax>(address);
  const scratch = job.scratch + (<usize>(thread * ((job.columns + 3) & ~3)) << 3);
  const last = min((unit + 1) * job.unitRows, job.rows);
  for (let row = unit * job.unitRows; row < last; row++) {
    const seen = job.causal ? (row % job.columns) + 1 : job.columns;
    if (job.backward) gradientRow(job, row, seen);
    else softmaxRow(job, row, seen, scratch);
    for (let c = seen; c < job.columns; c++) {
      const to = job.output + (<usize>(row * job.columns + c) << shiftOf(job.outputStored));
      storeSome(to, job.outputStored, f32x4.splat(0), 1);
    }
  }
}

function softmaxRow(job: Softmax, row: i32, seen: i32, powers: usize): void {
  const from = job.x + (<usize>(row * job.columns) << shiftOf(job.xStored));
  const largest = f64x2.splat(largestOf(job, from, seen));
  const scale = f64x2.splat(load<f64>(job.scale));
  for (let c = 0; c < seen; c += 4) {
    const x = loadFour(from + (<usize>c << shiftOf(job.xStored)), job.xStored);
    const to = powers + (<usize>c << 3);
    v128.store(to, exponentials(f64x2.mul(f64x2.sub(lower(x), largest), scale)));
    v128.store(to, exponentials(f64x2.mul(f64x2.sub(upper(x), largest), scale)), 16);
  }
  let sum: f64 = 0;
  for (let c = 0; c < seen; c++) sum += load<f64>(powers + (<usize>c << 3));
  const all = f64x2.splat(sum);
  for (let c = 0; c < seen; c += 4) {
    const at = powers + (<usize>c << 3);
    write(job, row, c, seen, joined(f64x2.div(v128.load(at), all), f64x2.div(v128.load(at, 16), all)));
  }
}

/** NaN is never the largest. */
function largestOf(job: Softmax, from: usize, seen: i32): f64 {
  const shift = shiftOf(job.xStored);
  let largest = -Infinity;
  for (let c = 0; c < seen; c++) {
    const value = <f64>f32x4.extract_lane(loadFour(from + (<usize>c << shift), job.xStored), 0);
    if (value > largest) largest = value;
  }
  return largest;
}

/** scale · y · (dy − Σ y · dy). */
function gradientRow(job: Softmax, row: i32, seen: i32): void {
  const from = job.x + (<usize>(row * job.columns) << shiftOf(job.xStored));
  const gradients = job.dy + (<usize>(row * job.columns) << shiftOf(job.dyStored));
  let sum: f64 = 0;
  for (let c = 0; c < seen; c++) {
    const y = f32x4.extract_lane(loadFour(from + (<usize>c << shiftOf(job.xStored)), job.xStored), 0);
    const dy = f32x4.extract_lane(loadFour(gradients + (<usize>c << shiftOf(job.dyStored)), job.dyStored), 0);
    sum += <f64>y * <f64>dy;
  }
  const shared = f64x2.splat(sum);
  const scale = f64x2.splat(load<f64>(job.scale));
  for (let c = 0; c < seen; c += 4) {
    const y = loadFour(from + (<usize>c << shiftOf(job.xStored)), job.xStored);
    const dy = loadFour(gradients + (<usize>c << shiftOf(job.dyStored)), job.dyStored);
    const low = f64x2.mul(f64x2.mul(scale, lower(y)), f64x2.sub(lower(dy), shared));
    const high = f64x2.mul(f64x2.mul(scale, upper(y)), f64x2.sub(upper(dy), shared));
    write(job, row, c, seen, joined(low, high));
  }
}

function write(job: Softmax, row: i32, c: i32, seen: i32, values: v128): void {
  const to = job.output + (<usize>(row * job.columns + c) << shiftOf(job.outputStored));
  if (c + 4 <= seen) storeFour(to, job.outputStored, values);
  else storeSome(to, job.outputStored, values, seen - c);
}
