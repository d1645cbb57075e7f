/**
 * Whether the lines of ops.jsonl agree with each other, with their tensors and with trace.json: every op once, in
 * steps, layers and phases that there are, in an order that can be; dims that are those of the tensors. Left out: what ops compute.
 */
import { InputError, shown } from '../../models/input-error.js';
import { elementsOf } from '../../models/shape.js';
import { checkPhase } from './check-phase.js';
import { placesOf } from './check-trace.js';
import { inputCount, type OpRecord, operationOf } from './op.js';
import { elementsOfOp } from './op-elements.js';
import type { TensorRecord } from './tensor.js';
import type { TraceRecord } from './trace.js';

type Tensors = ReadonlyMap<string, TensorRecord>;

/** An op and the file and line that it stands in. */
export type OpLine = readonly [where: string, op: OpRecord];

/** @param path of ops.jsonl @throws InputError naming file, line and field */
export function checkOps(lines: readonly OpLine[], tensors: Tensors, trace: TraceRecord, path: string): void {
  if (lines.length === 0) throw new InputError(path, 'at least one op', 'none');
  const checkPlace = placesOf(trace);
  for (const [where, op] of lines) {
    checkPlace(op, where);
    checkTensorNames(op, tensors, where);
    checkSizes(op, tensors, where);
    checkPhase(op, (tensors.get(op.output) as TensorRecord).role, where);
    checkUnit(op, tensors, trace, where);
  }
  checkOrder(lines);
  for (const { step } of trace.steps) checkStep(lines, step, trace, path);
}

/** What trace.json says of every step: that it has ops, on so many parameters. */
function checkStep(lines: readonly OpLine[], step: number, { network }: TraceRecord, path: string): void {
  const ops = lines.map(([, op]) => op).filter((op) => op.step === step);
  if (ops.length === 0) throw new InputError(path, `ops of step ${step}, which trace.json lists`, 'none');
  const updates = ops.filter((op) => op.kind === 'update');
  const parameters = updates.reduce((sum, { dims, repeat }) => sum + dims.rows * dims.columns * repeat, 0);
  if (updates.length === 0 || parameters === network.parameters) return;
  const expected = `updates of ${network.parameters} parameters in step ${step}, as trace.json has them`;
  throw new InputError(path, expected, String(parameters));
}

/** A product's unit, with its operands' formats, is among those of trace.json. */
function checkUnit(op: OpRecord, tensors: Tensors, { units }: TraceRecord, where: string): void {
  if ((op.kind !== 'gemm' && op.kind !== 'convolution') || op.unit === undefined) return;
  const [a, b] = op.inputs.map((id) => tensors.get(id)?.format);
  if (units.some(({ family, aFormat, bFormat }) => family === op.unit && aFormat === a && bFormat === b)) return;
  throw new InputError(`${where} unit`, `a unit of ${a} and ${b} that trace.json lists`, shown(op.unit));
}

function checkTensorNames(op: OpRecord, tensors: Tensors, where: string): void {
  const { least, most } = inputCount(op);
  if (op.inputs.length < least || op.inputs.length > most) {
    const expected = least === most ? String(least) : `${least} to ${most}`;
    throw new InputError(`${where} inputs`, `${expected} for ${operationOf(op)}`, String(op.inputs.length));
  }
  const missing = [...op.inputs, op.output].find((id) => !tensors.has(id));
  if (missing !== undefined) {
    throw new InputError(where, 'tensors that tensors.jsonl has', shown(missing), 'the trace is incomplete');
  }
  const other = [...op.inputs, op.output].find((id) => tensors.get(id)?.step !== op.step);
  if (other === undefined) return;
  throw new InputError(`${where} step`, `${tensors.get(other)?.step}, as ${shown(other)} has it`, String(op.step));
}

/** Ids are new, and a tensor is made once, before it is read. */
function checkOrder(lines: readonly OpLine[]): void {
  const makers = new Map(lines.map(([, op], i) => [op.output, i]));
  const ids = new Set<string>();
  for (const [i, [where, op]] of lines.entries()) {
    if (ids.has(op.id)) throw new InputError(`${where} id`, 'an op id that is new', shown(op.id));
    ids.add(op.id);
    if (makers.get(op.output) !== i) {
      throw new InputError(`${where} output`, 'a tensor that no other op makes', shown(op.output));
    }
    const late = op.inputs.find((id) => (makers.get(id) ?? -1) >= i);
    if (late === undefined) continue;
    const expected = 'tensors that are made before they are read';
    throw new InputError(`${where} inputs`, expected, late === op.output ? 'its own output' : shown(late));
  }
}

function checkSizes(op: OpRecord, tensors: Tensors, where: string): void {
  const { inputs, output } = elementsOfOp(op, where);
  const made = tensors.get(op.output) as TensorRecord;
  if ('sum' in inputs) {
    const read = op.inputs.reduce((sum, id) => sum + elementsOf((tensors.get(id) as TensorRecord).shape), 0);
    if (read !== inputs.sum)
      throw new InputError(`${where} dims`, `the ${read} elements of its inputs`, String(inputs.sum));
  } else {
    for (const [i, id] of op.inputs.entries()) checkElements(id, inputs[i] as number, tensors, where);
  }
  checkElements(op.output, output, tensors, where);
  if (made.repeat !== op.repeat) {
    throw new InputError(`${where} repeat`, `${made.repeat}, as its output’s`, String(op.repeat));
  }
}

function checkElements(id: string, expected: number, tensors: Tensors, where: string): void {
  const got = elementsOf((tensors.get(id) as TensorRecord).shape);
  if (got === expected) return;
  throw new InputError(`${where} dims`, `the ${got} elements of ${shown(id)}`, `those of ${expected}`);
}
