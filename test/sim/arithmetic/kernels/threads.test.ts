import { afterAll, expect, it } from 'vitest';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { distFile } from '../../../../runtime/dist.js';
import { randomNormal } from '../../../../runtime/random.js';
import { createTeam } from '../../../../runtime/team.js';
import { createEngine } from '../../../../sim/arithmetic/kernels/engine.js';
import { amp, mismatches, operand } from './operands.js';

const [one, two] = [createEngine({ threads: 1 }), createEngine({ threads: 2 })];
afterAll(() => {
  one.close();
  two.close();
});

it.each([
  ['f143', 'gaussian'],
  ['f143', 'uniform'],
  ['f152', 'wide'],
  ['float16', 'cancelling'],
] as const)('one thread and two give the same bytes: %s %s', (name, kind) => {
  const [m, n, k] = [90, 301, 75];
  const unit = amp(name, name, { rounding: 'stochastic', randomBits: 8 });
  for (const chosen of [amp(name, name), unit]) {
    const request = {
      unit: chosen,
      m,
      n,
      k,
      a: operand(name, kind, m * k, 1),
      b: operand(name, kind, k * n, 2),
      scaleSum: 0,
      random: { seed: 1, stream: 1 },
    };
    const codes = one.gemm(request).codes;
    for (let repeat = 0; repeat < 5; repeat++) expect(two.gemm(request).codes).toEqual(codes);
    expect(mismatches(one, request, 997)).toEqual([]);
  }
});

it('one thread and two give the same bytes in conversions', () => {
  const format = resolveFloatFormat('f152', 'test');
  const values = Float32Array.from({ length: 300_001 }, (_, i) => randomNormal(1, 2, i) * 2 ** (i % 30));
  for (const rounding of ['nearest-even', 'stochastic'] as const) {
    const request = {
      format,
      values,
      rounding,
      overflow: 'saturate',
      scaleExponent: 0,
      random: { seed: 1, stream: 1, bits: 8 },
    } as const;
    const result = one.encode(request);
    expect(two.encode(request)).toEqual(result);
    const { codes } = result;
    expect(two.decode({ format, codes, scaleExponent: 1 })).toEqual(one.decode({ format, codes, scaleExponent: 1 }));
  }
});

it('the float32 GEMM equals its plain twin on any number of threads', () => {
  const [m, n, k] = [37, 141, 50];
  const a = Float32Array.from({ length: m * k }, (_, i) => randomNormal(1, 1, i));
  const b = Float32Array.from({ length: k * n }, (_, i) => randomNormal(1, 2, i));
  const expected = new Float32Array(m * n);
  for (let i = 0; i < m * n; i++) {
    const [row, column] = [Math.floor(i / n), i % n];
    let total = 0;
    for (let d = 0; d < k; d++)
      total = Math.fround(total + Math.fround((a[row * k + d] ?? 0) * (b[d * n + column] ?? 0)));
    expected[i] = total;
  }
  expect(one.gemmFloat32({ m, n, k, a, b })).toEqual(expected);
  expect(two.gemmFloat32({ m, n, k, a, b })).toEqual(expected);
  const aTransposed = Float32Array.from({ length: m * k }, (_, i) => a[(i % m) * k + Math.floor(i / m)] ?? 0);
  const bTransposed = Float32Array.from({ length: k * n }, (_, i) => b[(i % k) * n + Math.floor(i / k)] ?? 0);
  const transposed = { aLayout: 'column-major', bLayout: 'column-major' } as const;
  expect(two.gemmFloat32({ m, n, k, a: aTransposed, b: bTransposed, ...transposed })).toEqual(expected);
});

it('an error of any thread is thrown by run, and the team goes on', () => {
  const entry = distFile('sim/arithmetic/kernels/kernels.worker.js');
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const failing = (_task: number, argument: number) => {
    if (argument === 1) throw new Error('unit failed');
  };
  const team = createTeam(1, entry, { memory }, failing);
  expect(() => team.run(0, 1, 3)).toThrow('unit failed');
  expect(() => team.run(0, 0, 3)).not.toThrow();
  team.close();
  expect(() => team.run(0, 0, 1)).toThrow('closed');
});
