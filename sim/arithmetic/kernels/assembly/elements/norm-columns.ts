/** Sums over rows of strips of columns in float64, in the order of rows: statistics of a batch-norm, gradients of parameters. */
import { BATCH_PARAMETERS, BATCH_STATISTICS, STORED_FLOAT32, SUMS_BYTES, UNIT_COLUMNS } from '../../elements/layout';
import { Norm } from '../../elements/records';
import { joined, lower, upper } from './element-wise';
import { loadFour, shiftOf, storeFour, storeSome } from './lanes';

/** Bytes from the first sums of a strip to the second. */
const SECOND: usize = SUMS_BYTES >> 1;

/** Work unit: UNIT_COLUMNS columns. */
export function normColumnsUnit(address: usize, unit: i32, thread: i32): void {
  const job = changetype<Norm>(address);
  const sums = job.scratch + <usize>(thread * SUMS_BYTES);
  const first = unit * UNIT_COLUMNS;
  const last = min(first + UNIT_COLUMNS, job.columns);
  memory.fill(sums, 0, SUMS_BYTES);
  if (job.applied == BATCH_STATISTICS) statistics(job, sums, first, last);
  else if (job.applied == BATCH_PARAMETERS) batchShares(job, sums, first, last);
  else layerShares(job, sums, first, last);
  for (let c = first; c < last; c += 4) {
    const from = sums + (<usize>(c - first) << 3);
    write(job.output + (<usize>c << 2), fourOf(from), last - c);
    write(job.output + (<usize>(job.columns + c) << 2), fourOf(from + SECOND), last - c);
  }
}

// @ts-ignore: decorator
@inline
function fourOf(from: usize): v128 {
  return joined(v128.load(from), v128.load(from, 16));
}

function write(to: usize, values: v128, count: i32): void {
  if (count >= 4) storeFour(to, STORED_FLOAT32, values);
  else storeSome(to, STORED_FLOAT32, values, count);
}

// @ts-ignore: decorator
@inline
function addTo(sums: usize, low: v128, high: v128): void {
  v128.store(sums, f64x2.add(v128.load(sums), low));
  v128.store(sums, f64x2.add(v128.load(sums, 16), high), 16);
}

/** Means, and the roots of the mean squares of what is left. */
function statistics(job: Norm, sums: usize, first: i32, last: i32): void {
  const shift = shiftOf(job.xStored);
  const rows = f64x2.splat(<f64>job.rows);
  for (let row = 0; row < job.rows; row++) {
    for (let c = first; c < last; c += 4) {
      const x = loadFour(job.x + (<usize>(row * job.columns + c) << shift), job.xStored);
      addTo(sums + (<usize>(c - first) << 3), lower(x), upper(x));
    }
  }
  for (let at = sums; at < sums + SECOND; at += 16) v128.store(at, f64x2.div(v128.load(at), rows));
  for (let row = 0; row < job.rows; row++) {
    for (let c = first; c < last; c += 4) {
      const x = loadFour(job.x + (<usize>(row * job.columns + c) << shift), job.xStored);
      const means = sums + (<usize>(c - first) << 3);
      const low = f64x2.sub(lower(x), v128.load(means));
      const high = f64x2.sub(upper(x), v128.load(means, 16));
      addTo(means + SECOND, f64x2.mul(low, low), f64x2.mul(high, high));
    }
  }
  const epsilon = f64x2.splat(load<f64>(job.epsilon));
  for (let at = sums + SECOND; at < sums + SUMS_BYTES; at += 16) {
    v128.store(at, f64x2.sqrt(f64x2.add(f64x2.div(v128.load(at), rows), epsilon)));
  }
}

function batchShares(job: Norm, sums: usize, first: i32, last: i32): void {
  for (let row = 0; row < job.rows; row++) {
    for (let c = first; c < last; c += 4) {
      const means = v128.load(job.statistics + (<usize>c << 2));
      const deviations = v128.load(job.statistics + (<usize>(job.columns + c) << 2));
      addShares(job, sums + (<usize>(c - first) << 3), row * job.columns + c, means, deviations);
    }
  }
}

function layerShares(job: Norm, sums: usize, first: i32, last: i32): void {
  for (let row = 0; row < job.rows; row++) {
    const mean = v128.load32_splat(job.statistics + (<usize>row << 3));
    const deviation = v128.load32_splat(job.statistics + (<usize>row << 3), 4);
    for (let c = first; c < last; c += 4) {
      addShares(job, sums + (<usize>(c - first) << 3), row * job.columns + c, mean, deviation);
    }
  }
}

/** dy · (x − mean) ÷ deviation to the first sums, dy to the second. */
// @ts-ignore: decorator
@inline
function addShares(job: Norm, sums: usize, index: i32, means: v128, deviations: v128): void {
  const x = loadFour(job.x + (<usize>index << shiftOf(job.xStored)), job.xStored);
  const dy = loadFour(job.dy + (<usize>index << shiftOf(job.dyStored)), job.dyStored);
  const low = f64x2.div(f64x2.mul(lower(dy), f64x2.sub(lower(x), lower(means))), lower(deviations));
  const high = f64x2.div(f64x2.mul(upper(dy), f64x2.sub(upper(x), upper(means))), upper(deviations));
  addTo(sums, low, high);
  addTo(sums + SECOND, lower(dy), upper(dy));
}
