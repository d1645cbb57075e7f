/** What a library's caller may hand a GEMM: anything else is refused in one sentence, and the engine goes on. */
import { afterAll, expect, it } from 'vitest';
import { InputError } from '../../../../models/input-error.js';
import { unitFamily } from '../../../../models/units/families.js';
import { createEngine } from '../../../../sim/arithmetic/kernels/engine.js';
import type { GemmRequest } from '../../../../sim/arithmetic/kernels/request.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

const unit = unitFamily('hopper', 'test').resolve('float16', 'float16', {}, 'test');
const ONE = Uint16Array.of(0x3c00);
const sound: GemmRequest = { unit, m: 1, n: 1, k: 1, a: ONE, b: ONE, scaleSum: 0 };

it.each<[object, string]>([
  [{ a: [0x3c00] }, 'gemm a: expected codes of float16 as Uint16Array, got Array'],
  [{ b: new Uint8Array(1) }, 'gemm b: expected codes of float16 as Uint16Array, got Uint8Array'],
  [{ initial: new Uint16Array(1) }, 'gemm initial: expected codes of float32 as Uint32Array, got Uint16Array'],
  [{ a: new Uint16Array(2) }, 'gemm a: expected an array of 1, got 2'],
  [{ m: 1.5 }, 'gemm m: expected a whole number, got 1.5'],
  [{ n: -1 }, 'gemm n: expected a whole number, got -1'],
  [{ scaleSum: 64 }, 'gemm: expected a sum of scales from -64 to 63, got 64'],
  [{ blockScales: { a: ONE, b: ONE } }, 'gemm: expected no block scales for hopper, got some'],
])('%j', (changed, message) => {
  const refused = () => engine.gemm({ ...sound, ...changed });
  expect(refused).toThrow(InputError);
  expect(refused).toThrow(message);
  expect(engine.gemm(sound).codes).toEqual(Uint32Array.of(0x3f800000));
});
