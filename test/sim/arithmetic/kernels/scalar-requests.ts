/** GEMMs for the scalar path's tests, and their comparison with the reference. */
import { nanCode } from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { type DotProductUnit, resultFormat } from '../../../../models/units/unit.js';
import { randomWord } from '../../../../runtime/random.js';
import type { Codes } from '../../../../sim/arithmetic/codes.js';
import type { KernelHost } from '../../../../sim/arithmetic/kernels/host/kernel-host.js';
import { dotInReference } from '../../../../sim/arithmetic/kernels/in-reference.js';
import { plainRequest } from '../../../../sim/arithmetic/kernels/plain-unit.js';
import type { GemmRequest } from '../../../../sim/arithmetic/kernels/request.js';
import { gemmScalar, type ScalarSums } from '../../../../sim/arithmetic/kernels/scalar/gemm-scalar.js';
import { type Kind, operand } from './operands.js';

export interface Case {
  readonly shape: readonly [number, number, number];
  readonly kinds: readonly [Kind, Kind];
  readonly initial?: Kind;
  readonly scaleSum?: number;
}

export function requestOf(unit: DotProductUnit, { shape: [m, n, k], kinds, initial, scaleSum }: Case): GemmRequest {
  const seed = m + 7 * n + 31 * k;
  return {
    unit,
    m,
    n,
    k,
    a: operand(unit.aFormat, kinds[0], m * k, seed),
    b: operand(unit.bFormat, kinds[1], k * n, seed + 1),
    scaleSum: scaleSum ?? 0,
    random: { seed: 3, stream: 5 },
    ...(initial === undefined ? {} : { initial: operand(resultFormat(unit), initial, m * n, seed + 2) }),
    ...(unit.blockScale === undefined ? {} : { blockScales: scalesOf(unit, m, n, k, seed) }),
  };
}

/** Scales around 1, some of any size, and a few NaNs. */
function scalesOf({ blockScale }: DotProductUnit, m: number, n: number, k: number, seed: number) {
  const blocks = Math.ceil(k / (blockScale?.block ?? 1));
  const format = resolveFloatFormat(blockScale?.format ?? '', 'test');
  const one = format.bias * 2 ** format.mantissaBits;
  const codes = (length: number, stream: number): Codes =>
    Uint8Array.from({ length }, (_, i) => {
      const word = randomWord(seed, stream, i);
      if (word % 101 === 0) return nanCode(format, false) ?? 0;
      return word % 13 === 0 ? (word >>> 8) % one : one + ((word >>> 8) % 12) - 6;
    });
  return { a: codes(m * blocks, 1), b: codes(n * blocks, 2) };
}

/** The first outputs that differ from the reference. */
export function scalarMismatches(host: KernelHost, request: GemmRequest, sums: readonly ScalarSums[]): string[] {
  const found: string[] = [];
  const results = sums.map((where) => gemmScalar(host, plainRequest(request), undefined, where));
  for (let i = 0; i < request.m * request.n && found.length < 3; i++) {
    const expected = dotInReference(request, Math.floor(i / request.n), i % request.n);
    for (const [at, codes] of results.entries()) {
      if (codes[i] === expected) continue;
      found.push(`output ${i} in ${sums[at]}: ${codes[i]?.toString(16)}, reference ${expected.toString(16)}`);
    }
  }
  return found;
}
