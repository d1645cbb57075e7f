/** Matrices turned, a vector of rows at a time: each is read once, along its lines, and written along as many. */
import { TURNED_BYTES } from '../../elements/layout';
import { Turning } from '../../elements/records';
import { move } from './moves';

/** Work unit: as many rows of one matrix as a vector has lanes. */
export function turnUnit(address: usize, unit: i32, thread: i32): void {
  const job = changetype<Turning>(address);
  const bytes = <usize>job.codeBytes;
  const lanes = TURNED_BYTES / job.codeBytes;
  const matrix = <usize>(unit / job.bands) * job.rows * job.columns * bytes;
  const row = (unit % job.bands) * lanes;
  const from = job.source + matrix + <usize>row * bytes;
  const to = job.output + matrix + <usize>(row * job.columns) * bytes;
  if (row + lanes > job.rows) someRows(job, from, to, job.rows - row);
  else if (bytes == 1) wholeRows<u8>(job, from, to);
  else if (bytes == 2) wholeRows<u16>(job, from, to);
  else wholeRows<u32>(job, from, to);
}

// @ts-ignore: decorator
@inline
function wholeRows<Lane>(job: Turning, from: usize, to: usize): void {
  const step = <usize>job.rows * sizeof<Lane>();
  const line = <usize>job.columns * sizeof<Lane>();
  const end = to + line;
  for (; to < end; to += sizeof<Lane>(), from += step) {
    storeLanes<Lane>(to, line, load<u64>(from));
    storeLanes<Lane>(to + (8 / sizeof<Lane>()) * line, line, load<u64>(from, 8));
  }
}

/** Lanes, each into a line of its own. */
// @ts-ignore: decorator
@inline
function storeLanes<Lane>(to: usize, line: usize, lanes: u64): void {
  for (let left = 8; left > 0; left -= sizeof<Lane>(), to += line, lanes >>= 8 * sizeof<Lane>()) {
    store<Lane>(to, <Lane>lanes);
  }
}

/** The last rows, fewer than a vector's. */
function someRows(job: Turning, from: usize, to: usize, rows: i32): void {
  const bytes = <usize>job.codeBytes;
  const line = <usize>job.columns * bytes;
  for (let column = 0; column < job.columns; column++) {
    const at = <usize>column * bytes;
    const read = from + at * job.rows;
    for (let row = 0; row < rows; row++) move(to + <usize>row * line + at, read + <usize>row * bytes, bytes);
  }
}
