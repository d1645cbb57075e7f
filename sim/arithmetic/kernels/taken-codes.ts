/** The codes that a GEMM left in shared memory. */
import type { KernelHost } from './host/kernel-host.js';
import type { GemmCodes } from './request.js';

/** @param bytes of a code */
export function takenCodes({ arena }: KernelHost, address: number, count: number, bytes: number): GemmCodes {
  const { buffer, byteOffset } = arena.take(address, count * bytes);
  return bytes === 2 ? new Uint16Array(buffer, byteOffset, count) : new Uint32Array(buffer, byteOffset, count);
}
