/**
 * Operands of captured steps, a file a step: copied out of one step at a time, into memory that serves the next one. A
 * step's file is made when another step begins, or somebody asks. Left out: what is stored (selection.ts), where a file goes.
 */
import { bitsOf } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import type { Pieces } from '../../records/pieces.js';
import { dtypeOf, type StoredTensor, safetensorsPieces } from '../../records/safetensors.js';
import type { ElementArithmetic } from '../../sim/arithmetic/elements.js';
import type { Tensor } from '../ops/tensor.js';
import { rowMajorCodes } from './row-major.js';

/** Makes a file of its pieces, whose memory other bytes fill behind this call. */
export type KeepFile<File> = (path: string, pieces: Pieces) => File;

export interface Operands<File> {
  readonly add: (path: string, tensor: Tensor, elements: ElementArithmetic) => void;
  /** Keeps a file that is there already. */
  readonly restore: (path: string, bytes: Uint8Array) => void;
  /** By path; between steps. */
  readonly files: () => ReadonlyMap<string, File>;
}

export function gatherOperands<File>(keep: KeepFile<File>): Operands<File> {
  const files = new Map<string, File>();
  const memory = reusedMemory();
  const tensors = new Map<string, StoredTensor>();
  let open: string | undefined;
  const finish = () => {
    if (open === undefined) return;
    files.set(open, keep(open, safetensorsPieces(tensors)));
    for (const { bytes } of tensors.values()) memory.giveBack(bytes);
    tensors.clear();
    open = undefined;
  };
  return {
    add(path, tensor, elements) {
      if (path !== open) finish();
      open = path;
      tensors.set(tensor.id, storedTensor(tensor, elements, memory.take));
    },
    restore: (path, bytes) => files.set(path, keep(path, [bytes])),
    files() {
      finish();
      return files;
    },
  };
}

type Take = (length: number) => Uint8Array;

/** By length: all captured steps have the same tensors. Fresh memory takes ten times as long as what is copied into it. */
function reusedMemory(): { take: Take; giveBack: (bytes: Uint8Array) => void } {
  const free = new Map<number, Uint8Array[]>();
  return {
    // All of it is written: nobody need clear it first.
    take: (length) => free.get(length)?.pop() ?? Buffer.allocUnsafeSlow(length),
    giveBack(bytes) {
      const same = free.get(bytes.length) ?? [];
      free.set(bytes.length, same);
      same.push(bytes);
    },
  };
}

function storedTensor(tensor: Tensor, elements: ElementArithmetic, take: Take): StoredTensor {
  const { buffer, byteOffset, byteLength } = rowMajorCodes(tensor, elements);
  const bytes = take(byteLength);
  bytes.set(new Uint8Array(buffer, byteOffset, byteLength));
  return {
    dtype: dtypeOf(tensor.format, bitsOf(resolveFloatFormat(tensor.format, tensor.id))),
    shape: tensor.shape,
    bytes,
  };
}
