/** The scalar path against the reference, for every unit: also for those that the engine runs in SIMD. */
import { afterAll, describe, expect, it } from 'vitest';
import { nanCode } from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { type DotProductUnit, resultFormat } from '../../../../models/units/unit.js';
import { randomWord } from '../../../../runtime/random.js';
import { createHost } from '../../../../sim/arithmetic/kernels/engine.js';
import { dotInReference, type GemmRequest, twinOf } from '../../../../sim/arithmetic/kernels/gemm.js';
import { gemmScalar } from '../../../../sim/arithmetic/kernels/gemm-scalar.js';
import type { Codes } from '../../../../sim/arithmetic/kernels/operand.js';
import { KINDS, type Kind, operand } from './operands.js';
import { ALL } from './scalar-units.js';

const { host, close } = createHost({ threads: 1 });
afterAll(close);

interface Case {
  readonly shape: readonly [number, number, number];
  readonly kinds: readonly [Kind, Kind];
  readonly initial?: Kind;
  readonly scaleSum?: number;
}

function requestOf(unit: DotProductUnit, { shape: [m, n, k], kinds, initial, scaleSum }: Case): GemmRequest {
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

/** Scales around 1, and a few of any size; a NaN where the format has one. */
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

function mismatches(request: GemmRequest): string[] {
  const codes = gemmScalar(host, request);
  const found: string[] = [];
  for (let i = 0; i < codes.length && found.length < 3; i++) {
    const expected = dotInReference(request, Math.floor(i / request.n), i % request.n);
    if (codes[i] !== expected) found.push(`output ${i}: ${codes[i]?.toString(16)}, reference ${expected.toString(16)}`);
  }
  return found;
}

describe.each(ALL)('%s: the scalar twin equals the reference', (_, unit) => {
  const step = unit.productsPerStep;

  it('is there', () => expect(twinOf(unit)).not.toBe('none'));

  it('on operands of every kind', () => {
    for (const kind of KINDS) {
      const shape = [2, 3, kind === 'gaussian' ? 70 : 2 * step + 1] as const;
      expect({ kind, wrong: mismatches(requestOf(unit, { shape, kinds: [kind, kind] })) }).toEqual({ kind, wrong: [] });
      const mixed = { shape: [2, 2, step + 3], kinds: [kind, 'gaussian'], initial: kind } as const;
      expect({ kind, wrong: mismatches(requestOf(unit, mixed)) }).toEqual({ kind, wrong: [] });
    }
  });

  it('at the ends of the scales, without products, with special initial values', () => {
    for (const scaleSum of [...unit.scaleRange, -17, 12]) {
      const ends = { shape: [3, 2, step + 1], kinds: ['uniform', 'wide'], initial: 'uniform', scaleSum } as const;
      expect(mismatches(requestOf(unit, ends))).toEqual([]);
      const special = { shape: [4, 4, 2], kinds: ['sparse', 'special'], initial: 'special', scaleSum } as const;
      expect(mismatches(requestOf(unit, special))).toEqual([]);
    }
    expect(mismatches(requestOf(unit, { shape: [5, 5, 0], kinds: ['wide', 'wide'], initial: 'special' }))).toEqual([]);
  });
});
