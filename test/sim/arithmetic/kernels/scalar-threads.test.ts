/** The scalar path on threads, and what becomes of an error in one of them. */
import { afterAll, describe, expect, it } from 'vitest';
import { createEngine, createHost } from '../../../../sim/arithmetic/kernels/engine.js';
import { gemmScalar } from '../../../../sim/arithmetic/kernels/scalar/gemm-scalar.js';
import { amp } from './operands.js';
import { requestOf } from './scalar-requests.js';
import { ALL } from './scalar-units.js';

const [one, two] = [createHost({ threads: 1 }), createHost({ threads: 2 })];
afterAll(() => {
  one.close();
  two.close();
});

it.each(ALL)('%s: one thread and two give the same bytes', (_, unit) => {
  const request = requestOf(unit, { shape: [37, 11, 3 * unit.productsPerStep], kinds: ['gaussian', 'uniform'] });
  const codes = gemmScalar(one.host, request);
  for (let repeat = 0; repeat < 3; repeat++) expect(gemmScalar(two.host, request)).toEqual(codes);
});

describe('an error in a thread', () => {
  /** Beyond the memory: every unit of the job traps, whichever thread takes it. */
  const NOWHERE = 0x7ffffff0;

  it('reaches the caller in one sentence, and the threads go on', () => {
    const request = requestOf(amp('f143', 'f143'), { shape: [9, 9, 40], kinds: ['gaussian', 'gaussian'] });
    const before = gemmScalar(two.host, request);
    for (let repeat = 0; repeat < 20; repeat++) {
      expect(() => two.host.run('scalarUnit', NOWHERE, 64)).toThrow(/^memory access out of bounds$/);
    }
    expect(gemmScalar(two.host, request)).toEqual(before);
  });

  it('leaves a team that closes, and takes nothing more afterwards', () => {
    const { host, close } = createHost({ threads: 2 });
    expect(() => host.run('scalarUnit', NOWHERE, 64)).toThrow('memory access out of bounds');
    close();
    expect(() => host.run('scalarUnit', 0, 1)).toThrow('a closed team was given a task');
  });

  it('or in the request leaves the engine as it was', () => {
    const engine = createEngine({ threads: 2 });
    const request = requestOf(amp('f143', 'f143'), { shape: [9, 9, 40], kinds: ['gaussian', 'gaussian'] });
    const { codes } = engine.gemm(request);
    expect(() => engine.gemm({ ...request, scaleSum: 99 })).toThrow('expected a sum of scales from -32 to 31, got 99');
    expect(engine.gemm(request).codes).toEqual(codes);
    engine.close();
    expect(() => engine.gemm(request)).toThrow('closed');
  });
});
