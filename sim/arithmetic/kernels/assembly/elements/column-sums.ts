/** Sums over rows in their order, in float32. */
import { STORED_FLOAT32, UNIT_COLUMNS } from '../../elements/layout';
import { ColumnSums } from '../../elements/records';
import { loadFour, shiftOf, storeFour, storeSome } from './lanes';

/** Work unit: UNIT_COLUMNS columns, of all groups. */
export function columnSumsUnit(address: usize, unit: i32, thread: i32): void {
  const job = changetype<ColumnSums>(address);
  const last = min((unit + 1) * UNIT_COLUMNS, job.columns);
  for (let group = 0; group < job.groups; group++) {
    let column = unit * UNIT_COLUMNS;
    for (; column + 16 <= last; column += 16) sixteen(job, group, column);
    for (; column < last; column += 4) four(job, group, column, last - column);
  }
}

// @ts-ignore: decorator
@inline
function sourceOf(job: ColumnSums, group: i32, column: i32): usize {
  return job.x + (<usize>(group * job.rowsPerGroup * job.columns + column) << shiftOf(job.xStored));
}

// @ts-ignore: decorator
@inline
function outputOf(job: ColumnSums, group: i32, column: i32): usize {
  return job.output + (<usize>(group * job.columns + column) << 2);
}

function sixteen(job: ColumnSums, group: i32, column: i32): void {
  const stored = job.xStored;
  const four = <usize>4 << shiftOf(stored);
  const step = <usize>job.columns << shiftOf(stored);
  let from = sourceOf(job, group, column);
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let row = 0; row < job.rowsPerGroup; row++, from += step) {
    a = f32x4.add(a, loadFour(from, stored));
    b = f32x4.add(b, loadFour(from + four, stored));
    c = f32x4.add(c, loadFour(from + 2 * four, stored));
    d = f32x4.add(d, loadFour(from + 3 * four, stored));
  }
  const to = outputOf(job, group, column);
  storeFour(to, STORED_FLOAT32, a);
  storeFour(to + 16, STORED_FLOAT32, b);
  storeFour(to + 32, STORED_FLOAT32, c);
  storeFour(to + 48, STORED_FLOAT32, d);
}

function four(job: ColumnSums, group: i32, column: i32, count: i32): void {
  const step = <usize>job.columns << shiftOf(job.xStored);
  let from = sourceOf(job, group, column);
  let sum = f32x4.splat(0);
  for (let row = 0; row < job.rowsPerGroup; row++, from += step) sum = f32x4.add(sum, loadFour(from, job.xStored));
  const to = outputOf(job, group, column);
  if (count >= 4) storeFour(to, STORED_FLOAT32, sum);
  else storeSome(to, STORED_FLOAT32, sum, count);
}
