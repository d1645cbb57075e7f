/** What would help what does not fit, against counts by hand. */
import { describe, expect, it } from 'vitest';
import { withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import type { OpRecord, Phase } from '../../../records/trace/op.js';
import type { Role, TensorRecord } from '../../../records/trace/tensor.js';
import { DoesNotFit } from '../../../sim/array/memory/does-not-fit.js';
import { remediesFor } from '../../../sim/array/memory/remedies.js';
import { gemmShape } from '../../../sim/array/plan/gemm-shape.js';
import { simulateProduct } from '../../../sim/array/product.js';
import { simulateOps } from '../../../sim/array/simulate.js';

/** Bytes that tensors may take of all 1,472 tiles. */
const USABLE = 1472 * 586_960;
const ROUNDED = { rounding: 'nearest-even', overflow: 'saturate' } as const;
const ADAMW = {
  kind: 'adamw',
  learningRate: 1,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
} as const;

function tensor(id: string, role: Role, rows: number, columns: number, format: string): [string, TensorRecord] {
  return [id, { id, role, shape: [rows, columns], format, scaleExponent: 0, layer: 'l', step: 0, repeat: 1 }];
}

function common(id: string, phase: Phase, inputs: string[]) {
  return { id, phase, layer: 'l', step: 0, inputs, output: id, repeat: 1 };
}

/**
 * The parameters of BERT-Large, P = 335,141,888, as one matrix of 1,024 × 327,287: fp32 weights and the two states of
 * Adam, an fp8 cast, an fp16 gradient; 8 rows of activations.
 */
const P = 335_141_888;
const [WIDTH, COLUMNS, BATCH] = [1024, 327_287, 8];
const matrix = { rows: WIDTH, columns: COLUMNS };
const ops: OpRecord[] = [
  { ...common('w8', 'forward', ['w']), kind: 'cast', dims: matrix, attributes: ROUNDED },
  {
    ...common('y', 'forward', ['x', 'w8']),
    ...{ kind: 'gemm', dims: { batch: 1, m: BATCH, n: COLUMNS, k: WIDTH }, attributes: {} },
  },
  {
    ...common('y8', 'forward', ['y']),
    ...{ kind: 'cast', dims: { rows: BATCH, columns: COLUMNS }, attributes: ROUNDED },
  },
  {
    ...common('dw', 'wgrad', ['x', 'y8']),
    ...{ kind: 'gemm', dims: { batch: 1, m: WIDTH, n: COLUMNS, k: BATCH }, attributes: {} },
  },
  {
    ...common('dx', 'dgrad', ['y8', 'w8']),
    ...{ kind: 'gemm', dims: { batch: 1, m: BATCH, n: WIDTH, k: COLUMNS }, attributes: {} },
  },
  {
    ...common('w-new', 'update', ['w', 'm', 'v', 'dw']),
    ...{ kind: 'update', dims: matrix, attributes: { optimiser: ADAMW, lossScaleExponent: 0 } },
  },
];
const tensors = new Map([
  ...['w', 'm', 'v'].map((id) => tensor(id, id === 'w' ? 'weight' : 'state', WIDTH, COLUMNS, 'float32')),
  tensor('w-new', 'weight', WIDTH, COLUMNS, 'float32'),
  tensor('w8', 'weight', WIDTH, COLUMNS, 'float8_e4m3fnuz'),
  tensor('dw', 'dw', WIDTH, COLUMNS, 'float16'),
  tensor('x', 'activation', BATCH, WIDTH, 'float8_e4m3fnuz'),
  tensor('y', 'activation', BATCH, COLUMNS, 'float16'),
  tensor('y8', 'activation', BATCH, COLUMNS, 'float8_e4m3fnuz'),
  tensor('dx', 'dx', BATCH, WIDTH, 'float16'),
]);
const work = { ops, tensors };
const refusal = (where: string, bytes: number) => new DoesNotFit(where, 'less', 'more', bytes);

describe('a step of BERT-Large with Adam on one chip', () => {
  const found = remediesFor(refusal('op y', 3_500_000), work, ipu21, { name: 'batch', size: BATCH });

  it('has 15 bytes a parameter alive, 5.03 GB: weights and states 12, their cast 1, the gradient 2', () => {
    // During dx, with y8 of 8 · 327,287 B and dx of 8 · 1,024 · 2 B; during dw x has the half of dx.
    expect(found).toMatchObject({ op: 'dx', aliveBytes: 15 * P + 8 * 327_287 + 8 * 1024 * 2, usableBytes: USABLE });
  });

  it('fits at no batch: weights and states alone are too large', () => {
    expect(found.scale).toEqual({ name: 'batch', size: BATCH, most: 0 });
  });

  it('would save little by computing y8 again, for a third of its multiply-accumulates', () => {
    // y, dw and dx are 8 · 1,024 · 327,287 each.
    expect(found.recompute).toEqual({ savedBytes: 8 * 327_287, macShare: 1 / 3, enough: false });
  });

  it('needs 30 bytes a parameter from and to the host: w in twice, out once; m and v in and out; its cast out and in', () => {
    expect(found.stream?.stepBytes).toBe((3 * 4 + 2 * 4 + 2 * 4 + 2) * P);
    expect(found.stream?.timeS).toBeCloseTo((30 * P) / 5e9, 9);
    // The gradient, 2 bytes a parameter, stays: 0.67 GB and the values fit.
    expect(found.stream?.enough).toBe(true);
  });

  it('fits six chips by bytes: 5.03 GB ÷ 0.864 GB', () => {
    expect(found.more).toEqual({ of: 'chips', least: 6, joined: 8 });
  });

  it('is refused with all of this in one sentence', () => {
    const asked = { ...work, record: { units: [], network: { batch: BATCH } }, operand: () => undefined };
    expect(() => simulateOps(asked, ipu21, { engine: 'closed-form', activity: 'none' })).toThrow(
      new RegExp(
        `^op \\S+: expected .*586960 bytes of SRAM .*; up to ${15 * P + 8 * 327_287 + 8 * 1024 * 2} bytes are alive at once ` +
          `\\(op dx\\), the tiles have ${USABLE}; what helps, by bytes alone: no smaller batch, what stays is too large alone, ` +
          'activations computed again in the backward pass, which is not simulated \\(saves 2618296 bytes for one more forward, 33 % more ' +
          'multiply-accumulates; not enough alone\\), weights and states streamed from the host ' +
          `\\(--stream states: ${30 * P} bytes a step, 2 s more\\), at least 6 chips \\(--chips 6 --parallel pipeline, or tensor where the layers can be cut so\\)$`,
      ),
    );
  });
});

describe('the largest batch', () => {
  // Inference: w 200 B, x and y 100 B each of a batch of 10. Two tiles of 1,000 B have all; a tile of the op wants 700.
  const machine = withFields(
    ipu21,
    { tiles: 2, 'tile.sramBytes': 32_768, 'tile.reservedBytes': 32_768 - 150, 'tile.sramElementBytes': 512 },
    'test',
  );
  const small = {
    ops: [
      {
        ...common('y', 'forward', ['x', 'w']),
        ...{ kind: 'gemm', dims: { batch: 1, m: 10, n: 10, k: 10 }, attributes: {} },
      } satisfies OpRecord,
    ],
    tensors: new Map([
      tensor('x', 'activation', 10, 10, 'float8_e4m3fnuz'),
      tensor('w', 'weight', 10, 20, 'float8_e4m3fnuz'),
      tensor('y', 'activation', 10, 10, 'float8_e4m3fnuz'),
    ]),
  };
  const batchOf = (bytes: number) => remediesFor(refusal('op y', bytes), small, machine, { name: 'batch', size: 10 });

  it('leaves weights as they are: of 2 × 150 B they take 200, so half of the 200 B of values fit', () => {
    expect(batchOf(151).scale?.most).toBe(5);
  });

  it('is less where one tile has more than an even share: beside 100 B of weights 50 of 400 B fit, an eighth', () => {
    expect(batchOf(500).scale?.most).toBe(1);
  });

  it('leaves the exchange’s programs as they are too: beside 20 B of them and 100 B of weights 30 of 380 B fit', () => {
    const found = remediesFor(new DoesNotFit('op y', 'less', 'more', 500, 20), small, machine, {
      name: 'batch',
      size: 100,
    });
    expect(found.scale?.most).toBe(7);
  });

  it('says nothing of a backward pass where there is none, and counts weights in once', () => {
    expect(batchOf(151).recompute).toBeUndefined();
    expect(batchOf(151).stream?.stepBytes).toBe(200);
  });
});

it('16 MiB on one tile: tiles that hold 16,777,728 B at 586,960 B each are 29', () => {
  const shape = gemmShape(16, 16, 524_288, 'fp8', 'fp16');
  const on = (tiles: number) =>
    simulateProduct({ shape, format: 'f143', engine: 'closed-form' }, withFields(ipu21, { tiles }, 'test'));
  // Each operand is 8,388,608 B, the result 512 B; the host brings the right one at 5 GB/s.
  expect(() => on(1)).toThrow(
    'got 16777728 bytes, at the finest split over 1 tile; up to 16777728 bytes are alive at once (op gemm), the tiles ' +
      'have 586960; what helps, by bytes alone: no smaller m, what stays is too large alone, weights and states streamed from the host ' +
      '(8388608 bytes a step, 0.0017 s more; not enough alone), at least 29 tiles',
  );
});

it('16,384³ in fp8: m at most 11,513', () => {
  // On a tile 182,361 B of the right operand stay of 758,099; of the 586,960 there are (586,960 − 182,361) ÷ (758,099 − 182,361).
  const shape = gemmShape(16_384, 16_384, 16_384, 'fp8', 'fp16');
  expect(() => simulateProduct({ shape, format: 'f143', engine: 'closed-form' }, ipu21)).toThrow(
    /got 758099 bytes.* m at most 11513 by bytes/,
  );
});
