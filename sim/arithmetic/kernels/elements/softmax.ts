/** Softmax and its gradient in the kernels, row by row. */
import type { Elements, SoftmaxRequest, StoredElements } from '../../elements.js';
import type { KernelHost } from '../host/kernel-host.js';
import { UNIT_ELEMENTS } from './layout.js';
import { placed, roomFor, taken } from './place.js';
import { Softmax } from './records.js';

export function softmax(host: KernelHost, request: SoftmaxRequest): Elements {
  const { arena } = host;
  const { inputs, columns, mask, scale, into } = request;
  const count = (inputs[0] as StoredElements).codes.length;
  const rows = count / columns;
  const isBack = request.function === 'softmax-backward';
  arena.clear();
  const output = roomFor(host, into, count);
  const [x, dy] = [placed(host, inputs[0]), placed(host, isBack ? inputs[1] : undefined)];
  const unitRows = Math.max(1, Math.floor(UNIT_ELEMENTS / columns));
  const job = arena.record(Softmax, {
    backward: isBack ? 1 : 0,
    causal: mask === 'causal' ? 1 : 0,
    x: x.address,
    xStored: x.stored,
    dy: dy.address,
    dyStored: dy.stored,
    output: output.address,
    outputStored: output.stored,
    rows,
    columns,
    unitRows,
    scale: arena.copy(Float64Array.of(scale)),
    scratch: arena.allocate(host.threads * (columns + SPARE_POWERS) * 8),
  });
  host.run('softmaxUnit', job, Math.ceil(rows / unitRows));
  return taken(host, output, into, count);
}

/** The row of each thread begins at a multiple of four. */
const SPARE_POWERS = 3;
