/** Sums over rows in the kernels. A work unit is a strip of columns, summed from the first row to the last. */
import type { ColumnSumRequest } from '../../elements.js';
import type { KernelHost } from '../host/kernel-host.js';
import { UNIT_COLUMNS } from './layout.js';
import { placed, roomFor, taken } from './place.js';
import { ColumnSums } from './records.js';

export function columnSums(host: KernelHost, { input, columns, groups }: ColumnSumRequest): Float32Array {
  const { arena } = host;
  arena.clear();
  const output = roomFor(host, 'float32', groups * columns);
  const x = placed(host, input);
  const rowsPerGroup = input.codes.length / columns / groups;
  const job = arena.record(ColumnSums, {
    x: x.address,
    xStored: x.stored,
    output: output.address,
    rowsPerGroup,
    columns,
    groups,
  });
  host.run('columnSumsUnit', job, Math.ceil(columns / UNIT_COLUMNS));
  return taken(host, output, 'float32', groups * columns) as Float32Array;
}
