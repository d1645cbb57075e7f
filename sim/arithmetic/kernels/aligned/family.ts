/**
 * Units that align their terms or chain fused multiply-adds, in SIMD. Outputs of lines with NaN or infinities are
 * filled in afterwards; operands whose finite products two stages make infinite, and accumulators that begin below what
 * float32 lanes reach, run on the scalar path.
 */
import { maxFiniteCode, signCode } from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import type { Codes } from '../../codes.js';
import { decode } from '../../reference/convert.js';
import type { KernelFamily } from '../family.js';
import type { KernelHost } from '../host/kernel-host.js';
import type { GemmCodes, GemmRequest } from '../request.js';
import { gemmScalar } from '../scalar/gemm-scalar.js';
import { LEAST_INFINITE_PRODUCT, reachesInfinity } from '../scalar/range.js';
import { gemmAligned } from './gemm-aligned.js';
import { alignedKernel } from './kernels.js';

/** The code of 2^-112 in float32: one product unit below it is, with 14 fraction bits, still a normal number. */
const LEAST_SCALED = 15 * 2 ** 23;

export const alignedFamily: KernelFamily = {
  name: 'aligned',
  twin: 'simd',
  takes: (unit) => {
    const kernel = alignedKernel(unit);
    return typeof kernel === 'string' ? 'yes' : kernel;
  },
  gemm: gemmOfKernel,
};

function gemmOfKernel(host: KernelHost, request: GemmRequest): GemmCodes {
  const kernel = alignedKernel(request.unit);
  if (typeof kernel !== 'string' || meetsInfinity(request)) return gemmScalar(host, request);
  if (kernel === 'alignedUnit' && beginsTiny(request)) return gemmScalar(host, request);
  return gemmAligned(host, request, kernel);
}

/** Whether a finite product of these operands may be one that two stages make infinite. */
function meetsInfinity({ unit, a, b }: GemmRequest): boolean {
  return reachesInfinity(unit) && largestOf(unit.aFormat, a) * largestOf(unit.bFormat, b) >= LEAST_INFINITE_PRODUCT;
}

/** Whether an accumulator begins with a number, other than zero, that float32 lanes cannot scale to an integer. */
function beginsTiny({ unit, initial }: GemmRequest): boolean {
  if (initial === undefined || unit.accumulator.format !== 'float32' || unit.promotion !== undefined) return false;
  for (let i = 0; i < initial.length; i++) {
    const magnitude = (initial[i] as number) & 0x7fffffff;
    if (magnitude > 0 && magnitude < LEAST_SCALED) return true;
  }
  return false;
}

/** The largest finite magnitude among codes. */
function largestOf(formatName: string, codes: Codes): number {
  const format = resolveFloatFormat(formatName, 'operand');
  const magnitude = signCode(format) - 1;
  const limit = maxFiniteCode(format);
  let largest = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = (codes[i] as number) & magnitude;
    if (code > largest && code <= limit) largest = code;
  }
  return decode(format, largest);
}
