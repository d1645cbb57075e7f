import { afterAll, expect, it } from 'vitest';
import { createEngine } from '../../../../sim/arithmetic/kernels/engine.js';
import { amp, mismatches } from './operands.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

it.each([
  ['f143', 'f143'],
  ['f143', 'f152'],
  ['f152', 'f143'],
  ['f152', 'f152'],
] as const)('every product of %s × %s equals the reference', (a, b) => {
  const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
  const request = { unit: amp(a, b), m: 256, n: 256, k: 1, a: codes, b: codes, scaleSum: -3 };
  expect(mismatches(engine, request)).toEqual([]);
});
