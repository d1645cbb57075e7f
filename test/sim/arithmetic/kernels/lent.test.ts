/** Results that stay in shared memory are those that are copied out, and later calls leave them alone. */
import { afterAll, expect, it } from 'vitest';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import type { StoredElements } from '../../../../sim/arithmetic/elements.js';
import { createEngine } from '../../../../sim/arithmetic/kernels/engine.js';
import { drawn } from './elements/drawn.js';
import { amp } from './operands.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

const half = (codes: StoredElements['codes']) => ({ codes, format: 'float16' as const });

/** Products, casts, windows and sums, each of what came before; more than one pass of a cast. */
function chain() {
  const { elements } = engine;
  const [rows, columns] = [1500, 48];
  const x = drawn('float16', 'values', rows * columns, 1);
  const bias = drawn('float32', 'values', columns, 2);
  const request = { columns, groups: 1, into: 'float16' } as const;
  const biased = elements.elementWise({ ...request, function: 'bias-add', inputs: [x, bias] });
  const rule = { rounding: 'nearest-even', overflow: 'saturate', scaleExponent: -2 } as const;
  const format = resolveFloatFormat('f143', 'test');
  const cast = engine.encode({ ...rule, format, values: biased as Uint16Array });
  const codes = cast.codes as Uint8Array;
  const size = { m: columns, n: columns, k: rows, aLayout: 'column-major' } as const;
  const product = engine.gemm({ ...size, unit: amp('f143', 'f143'), a: codes, b: codes, scaleSum: 0 });
  const values = engine.decode({ format, codes, scaleExponent: -2 });
  const passed = elements.elementWise({ ...request, function: 'relu', inputs: [half(biased)] });
  const sums = elements.columnSums({ input: half(passed), columns, groups: 1 });
  return { biased, codes, product: product.codes, values, passed, sums, statistics: cast.statistics };
}

it('in the middle of other calls, of more memory, and of loans within loans', () => {
  const expected = chain();
  engine.lent(() => {
    const first = chain();
    engine.decode({ format: resolveFloatFormat('e5m2', 'test'), codes: new Uint8Array(2 ** 24), scaleExponent: 0 });
    const second = engine.lent(chain);
    const third = chain();
    for (const got of [first, second, third]) expect(got).toEqual(expected);
  });
});

it('what is lent is no copy, what comes after is one', () => {
  const buffer = engine.lent(() => chain().biased.buffer);
  expect(buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(chain().biased.buffer).toBeInstanceOf(ArrayBuffer);
});

it('NaN that a product meets is written into what is lent', () => {
  const request = { unit: amp('f143', 'f143'), m: 2, n: 2, k: 2, scaleSum: 0 };
  const codes = Uint8Array.of(0x80, 0x40, 0x40, 0x40);
  const expected = engine.gemm({ ...request, a: codes, b: codes }).codes;
  expect([...expected].filter((code) => (code & 0x7fff) > 0x7c00)).toHaveLength(3);
  engine.lent(() => expect(engine.gemm({ ...request, a: codes, b: codes }).codes).toEqual(expected));
});
