/** Sums over rows in the kernels. A work unit is a strip of columns, summed from the first row to the last. */
import type { ColumnSumRequest } from '../../elements.js';
import type { KernelHost } from '../host/kernel-host.js';
import { UNIT_COLUMNS } from './layout.js';
import { placed } from './place.js';
import { ColumnSums } from './records.js';

export function columnSums(host: KernelHost, { input, columns, groups }: ColumnSumRequest): Float32Array {
  const { arena } = host;
  arena.clear();
  const x = placed(host, input);
  const output = arena.allocate(groups * columns * 4);
  const rowsPerGroup = input.codes.length / columns / groups;
  const job = arena.record(ColumnSums, { x: x.address, xStored: x.stored, output, rowsPerGroup, columns, groups });
  host.run('columnSumsUnit', job, Math.ceil(columns / UNIT_COLUMNS));
  return new Float32Array(arena.copyOut(output, groups * columns * 4));
}
