/** Codes to float32 values through a table that the engine fills from the reference. */
import { UNIT_VALUES } from '../layout';
import { Conversion } from './records';

/** Work unit: UNIT_VALUES codes. */
export function decodeUnit(address: usize, unit: i32, thread: i32): void {
  const job = changetype<Conversion>(address);
  const first = unit * UNIT_VALUES;
  const last = min(first + UNIT_VALUES, job.count);
  if (job.codeBytes == 1) decodeBytes(job.table, job.source + <usize>first, job.output + (<usize>first << 2), last - first);
  else decodeHalves(job.table, job.source + (<usize>first << 1), job.output + (<usize>first << 2), last - first);
}

function decodeBytes(table: usize, source: usize, output: usize, count: i32): void {
  const end = source + <usize>count;
  while (source + 4 <= end) {
    const codes = load<u32>(source);
    store<f32>(output, load<f32>(table + ((codes & 255) << 2)));
    store<f32>(output, load<f32>(table + (((codes >> 8) & 255) << 2)), 4);
    store<f32>(output, load<f32>(table + (((codes >> 16) & 255) << 2)), 8);
    store<f32>(output, load<f32>(table + ((codes >> 24) << 2)), 12);
    source += 4;
    output += 16;
  }
  for (; source < end; source++, output += 4) store<f32>(output, load<f32>(table + (<usize>load<u8>(source) << 2)));
}

function decodeHalves(table: usize, source: usize, output: usize, count: i32): void {
  for (const end = source + (<usize>count << 1); source < end; source += 2, output += 4) {
    store<f32>(output, load<f32>(table + (<usize>load<u16>(source) << 2)));
  }
}
