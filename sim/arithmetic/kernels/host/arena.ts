/**
 * The engine's shared memory as an arena: cleared before each call, grown as needed, 16-byte aligned.
 * Views are made anew after growth, so none is kept across allocations.
 */
import { type JobRecord, type RecordLayout, recordWords } from './records.js';

const PAGE_BYTES = 65536;
/** As in assembly/asconfig.json. */
const INITIAL_PAGES = 16;
const MAXIMUM_PAGES = 16384;
/** Allocations are multiples of it, with one to spare: kernels may read a vector that begins at the last element. */
const VECTOR_BYTES = 16;
/** The first page is the module's own. */
const FIRST_BYTE = PAGE_BYTES;

export interface Arena {
  readonly memory: WebAssembly.Memory;
  /** Forgets every allocation. */
  readonly clear: () => void;
  /** Address of `bytes` bytes, not cleared. */
  readonly allocate: (bytes: number) => number;
  /** Address of a copy. */
  readonly copy: (source: ArrayBufferView) => number;
  /** Address of a record. */
  readonly record: <Fields extends object>(layout: RecordLayout<Fields>, values: JobRecord<Fields>) => number;
  readonly bytes: (address: number, length: number) => Uint8Array;
  /** A copy outside of the shared memory; `slice` takes ten times as long. */
  readonly copyOut: (address: number, length: number) => ArrayBuffer;
}

export function createArena(): Arena {
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES, shared: true });
  let next = FIRST_BYTE;
  const bytes = (address: number, length: number) => new Uint8Array(memory.buffer, address, length);
  const allocate = (length: number): number => {
    const address = next;
    const end = address + Math.ceil(length / VECTOR_BYTES) * VECTOR_BYTES + VECTOR_BYTES;
    if (end > MAXIMUM_PAGES * PAGE_BYTES) {
      throw new RangeError(`the arithmetic engine holds ${MAXIMUM_PAGES * PAGE_BYTES} bytes, this call needs more`);
    }
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES);
    if (missing > 0) memory.grow(missing);
    next = end;
    return address;
  };
  const copy = (source: ArrayBufferView): number => {
    const address = allocate(source.byteLength);
    bytes(address, source.byteLength).set(new Uint8Array(source.buffer, source.byteOffset, source.byteLength));
    return address;
  };
  return {
    memory,
    clear: () => {
      next = FIRST_BYTE;
    },
    allocate,
    copy,
    record: (layout, values) => copy(recordWords(layout, values)),
    bytes,
    copyOut: (address, length) => {
      // All of it is written: nobody need clear it first.
      const copied = Buffer.allocUnsafeSlow(length);
      copied.set(bytes(address, length));
      return copied.buffer;
    },
  };
}
