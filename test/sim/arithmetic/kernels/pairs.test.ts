/** ExSdotp in blocks: against the reference, and by hand at ties, zeros and the ends of the accumulator. */
import { afterAll, describe, expect, it } from 'vitest';
import { unitFamily } from '../../../../models/units/families.js';
import { createEngine } from '../../../../sim/arithmetic/kernels/engine.js';
import type { GemmRequest } from '../../../../sim/arithmetic/kernels/request.js';
import { codesOf, KINDS, mismatches } from './operands.js';
import { requestOf } from './scalar-requests.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

const [E5M2, E4M3] = ['float8_e5m2', 'float8_e4m3'] as const;

function exsdotp(a: string, b: string, accumulator: string) {
  return unitFamily('exsdotp', 'test').resolve(a, b, { accumulator }, 'test');
}

describe.each([
  [E5M2, E5M2, 'float16'],
  [E4M3, E5M2, 'float16'],
  [E4M3, E4M3, 'bfloat16'],
  ['float16', 'float16', 'float32'],
  ['bfloat16', 'bfloat16', 'float32'],
] as const)('%s × %s into %s', (a, b, accumulator) => {
  const unit = exsdotp(a, b, accumulator);

  it.each(KINDS)('%s operands', (kind) => {
    for (const initial of [undefined, 'gaussian', 'wide', 'special'] as const) {
      for (const shape of [
        [1, 1, 1],
        [5, 13, 33],
        [2, 21, 301],
      ] as const) {
        const request = requestOf(unit, { shape, kinds: [kind, kind], ...(initial === undefined ? {} : { initial }) });
        expect(mismatches(engine, request)).toEqual([]);
        const turned = { ...request, aLayout: 'column-major', bLayout: 'column-major' } as const;
        expect(mismatches(engine, turned, 3)).toEqual([]);
      }
    }
  });

  it.each([
    [-32, 'gaussian'],
    [-20, 'wide'],
    [14, 'gaussian'],
    [31, 'uniform'],
  ] as const)('scaled by 2^%i, %s operands: subnormals and overflow', (scaleSum, kind) => {
    const request = requestOf(unit, { shape: [6, 11, 90], kinds: [kind, kind], initial: 'subnormal', scaleSum });
    expect(mismatches(engine, request)).toEqual([]);
  });
});

describe('by hand, float16: units of 1 and a chain of one step', () => {
  const unit = exsdotp(E5M2, E5M2, 'float16');
  /** c + x·1 + y·1, the same in every output. */
  const answer = (c: number, x: number, y: number) => {
    const [m, n] = [5, 9];
    const request: GemmRequest = {
      unit,
      m,
      n,
      k: 2,
      a: codesOf(E5M2, Array(m).fill([x, y]).flat()),
      b: codesOf(E5M2, Array(2 * n).fill(1)),
      scaleSum: 0,
      initial: codesOf('float16', Array(m * n).fill(c)),
    };
    const codes = new Set(engine.gemm(request).codes);
    expect(codes.size).toBe(1);
    return [...codes][0] as number;
  };

  it.each([
    // 2049 and 2051 are ties of 11 bits; 2^-14 beside them decides.
    [2048, 1, 0, 2048],
    [2050, 1, 0, 2052],
    [2048, 1, 2 ** -14, 2050],
    [2050, 1, -(2 ** -14), 2050],
    [-2048, -1, -(2 ** -14), -2050],
    // The first product would be lost beside the accumulator alone.
    [2048, 0.5, 0.5, 2048],
    [2050, 0.5, 0.5, 2052],
    [-3, 1, 2, 0],
    // Half of the least subnormal is a tie, which goes to zero.
    [2 ** -24, 2 ** -15, -(2 ** -15), 2 ** -24],
  ])('%d + %d + %d = %d', (c, x, y, sum) => {
    expect(answer(c, x, y)).toBe(codesOf('float16', [sum])[0]);
  });

  it('−0 comes of three −0 only', () => {
    expect(answer(-0, -0, -0)).toBe(0x8000);
    expect(answer(-0, -0, 0)).toBe(0);
    expect(answer(-0, 1, -1)).toBe(0);
  });

  it('65504 + 16 is infinite, a little less is not', () => {
    expect(answer(65504, 16, 0)).toBe(0x7c00);
    expect(answer(65504, 14, 1)).toBe(0x7bff);
    expect(answer(65504, 0, -0)).toBe(0x7bff);
  });
});

it('an accumulator of 2^-60 decides a tie of bfloat16', () => {
  const unit = exsdotp(E5M2, E5M2, 'bfloat16');
  const [a, b] = [codesOf(E5M2, [1, 2 ** -8]), codesOf(E5M2, [1, 1])];
  const answer = (c: number) => {
    const initial = codesOf('bfloat16', [c]);
    return engine.gemm({ unit, m: 1, n: 1, k: 2, a, b, scaleSum: 0, initial }).codes[0];
  };
  expect(answer(0)).toBe(codesOf('bfloat16', [1])[0]);
  expect(answer(2 ** -60)).toBe(codesOf('bfloat16', [1 + 2 ** -7])[0]);
});
