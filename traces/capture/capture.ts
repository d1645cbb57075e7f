/**
 * A captured step becomes files: ops.jsonl, tensors.jsonl and one safetensors file a step.
 * Left out: trace.json itself (trace-folder.ts).
 */
import { joined } from '../../records/pieces.js';
import type { OpRecord } from '../../records/trace/op.js';
import type { TensorRecord } from '../../records/trace/tensor.js';
import type { ElementArithmetic } from '../../sim/arithmetic/elements.js';
import { plainElements } from '../../sim/arithmetic/reference/elements/plain.js';
import type { OpRecorder } from '../ops/emit.js';
import type { Tensor } from '../ops/tensor.js';
import { gatherOperands, type KeepFile } from './operands.js';
import { createCounts, type TensorCounts } from './statistics.js';

/** Everything recorded, in the order in which it happened. */
export interface Capture<File = Uint8Array> extends OpRecorder {
  readonly ops: readonly OpRecord[];
  readonly tensors: readonly TensorRecord[];
  /** Operands by path, a safetensors file a step; between steps. */
  readonly files: () => ReadonlyMap<string, File>;
  /** Takes back what a capture had recorded, before anything else is recorded. */
  readonly restore: (before: CapturedParts) => void;
}

/** What a capture holds, in files' terms. */
export interface CapturedParts {
  readonly ops: readonly OpRecord[];
  readonly tensors: readonly TensorRecord[];
  /** Files of operands by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Which tensors' codes are kept, by id; statistics of all are. */
type Stores = (id: string) => boolean;

const plain = plainElements();

/** Operands stay in memory. */
export function createCapture(stores: Stores = () => true): Capture {
  return captureInto((_, pieces) => joined(pieces), stores);
}

/** @param keep makes the file of each step as soon as it is whole */
export function captureInto<File>(keep: KeepFile<File>, stores: Stores): Capture<File> {
  const ops: OpRecord[] = [];
  const tensors: TensorRecord[] = [];
  const seen = new Set<string>();
  const operands = gatherOperands(keep);
  const counts = createCounts();
  return {
    ops,
    tensors,
    op: (record) => ops.push(record),
    tensor(tensor, arithmetic) {
      counts.tell(tensor);
      if (seen.has(tensor.id)) return;
      seen.add(tensor.id);
      const elements = arithmetic?.elements ?? plain;
      const record = tensorRecord(tensor, stores, counts, elements);
      tensors.push(record);
      if (record.file !== undefined) operands.add(record.file, tensor, elements);
    },
    restore(before) {
      ops.push(...before.ops);
      tensors.push(...before.tensors);
      for (const { id } of before.tensors) seen.add(id);
      for (const [path, bytes] of before.files) operands.restore(path, bytes);
    },
    files: operands.files,
  };
}

/** What tensors.jsonl says of a tensor; statistics only where it was computed, a file where it is stored. */
function tensorRecord(
  tensor: Tensor,
  stores: Stores,
  { statistics: count }: TensorCounts,
  elements: ElementArithmetic,
): TensorRecord {
  const step = Number.parseInt(tensor.id, 10);
  const { id, role, shape, format, scaleExponent, scale, layer, repeat } = tensor;
  const scaling = scale === undefined ? { scaleExponent } : { scaleExponent, scale };
  const base = { id, role, shape: [...shape], format, ...scaling, layer, step, repeat };
  if (tensor.codes === undefined) return base;
  const statistics = count(tensor.codes, elements);
  return stores(id) ? { ...base, file: `tensors-${step}.safetensors`, key: id, statistics } : { ...base, statistics };
}
