/**
 * The fast arithmetic of Octile: GEMMs through dot-product units, conversion between float32 and codes, ops between
 * products, and a plain float32 GEMM, on threads that share one WebAssembly memory. Equal bit for bit to reference/, and the
 * same bytes for any number of threads. Synchronous: a call returns when its result is there.
 * Left out: integer formats, formats of more than 16 bits in encode and decode.
 */
import { readFileSync } from 'node:fs';
import { distFile } from '../../../runtime/dist.js';
import { createTeam } from '../../../runtime/team.js';
import type { ElementArithmetic } from '../elements.js';
import {
  type DecodeRequest,
  decodeCodes,
  type EncodeRequest,
  type EncodeResult,
  encodeValues,
} from './conversion/conversion.js';
import { gemmThroughUnit } from './dispatch.js';
import { elementKernels } from './elements/elements.js';
import { type GemmFloat32Request, gemmFloat32 } from './float32/gemm-float32.js';
import { createArena } from './host/arena.js';
import { instantiateKernels } from './host/instance.js';
import type { KernelHost } from './host/kernel-host.js';
import { KERNELS, type KernelName } from './host/kernel-names.js';
import type { GemmRequest, GemmResult } from './request.js';

export interface ArithmeticEngine {
  readonly threads: number;
  readonly gemm: (request: GemmRequest) => GemmResult;
  readonly gemmFloat32: (request: GemmFloat32Request) => Float32Array;
  readonly encode: (request: EncodeRequest) => EncodeResult;
  readonly decode: (request: DecodeRequest) => Float32Array;
  /** Ops between products. */
  readonly elements: ElementArithmetic;
  /** Arrays that calls within `use` give hold until it returns, and need not be copied between calls. */
  readonly lent: <Result>(use: () => Result) => Result;
  /** Ends the threads; the engine is of no use afterwards. */
  readonly close: () => void;
}

export interface EngineOptions {
  /** The calling thread included: 1 starts no worker. */
  readonly threads: number;
}

export function createEngine(options: EngineOptions): ArithmeticEngine {
  const { host, close } = createHost(options);
  return {
    threads: host.threads,
    gemm: (request) => gemmThroughUnit(host, request),
    gemmFloat32: (request) => gemmFloat32(host, request),
    encode: (request) => encodeValues(host, request),
    decode: (request) => decodeCodes(host, request),
    elements: elementKernels(host),
    lent: host.arena.lent,
    close,
  };
}

/** Memory and threads alone, for callers that choose the path of a GEMM themselves. */
export function createHost({ threads }: EngineOptions): { readonly host: KernelHost; readonly close: () => void } {
  if (!Number.isInteger(threads) || threads < 1 || threads > 256) {
    throw new RangeError(`threads: expected an integer from 1 to 256, got ${threads}`);
  }
  const arena = createArena();
  const module = new WebAssembly.Module(readFileSync(distFile('sim/arithmetic/kernels/kernels.wasm')));
  const payload = { module, memory: arena.memory };
  const entry = distFile('sim/arithmetic/kernels/host/kernels.worker.js');
  const team = createTeam(threads, entry, payload, instantiateKernels(payload));
  const run = (kernel: KernelName, job: number, units: number) => team.run(KERNELS.indexOf(kernel), job, units);
  return { host: { arena, threads, run }, close: team.close };
}
