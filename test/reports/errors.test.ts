/** The error split in a report: the first captured step, lost shares counted by hand. */
import { expect, it } from 'vitest';
import type { ErrorOfProduct, ErrorsRecord } from '../../records/trace/errors.js';
import { composeReport } from '../../reports/compose/compose.js';
import { handRun, PLAIN } from './hand-runs.js';

const noisy = (snrDb: number) => ({ kind: 'noisy', snrDb, bias: 0, maxUlp: 1 }) as const;
const exact = { kind: 'exact', snrDb: null, bias: 0, maxUlp: 0 } as const;
const product = (step: number, parts: Partial<ErrorOfProduct>): ErrorOfProduct => ({
  ...{ op: `gemm/${step}`, step, layer: 'l', phase: 'forward', product: 'y', k: 8, outputs: 64, judged: 64 },
  ...{ notFinite: 0, into: 'float16', total: noisy(24), cosine: 0.99, quantisation: noisy(25) },
  accumulation: noisy(60),
  operands: [
    { format: 'float8_e4m3fnuz', cast: 300, underflow: 3, saturated: 0 },
    { format: 'float8_e5m2fnuz', cast: 100, underflow: 1, saturated: 2 },
  ],
  ...parts,
});
const uncast = { format: 'float16', cast: 0, underflow: 0, saturated: 0 };
const errors: ErrorsRecord = {
  schema: 'octile.errors/1.0',
  sampling: { rule: 'all' },
  products: [
    product(3, {}),
    product(3, {
      product: 'dw',
      quantisation: exact,
      operands: [uncast, uncast],
      resultCast: { ...noisy(26), format: 'f152' },
    }),
    product(9, { product: 'dx' }),
  ],
};

it('has a row and a bar for each product of the first step', () => {
  const { tables, charts } = composeReport([{ ...handRun(PLAIN), errors }]);
  const table = tables.find(({ id }) => id.startsWith('product-errors'));
  // Of 400 cast elements 4 became zero and 2 were clipped.
  expect(table?.rows).toEqual([
    ['l', 'y', 'float8_e4m3fnuz × float8_e5m2fnuz', 'float16', 8, 25, 60, 24, '', 0.99, 1, 0.5],
    ['l', 'dw', 'float16', 'float16', 8, 'exact', 60, 24, 26, 0.99, null, null],
  ]);
  const chart = charts.find(({ id }) => id.startsWith('errors'));
  expect(chart?.categories).toEqual(['l y', 'l dw']);
  expect(chart?.series.map(({ y }) => y)).toEqual([
    [25, null],
    [60, 60],
    [24, 24],
  ]);
});

it('runs without errors have neither', () => {
  const { tables, charts } = composeReport([handRun(PLAIN)]);
  expect([...tables, ...charts].filter(({ id }) => id.includes('errors'))).toEqual([]);
});

it('results that are no numbers are said, with the product that has most of them', () => {
  const unfinished = { ...errors, products: [product(3, { notFinite: 1 }), product(3, { layer: 'fc', notFinite: 5 })] };
  expect(composeReport([{ ...handRun(PLAIN), errors: unfinished }]).warnings).toEqual([
    'fp16: 2 of 2 products of step 3 have results that are not finite (fc y: 5 of 64 judged): no error counts them.',
  ]);
  expect(composeReport([{ ...handRun(PLAIN), errors }]).warnings).toEqual([]);
});
