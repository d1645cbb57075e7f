/**
 * A captured step becomes files: ops.jsonl, tensors.jsonl and one safetensors file a step.
 * Left out: trace.json itself (trace-folder.ts).
 */
import {
  bitsOf,
  type FloatFormat,
  finiteMagnitude,
  infinityCode,
  magnitudeBits,
  maxFiniteCode,
  signCode,
} from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { dtypeOf, encodeSafetensors, type StoredTensor } from '../../records/safetensors.js';
import type { OpRecord } from '../../records/trace/op.js';
import type { TensorRecord, TensorStatistics } from '../../records/trace/tensor.js';
import type { OpRecorder } from '../ops/emit.js';
import type { Elements, Tensor } from '../ops/tensor.js';
import { rowMajorCodes } from './row-major.js';

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
    tensor(tensor) {
      if (seen.has(tensor.id)) return;
      seen.add(tensor.id);
      const record = tensorRecord(tensor, stores);
      tensors.push(record);
      if (record.file === undefined) return;
      const file = stored.get(record.file) ?? new Map<string, StoredTensor>();
      stored.set(record.file, file.set(tensor.id, storedTensor(tensor)));
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
function tensorRecord(tensor: Tensor, stores: (id: string) => boolean): TensorRecord {
  const step = Number(tensor.id.split('/')[0]);
  const { id, role, shape, format, scaleExponent, scale, layer, repeat } = tensor;
  const scaling = scale === undefined ? { scaleExponent } : { scaleExponent, scale };
  const base = { id, role, shape: [...shape], format, ...scaling, layer, step, repeat };
  if (tensor.codes === undefined) return base;
  const statistics = statisticsOf(tensor, tensor.codes);
  return stores(id) ? { ...base, file: `tensors-${step}.safetensors`, key: id, statistics } : { ...base, statistics };
}

function storedTensor(tensor: Tensor): StoredTensor {
  const codes = rowMajorCodes(tensor);
  return {
    dtype: dtypeOf(tensor.format, bitsOf(resolveFloatFormat(tensor.format, tensor.id))),
    shape: tensor.shape,
    bytes: new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength).slice(),
  };
}

function statisticsOf(tensor: Tensor, codes: Elements): TensorStatistics {
  const format = resolveFloatFormat(tensor.format, tensor.id);
  const { underflow, saturated } = tensor.cast ?? { underflow: 0, saturated: 0 };
  const bits = codes instanceof Float32Array ? new Uint32Array(codes.buffer, codes.byteOffset, codes.length) : codes;
  const { zeros, nan, largest, histogram } = codeStatistics(format, bits);
  const amax = finiteMagnitude(format, largest) * 2 ** tensor.scaleExponent;
  return { amax, zeros, underflow, saturated, nan, exponentHistogram: histogram };
}

function codeStatistics(format: FloatFormat, codes: ArrayLike<number>) {
  const mask = 2 ** magnitudeBits(format) - 1;
  const limit = maxFiniteCode(format);
  const sign = signCode(format);
  const histogram = new Array<number>(2 ** format.exponentBits).fill(0);
  const fieldOf = 2 ** format.mantissaBits;
  const infinity = infinityCode(format);
  let zeros = 0;
  let nan = 0;
  let largest = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    const magnitude = code >= sign && sign > 0 ? code - sign : code;
    const isZero = magnitude === 0 && (code === 0 || format.negativeZero);
    const field = Math.floor(magnitude / fieldOf) & mask;
    histogram[field] = (histogram[field] as number) + 1;
    if (isZero) zeros += 1;
    else if (magnitude === 0 || (magnitude > limit && magnitude !== infinity)) nan += 1;
    if (magnitude <= limit && magnitude > largest) largest = magnitude;
  }
  return { zeros, nan, largest, histogram };
}
