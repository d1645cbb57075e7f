/**
 * A captured step becomes files: ops.jsonl, tensors.jsonl and one safetensors file a step.
 * Left out: trace.json itself (trace-folder.ts).
 */
import { bitsOf } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { dtypeOf, encodeSafetensors, type StoredTensor } from '../../records/safetensors.js';
import type { OpRecord } from '../../records/trace/op.js';
import type { TensorRecord } from '../../records/trace/tensor.js';
import type { ElementArithmetic } from '../../sim/arithmetic/elements.js';
import { plainElements } from '../../sim/arithmetic/reference/elements/plain.js';
import type { OpRecorder } from '../ops/emit.js';
import type { Tensor } from '../ops/tensor.js';
import { rowMajorCodes } from './row-major.js';
import { statisticsOf } from './statistics.js';

/** Everything recorded, in the order in which it happened. */
export interface Capture extends OpRecorder {
  readonly ops: readonly OpRecord[];
  readonly tensors: readonly TensorRecord[];
  /** safetensors files by path. */
  readonly files: () => ReadonlyMap<string, Uint8Array>;
  /** Takes back what a capture had recorded, before anything else is recorded. */
  readonly restore: (before: CapturedParts) => void;
}

/** What a capture holds, in files' terms. */
export interface CapturedParts {
  readonly ops: readonly OpRecord[];
  readonly tensors: readonly TensorRecord[];
  /** Operands by path and key. */
  readonly operands: ReadonlyMap<string, ReadonlyMap<string, StoredTensor>>;
}

const plain = plainElements();

/** @param stores whether a tensor's codes are kept, by its id; statistics of all are */
export function createCapture(stores: (id: string) => boolean = () => true): Capture {
  const ops: OpRecord[] = [];
  const tensors: TensorRecord[] = [];
  const seen = new Set<string>();
  const stored = new Map<string, Map<string, StoredTensor>>();
  return {
    ops,
    tensors,
    op: (record) => ops.push(record),
    tensor(tensor, arithmetic) {
      if (seen.has(tensor.id)) return;
      seen.add(tensor.id);
      const elements = arithmetic?.elements ?? plain;
      const record = tensorRecord(tensor, stores, elements);
      tensors.push(record);
      if (record.file === undefined) return;
      const file = stored.get(record.file) ?? new Map<string, StoredTensor>();
      stored.set(record.file, file.set(tensor.id, storedTensor(tensor, elements)));
    },
    restore(before) {
      ops.push(...before.ops);
      tensors.push(...before.tensors);
      for (const { id } of before.tensors) seen.add(id);
      for (const [path, operands] of before.operands) stored.set(path, new Map(operands));
    },
    files: () => new Map([...stored].map(([path, file]) => [path, encodeSafetensors(file)])),
  };
}

/** What tensors.jsonl says of a tensor; statistics only where it was computed, a file where it is stored. */
function tensorRecord(tensor: Tensor, stores: (id: string) => boolean, elements: ElementArithmetic): TensorRecord {
  const step = Number(tensor.id.split('/')[0]);
  const { id, role, shape, format, scaleExponent, scale, layer, repeat } = tensor;
  const scaling = scale === undefined ? { scaleExponent } : { scaleExponent, scale };
  const base = { id, role, shape: [...shape], format, ...scaling, layer, step, repeat };
  if (tensor.codes === undefined) return base;
  const statistics = statisticsOf(tensor, tensor.codes, elements);
  return stores(id) ? { ...base, file: `tensors-${step}.safetensors`, key: id, statistics } : { ...base, statistics };
}

function storedTensor(tensor: Tensor, elements: ElementArithmetic): StoredTensor {
  const { buffer, byteOffset, byteLength } = rowMajorCodes(tensor, elements);
  // All of it is written: nobody need clear it first.
  const bytes = Buffer.allocUnsafeSlow(byteLength);
  bytes.set(new Uint8Array(buffer, byteOffset, byteLength));
  return {
    dtype: dtypeOf(tensor.format, bitsOf(resolveFloatFormat(tensor.format, tensor.id))),
    shape: tensor.shape,
    bytes,
  };
}
