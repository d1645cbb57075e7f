/**
 * Units that align their terms or chain fused multiply-adds, in SIMD. Outputs of lines with NaN or infinities are
 * filled in afterwards; operands whose finite products two stages make infinite, and accumulators that begin below what
 * float32 lanes reach, run on the scalar path.
 */
import { leastNormalExponent, maxFiniteCode, signCode } from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import type { Codes } from '../../codes.js';
import { decode } from '../../reference/convert.js';
import type { KernelFamily } from '../family.js';
import type { KernelHost } from '../host/kernel-host.js';
import type { GemmCodes, GemmRequest } from '../request.js';
import { gemmScalar } from '../scalar/gemm-scalar.js';
import { LEAST_INFINITE_PRODUCT, reachesInfinity } from '../scalar/range.js';
import { gemmAligned } from './gemm-aligned.js';
import { type AlignedKernel, alignedKernel, FLOAT32_BIAS, leastAccumulatorOf } from './kernels.js';

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
  if (isBelowLanes(kernel, request)) return gemmScalar(host, request);
  return gemmAligned(host, request, kernel);
}

/** Whether a finite product of these operands may be one that two stages make infinite. */
function meetsInfinity({ unit, a, b }: GemmRequest): boolean {
  return reachesInfinity(unit) && largestOf(unit.aFormat, a) * largestOf(unit.bFormat, b) >= LEAST_INFINITE_PRODUCT;
}

/** Whether accumulators begin, or become, smaller than what a kernel in float32 lanes tells from zero. */
function isBelowLanes(kernel: AlignedKernel, { unit, initial, scaleSum }: GemmRequest): boolean {
  const { sum, accumulator, promotion, aFormat, bFormat } = unit;
  const least = leastAccumulatorOf(kernel);
  if (least === undefined || accumulator.format !== 'float32') return false;
  const exponents = [aFormat, bFormat].map((name) => leastNormalExponent(resolveFloatFormat(name, 'operand')));
  const product = exponents.reduce((total, exponent) => total + exponent, scaleSum);
  const bits = sum.kind === 'two-stage' ? sum.sumBits : sum.kind === 'aligned' ? sum.fractionBits : 0;
  return product - bits < least || (promotion === undefined && initial !== undefined && hasBelow(initial, least));
}

/** Whether float32 codes have a number, other than zero, below 2^exponent. */
function hasBelow(codes: Codes, exponent: number): boolean {
  const limit = (exponent + FLOAT32_BIAS) * 2 ** 23;
  for (let i = 0; i < codes.length; i++) {
    const magnitude = (codes[i] as number) & 0x7fffffff;
    if (magnitude > 0 && magnitude < limit) return true;
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
