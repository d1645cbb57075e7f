/**
 * What units are given. Expected accumulators: the reference dot product of the products before; orders: by hand from
 * the sources that each file of orders/ names.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import type { HardwareUnit } from '../../../../models/hardware/hardware-unit.js';
import { ipu21 } from '../../../../models/machines/tiles/ipu21.js';
import { resolveUnit } from '../../../../models/units/resolve-unit.js';
import { randomWord } from '../../../../runtime/random.js';
import { createEngine } from '../../../../sim/arithmetic/kernels/engine.js';
import { dot } from '../../../../sim/arithmetic/reference/dot.js';
import { activityFeatures } from '../../../../sim/gates/characterise/activity-features.js';
import { windowStreams } from '../../../../sim/gates/characterise/stream-source.js';
import { gatheredStreams } from '../../../../sim/gates/operands/gather.js';
import { columnsOf, type ProductLines, rowsOf } from '../../../../sim/gates/operands/operand-lines.js';
import { LANES } from '../../../../sim/gates/operands/operand-streams.js';
import { STREAM_ORDERS, visitsInOrder } from '../../../../sim/gates/operands/orders/orders.js';
import { unitArithmetic } from '../../../../sim/gates/operands/unit-arithmetic.js';
import type { Visits } from '../../../../sim/gates/operands/visits.js';
import { countActivity } from '../../../../sim/tile/activity/counted-activity.js';
import { gemmProgram } from '../../../../sim/tile/kernels/gemm/program.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

const F143 = 'float8_e4m3fnuz';
const FORMATS = { aFormat: F143, bFormat: F143, scale: 0 };
const TILE = { operands: 'fp8' } as const;
const DATAPATH = { ...resolveUnit({ family: 'ipu21-amp', a: F143 }), productsPerStep: 8 };
const SLICE: HardwareUnit = {
  name: 'amp-slice',
  summary: '',
  source: 'test',
  pipelineStages: 1,
  datapath: { kind: 'float', unit: DATAPATH, aFormats: [F143], bFormats: [F143] },
};
const INTEGERS: HardwareUnit = {
  name: 'int8',
  summary: '',
  source: 'test',
  pipelineStages: 1,
  datapath: { kind: 'integer', operandBits: 8, productsPerStep: 8, accumulatorBits: 32, zeroGating: 'none' },
};

const [M, N, K] = [140, 72, 128];
const SIZES = { m: M, n: N, k: K, productsPerStep: 8 };
const WINDOW = { seed: 5, window: 2, cycles: 80 };

/** Codes without NaN (0x80). */
function codes(length: number, stream: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => randomWord(1, stream, i) % 0x78);
}

const LEFT = codes(M * K, 1);
const RIGHT = codes(K * N, 2);
const PRODUCT: ProductLines = { a: rowsOf(LEFT, M, K), b: columnsOf(RIGHT, K, N) };

/** Row, column and first product of what a lane does in a cycle. */
function visited(visits: Visits, cycle: number, lane: number) {
  const at = cycle * LANES + lane;
  const place = visits.places[visits.placeOfLane[lane]];
  return {
    row: place.rows[visits.rows[at]],
    column: place.columns[visits.columns[at]],
    step: place.firstStep + visits.steps[at],
  };
}

/** The product's codes of a row or column; zeros beyond the edges. */
const left = (row: number, depth: number) => (row < M && depth < K ? LEFT[row * K + depth] : 0);
const right = (column: number, depth: number) => (column < N && depth < K ? RIGHT[depth * N + column] : 0);

describe.each(STREAM_ORDERS)('streams in the order %s', (order) => {
  const visits = visitsInOrder(order, SIZES, WINDOW, TILE);
  const streams = gatheredStreams(PRODUCT, visits, unitArithmetic(SLICE, FORMATS, engine));

  it('hold the codes of the visited products and the unit’s own partial before them', () => {
    for (let cycle = 0; cycle < 80; cycle += 11) {
      for (let lane = 0; lane < LANES; lane += 5) {
        const { row, column, step } = visited(visits, cycle, lane);
        const at = cycle * LANES + lane;
        const depths = Array.from({ length: 8 }, (_, i) => 8 * step + i);
        expect([...streams.a.slice(8 * at, 8 * at + 8)]).toEqual(depths.map((depth) => left(row, depth)));
        expect([...streams.b.slice(8 * at, 8 * at + 8)]).toEqual(depths.map((depth) => right(column, depth)));
        const before = Array.from({ length: 8 * step }, (_, depth) => depth);
        const partial =
          step === 0
            ? 0
            : dot(
                DATAPATH,
                before.map((depth) => left(row, depth)),
                before.map((depth) => right(column, depth)),
                0,
                0,
              );
        expect(streams.c[at]).toBe(partial);
      }
    }
  });

  it('are the same for the same window and others for another', () => {
    expect(visitsInOrder(order, SIZES, WINDOW, TILE)).toEqual(visits);
    expect(visitsInOrder(order, SIZES, { ...WINDOW, window: 3 }, TILE)).not.toEqual(visits);
  });
});

describe('a warp tile', () => {
  const visits = visitsInOrder('warp-tile', { ...SIZES, m: 256, n: 256, k: 256 }, { ...WINDOW, cycles: 512 }, TILE);

  it('meets each of its 64 × 64 outputs once in each half of a depth of 16: 256 cycles of 32 units', () => {
    const seen = new Map<string, number>();
    for (let cycle = 0; cycle < 256; cycle++) {
      for (let lane = 0; lane < 32; lane++) {
        const at = cycle * LANES + lane;
        const key = [visits.rows[at], visits.columns[at], visits.steps[at]].join();
        seen.set(key, (seen.get(key) ?? 0) + 1);
      }
    }
    expect(seen.size).toBe(64 * 64 * 2);
    expect(new Set(seen.values())).toEqual(new Set([1]));
  });

  it('goes through four outputs of a thread in the first half of the depth, then in the second', () => {
    const thread5 = Array.from({ length: 9 }, (_, cycle) => {
      const at = cycle * LANES + 5;
      return [visits.rows[at], visits.columns[at], visits.steps[at]];
    });
    // Thread 5: group 1, second of its group, so rows 1 and 9, columns 2 and 3 of the instruction's 16 × 8.
    expect(thread5).toEqual([
      [1, 2, 0],
      [1, 3, 0],
      [9, 2, 0],
      [9, 3, 0],
      [1, 2, 1],
      [1, 3, 1],
      [9, 2, 1],
      [9, 3, 1],
      [1, 10, 0],
    ]);
  });

  it('takes columns there and back: the second row of instructions begins at the last columns', () => {
    const at = 8 * 8 * LANES;
    expect([visits.rows[at], visits.columns[at]]).toEqual([16, 56]);
  });
});

describe('a tile', () => {
  const visits = visitsInOrder('ipu21-tile', { ...SIZES, m: 12, n: 16, k: 32 }, { ...WINDOW, cycles: 48 }, TILE);

  it('meets two rows of six workers part by part: worker after worker, then their next parts', () => {
    const firstChannel = Array.from({ length: 48 }, (_, cycle) => {
      const { row, step } = visited(visits, cycle, 0);
      return [row, step];
    });
    // 12 rows over six workers: rows 0, 2, 4 … first. Four issues a row, a row's parts in following slots.
    const expected = [0, 1].flatMap((second) =>
      [0, 1, 2, 3].flatMap((part) => [0, 2, 4, 6, 8, 10].map((row) => [row + second, part])),
    );
    expect(firstChannel).toEqual(expected);
  });

  it('has the same row in its sixteen channels', () => {
    expect([...visits.columns.slice(0, 16)]).toEqual(Array.from({ length: 16 }, (_, channel) => channel));
    expect(new Set(visits.rows.slice(0, 16)).size).toBe(1);
  });

  it('refuses a unit that takes another number of products than an issue brings to a channel', () => {
    expect(() => visitsInOrder('ipu21-tile', { ...SIZES, productsPerStep: 3 }, WINDOW, TILE)).toThrow(
      /a unit of 8 products, as an issue brings to a channel of ipu21/,
    );
  });

  it('takes half as many products where partials are float32, which move in twice as many issues', () => {
    const { places } = visitsInOrder('ipu21-tile', { ...SIZES, productsPerStep: 4 }, WINDOW, TILE);
    expect(places.length).toBeGreaterThan(0);
  });
});

describe('a tile that is streamed whole', () => {
  it('changes as many bits of inputs as the counting engine counts in the latch', () => {
    const [m, k, n] = [30, 64, 16];
    const [left, right] = [codes(m * k, 3), codes(k * n, 4)];
    const lines = { a: rowsOf(left, m, k), b: columnsOf(right, k, n) };
    // 30 rows of four issues through two panels.
    const cycles = 30 * 4 * 2;
    const streamed = { operands: 'whole', lines, formats: FORMATS, block: { rows: m, depth: k } };
    const streams = windowStreams(streamed, SLICE, 'ipu21-tile', { seed: 1, window: 0, cycles }, engine);
    const { changes } = activityFeatures(streams, SLICE, FORMATS, 1);
    const first = [...streams.a.slice(0, 8)].reduce(
      (sum, code) => sum + code.toString(2).replaceAll('0', '').length,
      0,
    );
    const task = {
      kind: 'gemm',
      m,
      k,
      n,
      ...TILE,
      partials: 'fp16',
      output: 'plain',
      coefficients: 'interleaved',
      start: 'zero',
    } as const;
    const format = resolveFloatFormat(F143);
    const operands = { left, right, leftFormat: format, rightFormat: format, zeroGating: 'none' } as const;
    const counted = countActivity(gemmProgram(task, ipu21), operands);
    expect(changes.a / LANES + first).toBe(counted?.inputToggles);
  });

  it('begins again where it is shorter than the window', () => {
    const sizes = { ...SIZES, m: 6, n: 16, k: 32 };
    const visits = visitsInOrder('ipu21-tile', sizes, { ...WINDOW, cycles: 60 }, TILE);
    for (let cycle = 24; cycle < 60; cycle++) {
      expect(visited(visits, cycle, 9)).toEqual(visited(visits, cycle - 24, 9));
    }
  });

  it('has partials of its own part of the depth alone', () => {
    const block = { rows: 6, depth: 32 };
    const visits = visitsInOrder('ipu21-tile', SIZES, { ...WINDOW, cycles: 24 }, { ...TILE, block });
    const { c } = gatheredStreams(PRODUCT, visits, unitArithmetic(SLICE, FORMATS, engine));
    expect(visits.places.some(({ firstStep }) => firstStep > 0)).toBe(true);
    for (let at = 0; at < c.length; at++) {
      if (visits.steps[at] === 0) expect(c[at]).toBe(0);
    }
  });
});

describe('partials of integers', () => {
  it('wrap in 32 bits', () => {
    const { sums } = unitArithmetic(INTEGERS, FORMATS, engine);
    // 2^31 − 1 + (−128)·(−128) = −2^31 + 16,383.
    const request = { a: Uint8Array.of(0x80), b: Uint8Array.of(0x80), rows: 1, columns: 1, depth: 1 };
    expect([...sums({ ...request, initial: Uint32Array.of(0x7fffffff) })]).toEqual([0x80003fff]);
    expect([...sums({ ...request, a: Uint8Array.of(0xff), initial: undefined })]).toEqual([128]);
  });
});
