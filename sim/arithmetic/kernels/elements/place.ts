/** Elements in shared memory: where they lie and how they are stored. */
import { STORAGE_FORMATS, type StorageFormat } from '../../../../models/recipes/storage.js';
import type { Elements, StoredElements } from '../../elements.js';
import type { KernelHost } from '../host/kernel-host.js';

/** The address of elements, and a STORED_… of layout.ts; zeros for none. */
export interface PlacedElements {
  readonly address: number;
  readonly stored: number;
}

export function placed({ arena }: KernelHost, elements: StoredElements | undefined): PlacedElements {
  if (elements === undefined) return { address: 0, stored: 0 };
  return { address: arena.copy(elements.codes), stored: storedAs(elements.format) };
}

export function storedAs(format: StorageFormat): number {
  return STORAGE_FORMATS.indexOf(format);
}

/** Room for elements of a storage format. */
export function roomFor({ arena }: KernelHost, format: StorageFormat, length: number): PlacedElements {
  return { address: arena.allocate(length * bytesOf(format)), stored: storedAs(format) };
}

/** The elements that a job left. */
export function taken({ arena }: KernelHost, { address }: PlacedElements, format: StorageFormat, length: number) {
  const { buffer, byteOffset } = arena.take(address, length * bytesOf(format));
  return format === 'float32'
    ? new Float32Array(buffer, byteOffset, length)
    : new Uint16Array(buffer, byteOffset, length);
}

/** Elements that a job left, in arrays like another. */
export function takenLike({ arena }: KernelHost, address: number, like: Elements, length: number): Elements {
  const { buffer, byteOffset } = arena.take(address, length * like.BYTES_PER_ELEMENT);
  if (like instanceof Uint8Array) return new Uint8Array(buffer, byteOffset, length);
  if (like instanceof Uint16Array) return new Uint16Array(buffer, byteOffset, length);
  return new Float32Array(buffer, byteOffset, length);
}

function bytesOf(format: StorageFormat): number {
  return format === 'float32' ? 4 : 2;
}
