/**
 * The engine's shared memory as an arena: cleared before each call, grown as needed, 16-byte aligned. Results are copied
 * out, or, while they are lent, stay where they are, and later calls take them from there.
 * Views are made anew after growth, so none is kept across allocations; of lent ones, the old memory is the same memory.
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
/** Lent results stay below; what comes beyond is copied out. */
const LENT_END = (MAXIMUM_PAGES * PAGE_BYTES * 3) / 4;

/** Where the bytes of a result begin. */
export interface Bytes {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
}

export interface Arena {
  readonly memory: WebAssembly.Memory;
  /** Forgets every allocation, but for results that are lent. */
  readonly clear: () => void;
  /** Address of `bytes` bytes, not cleared. */
  readonly allocate: (bytes: number) => number;
  /** Address of a copy, or of the bytes themselves where they are lent ones. */
  readonly copy: (source: ArrayBufferView) => number;
  /** Address of a record. */
  readonly record: <Fields extends object>(layout: RecordLayout<Fields>, values: JobRecord<Fields>) => number;
  readonly bytes: (address: number, length: number) => Uint8Array;
  /** The bytes of a result: a copy outside of the shared memory (`slice` takes ten times as long), unless they are lent. */
  readonly take: (address: number, length: number) => Bytes;
  /** Room for a result that calls fill piece by piece. */
  readonly room: (length: number) => Bytes;
  /** Address of bytes that are lent; undefined of others. */
  readonly addressOf: (source: ArrayBufferView) => number | undefined;
  /** Results of calls within `use` are lent: they hold until the outermost such call returns. */
  readonly lent: <Result>(use: () => Result) => Result;
}

export function createArena(): Arena {
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES, shared: true });
  const buffers = new WeakSet<ArrayBufferLike>();
  let [first, next, lenders] = [FIRST_BYTE, FIRST_BYTE, 0];
  const bytes = (address: number, length: number) => new Uint8Array(memory.buffer, address, length);
  const clear = () => {
    next = first;
  };
  const allocate = (length: number): number => {
    const address = next;
    const end = spacedEnd(address, length);
    if (end > MAXIMUM_PAGES * PAGE_BYTES) {
      throw new RangeError(`the arithmetic engine holds ${MAXIMUM_PAGES * PAGE_BYTES} bytes, this call needs more`);
    }
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES);
    if (missing > 0) memory.grow(missing);
    next = end;
    return address;
  };
  const addressOf = (source: ArrayBufferView) => (buffers.has(source.buffer) ? source.byteOffset : undefined);
  const lend = (address: number, length: number): Bytes => {
    first = Math.max(first, spacedEnd(address, length));
    buffers.add(memory.buffer);
    return { buffer: memory.buffer, byteOffset: address };
  };
  const isLent = (end: number) => lenders > 0 && end <= LENT_END;
  const copy = (source: ArrayBufferView): number => {
    const lentAt = addressOf(source);
    if (lentAt !== undefined) return lentAt;
    const address = allocate(source.byteLength);
    bytes(address, source.byteLength).set(new Uint8Array(source.buffer, source.byteOffset, source.byteLength));
    return address;
  };
  return {
    memory,
    clear,
    allocate,
    copy,
    record: (layout, values) => copy(recordWords(layout, values)),
    bytes,
    take: (address, length) => {
      if (isLent(address + length)) return lend(address, length);
      // All of it is written: nobody need clear it first.
      const copied = Buffer.allocUnsafeSlow(length);
      copied.set(bytes(address, length));
      return { buffer: copied.buffer, byteOffset: 0 };
    },
    room: (length) => {
      if (!isLent(first + length)) return { buffer: new ArrayBuffer(length), byteOffset: 0 };
      clear();
      return lend(allocate(length), length);
    },
    addressOf,
    lent: (use) => {
      lenders += 1;
      try {
        return use();
      } finally {
        lenders -= 1;
        if (lenders === 0) first = FIRST_BYTE;
      }
    },
  };
}

/** The end of an allocation: whole vectors, and one to spare. */
function spacedEnd(address: number, length: number): number {
  return address + (Math.ceil(length / VECTOR_BYTES) + 1) * VECTOR_BYTES;
}
