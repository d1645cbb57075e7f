/** Norms in the kernels: those of training; of the others `undefined`. */
import { NORM_EPSILON } from '../../../../models/networks/graph.js';
import { NORMS, type NormFunction } from '../../../../records/trace/op.js';
import type { Elements, NormRequest, StoredElements } from '../../elements.js';
import type { KernelHost } from '../host/kernel-host.js';
import type { KernelName } from '../host/kernel-names.js';
import * as layout from './layout.js';
import { placed, roomFor, taken } from './place.js';
import { Norm } from './records.js';

/** What an input of a norm is to the kernels, in the order of NORMS. */
type NormInput = 'x' | 'statistics' | 'parameters' | 'gradients' | 'dy';

interface NormKernel {
  readonly applied: number;
  readonly kernel: Extract<KernelName, 'normColumnsUnit' | 'normRowsUnit'>;
  readonly inputs: readonly NormInput[];
}

const NORM_KERNELS: Readonly<Partial<Record<NormFunction, NormKernel>>> = {
  'batch-norm-statistics': { applied: layout.BATCH_STATISTICS, kernel: 'normColumnsUnit', inputs: ['x'] },
  'batch-norm-apply': {
    applied: layout.BATCH_APPLY,
    kernel: 'normRowsUnit',
    inputs: ['x', 'statistics', 'parameters'],
  },
  'batch-norm-parameters': {
    applied: layout.BATCH_PARAMETERS,
    kernel: 'normColumnsUnit',
    inputs: ['x', 'statistics', 'dy'],
  },
  'batch-norm-backward': {
    applied: layout.BATCH_BACKWARD,
    kernel: 'normRowsUnit',
    inputs: ['x', 'statistics', 'parameters', 'gradients', 'dy'],
  },
  'layer-norm-statistics': { applied: layout.LAYER_STATISTICS, kernel: 'normRowsUnit', inputs: ['x'] },
  'layer-norm-apply': {
    applied: layout.LAYER_APPLY,
    kernel: 'normRowsUnit',
    inputs: ['x', 'statistics', 'parameters'],
  },
  'layer-norm-parameters': {
    applied: layout.LAYER_PARAMETERS,
    kernel: 'normColumnsUnit',
    inputs: ['x', 'statistics', 'dy'],
  },
  'layer-norm-backward': {
    applied: layout.LAYER_BACKWARD,
    kernel: 'normRowsUnit',
    inputs: ['x', 'statistics', 'parameters', 'dy'],
  },
};

export function norm(host: KernelHost, request: NormRequest): Elements | undefined {
  const chosen = NORM_KERNELS[request.function];
  const small = request.inputs.filter((_, i) => chosen?.inputs[i] !== 'x' && chosen?.inputs[i] !== 'dy');
  if (chosen === undefined || small.some(({ format }) => format !== 'float32')) return undefined;
  return throughKernel(host, request, chosen);
}

function throughKernel(host: KernelHost, request: NormRequest, { applied, kernel, inputs }: NormKernel): Elements {
  const { arena } = host;
  const { rows, columns, into } = request;
  const length = NORMS[request.function].output === 'whole' ? rows * columns : outputLength(applied, rows, columns);
  arena.clear();
  const place = (name: NormInput) => placed(host, request.inputs[inputs.indexOf(name)] as StoredElements | undefined);
  const output = roomFor(host, into, length);
  const [x, dy] = [place('x'), place('dy')];
  const unitRows = Math.max(1, Math.floor(layout.UNIT_ELEMENTS / columns));
  const job = arena.record(Norm, {
    applied,
    x: x.address,
    xStored: x.stored,
    dy: dy.address,
    dyStored: dy.stored,
    statistics: place('statistics').address,
    parameters: place('parameters').address,
    gradients: place('gradients').address,
    output: output.address,
    outputStored: output.stored,
    rows,
    columns,
    unitRows,
    epsilon: arena.copy(Float64Array.of(NORM_EPSILON)),
    scratch: arena.allocate(host.threads * layout.SUMS_BYTES),
  });
  const isByRows = kernel === 'normRowsUnit';
  host.run(kernel, job, Math.ceil(isByRows ? rows / unitRows : columns / layout.UNIT_COLUMNS));
  return taken(host, output, into, length);
}

function outputLength(applied: number, rows: number, columns: number): number {
  return applied === layout.LAYER_STATISTICS ? 2 * rows : 2 * columns;
}
