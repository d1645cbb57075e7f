/** Element-wise functions in the kernels: those that they have by number, ReLU on codes; of the others `undefined`. */
import { ELEMENT_WISE, type ElementWiseFunction } from '../../../../records/trace/op.js';
import type { Elements, ElementWiseRequest, StoredElements } from '../../elements.js';
import type { KernelHost } from '../host/kernel-host.js';
import * as layout from './layout.js';
import { type PlacedElements, placed, roomFor, storedAs, taken } from './place.js';
import { ElementWise, Passing } from './records.js';

const NUMBERS: Readonly<Partial<Record<ElementWiseFunction, number>>> = {
  'bias-add': layout.ADD,
  'row-multiply': layout.MULTIPLY,
  add: layout.ADD,
  multiply: layout.MULTIPLY,
  gelu: layout.GELU,
  'gelu-backward': layout.GELU_BACKWARD,
  'bias-gelu': layout.BIAS_GELU,
  'bias-gelu-backward': layout.BIAS_GELU_BACKWARD,
  silu: layout.SILU,
  'silu-backward': layout.SILU_BACKWARD,
  sigmoid: layout.SIGMOID,
  'sigmoid-backward': layout.SIGMOID_BACKWARD,
  tanh: layout.TANH,
  'tanh-backward': layout.TANH_BACKWARD,
};

export function elementWise(host: KernelHost, request: ElementWiseRequest): Elements | undefined {
  const { function: applied, inputs } = request;
  const [first, second] = inputs as readonly [StoredElements, StoredElements];
  if (applied === 'relu') return passing(host, first);
  if (applied === 'relu-backward') return passing(host, second, first);
  const number = NUMBERS[applied];
  return number === undefined ? undefined : inRows(host, request, number);
}

function inRows(host: KernelHost, request: ElementWiseRequest, applied: number): Elements {
  const { inputs, groups, into } = request;
  const count = (inputs[0] as StoredElements).codes.length;
  const operands: readonly string[] = ELEMENT_WISE[request.function];
  const columns = operands.includes('row') ? request.columns : undefined;
  host.arena.clear();
  const output = roomFor(host, into, count);
  const [x, y, z] = [0, 1, 2].map((i) => placed(host, inputs[i])) as [PlacedElements, PlacedElements, PlacedElements];
  runElementWise(host, { applied, x, y, z, output, count, ...(columns === undefined ? {} : { columns, groups }) });
  return taken(host, output, into, count);
}

/** float32 values in shared memory, rounded into a format. */
export function roundValues(host: KernelHost, address: number, count: number, output: PlacedElements): void {
  const [x, none] = [{ address, stored: layout.STORED_FLOAT32 }, placed(host, undefined)];
  runElementWise(host, { applied: layout.ROUND, x, y: none, z: none, output, count });
}

interface ElementWiseJob {
  readonly applied: number;
  readonly x: PlacedElements;
  readonly y: PlacedElements;
  readonly z: PlacedElements;
  readonly output: PlacedElements;
  readonly count: number;
  /** Of ops with a row operand. */
  readonly columns?: number;
  readonly groups?: number;
}

function runElementWise(host: KernelHost, { applied, x, y, z, output, count, ...rows }: ElementWiseJob): void {
  const { columns = layout.UNIT_ELEMENTS, groups } = rows;
  const unitRows = Math.max(1, Math.floor(layout.UNIT_ELEMENTS / columns));
  const job = host.arena.record(ElementWise, {
    applied,
    x: x.address,
    xStored: x.stored,
    y: y.address,
    yStored: y.stored,
    rowsPerOperand: groups === undefined ? 0 : count / columns / groups,
    z: z.address,
    zStored: z.stored,
    output: output.address,
    outputStored: output.stored,
    count,
    columns,
    unitRows,
  });
  host.run('elementWiseUnit', job, Math.ceil(count / columns / unitRows));
}

/** Codes of `elements` by their own sign, or where those of `gate`, of the same format, are not zero. */
function passing(host: KernelHost, elements: StoredElements, gate?: StoredElements): Elements | undefined {
  const { codes, format } = elements;
  if (gate !== undefined && gate.format !== format) return undefined;
  host.arena.clear();
  const output = roomFor(host, format, codes.length);
  const [from, by] = [placed(host, elements), placed(host, gate)];
  const job = host.arena.record(Passing, {
    codes: from.address,
    gate: by.address,
    output: output.address,
    stored: storedAs(format),
    count: codes.length,
  });
  host.run('passingUnit', job, Math.ceil(codes.length / layout.UNIT_ELEMENTS));
  return taken(host, output, format, codes.length);
}
