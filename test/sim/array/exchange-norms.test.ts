/** Bytes that norms, softmax and operands with a row a group move between tiles, counted by hand. */
import { describe, expect, it } from 'vitest';
import type { NormFunction } from '../../../records/trace/op.js';
import { NOTHING_MOVES } from '../../../sim/array/exchange/phase.js';
import type { Placement } from '../../../sim/array/memory/placement.js';
import { type Asked, exchangesOf, gather, linear, stagesOf } from './op-contexts.js';

function grid(rows: number, columns: number, splitRows: number, splitColumns: number): Placement {
  return { kind: 'grid', rows, columns, splitRows, splitColumns };
}

const normOf = (name: NormFunction, rows: number, columns: number, inputs: string[]): Asked<'norm'> => {
  return { kind: 'norm', inputs, dims: { rows, columns }, attributes: { function: name } };
};

describe('norms of 30 × 10 on 24 tiles: whole rows, 1 or 2 a tile', () => {
  const rows = grid(30, 10, 24, 1);

  it('layer-norm: the rows where they lie otherwise; scale and shift sent once, to all tiles', () => {
    const on = (x: Placement) => ({ placements: { x, p: linear(20, 1) }, inputBytes: [2, 4] });
    const op = normOf('layer-norm', 30, 10, ['x', 'p']);
    const parameters = [20 * 4, 20 * 4, 24 * 20 * 4] as const;
    expect(exchangesOf(op, on(rows))).toEqual([gather(...parameters)]);
    const [tile, sent, received] = parameters;
    expect(exchangesOf(op, on(linear(300, 7)))).toEqual([gather(2 * 10 * 2 + tile, 600 + sent, 600 + received)]);
    expect(stagesOf(op, on(rows))[0]?.work).toEqual([
      { task: { kind: 'layer-norm', rows: 2, width: 10, fused: 'none' }, tiles: 6 },
      { task: { kind: 'layer-norm', rows: 1, width: 10, fused: 'none' }, tiles: 18 },
    ]);
  });

  it('its statistics go with their rows', () => {
    const op = normOf('layer-norm-apply', 30, 10, ['x', 's', 'p']);
    const on = (s: Placement) => ({ placements: { x: rows, s, p: linear(20, 1) }, inputBytes: [2, 4, 2] });
    expect(exchangesOf(op, on(grid(30, 2, 24, 1)))).toEqual([gather(20 * 2, 20 * 2, 24 * 20 * 2)]);
    // Two rows of a tile have four numbers.
    expect(exchangesOf(op, on(linear(60, 3)))).toEqual([gather(4 * 4 + 40, 60 * 4 + 40, 60 * 4 + 24 * 40)]);
  });

  it('gradients of scale and shift: two sums of 10 columns of 24 tiles; each column of 23 partial sums moves', () => {
    const op = normOf('layer-norm-parameters', 30, 10, ['x', 's', 'dy']);
    const placements = { x: rows, s: grid(30, 2, 24, 1), dy: rows };
    const stages = stagesOf(op, { placements, inputBytes: [2, 4, 2], outputBytes: 4 });
    expect(stages[0]?.exchange).toEqual(NOTHING_MOVES);
    expect(stages[0]?.work[0]?.task).toEqual({ kind: 'layer-norm-parameters', rows: 2, width: 10 });
    expect(stages.reduce((sum, { exchange }) => sum + exchange.receivedBytes, 0)).toBe(23 * 20 * 4);
  });
});

describe('batch-norm of 100 × 10 on 10 × 2 tiles', () => {
  const x = grid(100, 10, 10, 2);

  it('statistics stay with their blocks, then two sums a column move from 9 of 10 tiles', () => {
    const op = normOf('batch-norm-statistics', 100, 10, ['x']);
    const [own, ...others] = stagesOf(op, { placements: { x }, outputBytes: 4 });
    expect(own?.exchange).toEqual(NOTHING_MOVES);
    // 5 channels are one group of 8: five workers take 2 of its 10 rows each, 30 + 2 × 12 slots, and 2 groups of 5 sums
    // are added, 31 slots and a call of 282: 792 cycles, where one worker takes 6 × (30 + 10 × 12) = 900.
    const [parts] = own?.work ?? [];
    expect(parts).toEqual({
      task: { kind: 'batch-norm-statistics', rows: 10, channels: 5, rowParts: 5 },
      tiles: 20,
    });
    expect(others[0]).toEqual({
      exchange: NOTHING_MOVES,
      work: [{ task: { kind: 'reduce', elements: 10, partials: 5, format: 'fp32' }, tiles: 20 }],
    });
    // Ten numbers of a column of blocks are two groups of 8, on two of its tiles.
    expect(others.at(-1)?.exchange).toEqual({
      pattern: 'reduction',
      receivedBytesPerTile: 9 * 5 * 4,
      sentBytes: 9 * 20 * 4,
      receivedBytes: 9 * 20 * 4,
    });
  });

  it('backward: dy comes; statistics, parameters and their gradients go to every row of blocks', () => {
    const op = normOf('batch-norm-backward', 100, 10, ['x', 's', 'p', 'g', 'dy']);
    const placements = { x, s: linear(20, 1), p: linear(20, 1), g: linear(20, 1), dy: linear(1000, 20) };
    const given = { placements, inputBytes: [2, 4, 2, 4, 2] };
    // Of 5 columns 10 numbers of 4 + 2 + 4 bytes, and a block of 10 × 5 of dy.
    const rows = (4 + 2 + 4) * 20;
    expect(exchangesOf(op, given)).toEqual([gather(10 * 10 + 50 * 2, rows + 2000, 10 * rows + 2000)]);
  });
});

describe('softmax of 30 × 64 on 24 tiles', () => {
  const op = (mask: 'none' | 'causal', rows = 30, columns = 64): Asked<'softmax'> => {
    return {
      kind: 'softmax',
      inputs: ['x'],
      dims: { rows, columns },
      attributes: { function: 'softmax', mask, scale: 1 },
    };
  };

  it('whole rows where a row is short: what lies otherwise comes', () => {
    const [stage, ...more] = stagesOf(op('none'), { placements: { x: linear(1920, 5) } });
    expect(stage?.exchange).toEqual(gather(2 * 64 * 2, 3840, 3840));
    expect(stage?.work[0]).toEqual({ task: { kind: 'softmax', rows: 2, keys: 64, paddedKeys: 64 }, tiles: 6 });
    expect(more).toEqual([]);
  });

  it('a causal mask leaves 32.5 of 64 keys in the mean', () => {
    const [stage] = stagesOf(op('causal', 64), { placements: { x: grid(64, 64, 24, 1) } });
    expect(stage?.work[0]?.task).toEqual({ kind: 'softmax', rows: 3, keys: 33, paddedKeys: 64 });
    expect(stage?.exchange).toEqual(NOTHING_MOVES);
  });

  it('4 rows of 8,192 keys in 16 parts, where they lie: maxima and sums of 15 other parts, floats', () => {
    const placements = { x: grid(4, 8192, 1, 16) };
    const [maximum, exponential, scale] = stagesOf(op('none', 4, 8192), { placements });
    expect(maximum?.exchange).toEqual(NOTHING_MOVES);
    const partials = gather(4 * 15 * 4, 4 * 16 * 4, 4 * 16 * 15 * 4);
    expect([exponential?.exchange, scale?.exchange]).toEqual([partials, partials]);
    expect(exponential?.work).toEqual([
      { task: { kind: 'softmax-exponential', rows: 4, keys: 512, parts: 16 }, tiles: 16 },
    ]);
  });
});

describe('a row operand with a row for each of 3 groups of 4 rows of 10', () => {
  const op: Asked<'element-wise'> = {
    kind: 'element-wise',
    inputs: ['x', 'r'],
    dims: { rows: 12, columns: 10, groups: 3 },
    attributes: { function: 'row-multiply' },
  };

  it('on 2 × 2 tiles: rows 0–5 are of groups 1 and 2, rows 6–11 of 2 and 3', () => {
    const placements = { x: grid(12, 10, 2, 2), r: linear(30, 2) };
    expect(exchangesOf(op, { placements, inputBytes: [2, 4] })).toEqual([gather(2 * 5 * 4, 30 * 4, 4 * 10 * 4)]);
  });

  it('on runs of 15: 15 of 40 elements, then 10 and 5 where the third begins with the second group', () => {
    // 0–14, 15–29 and 45–59 … have ten of one group; 30–44 ten of the first and five of the second.
    const placements = { x: linear(120, 8), r: linear(30, 2) };
    // Runs: 10, 10, 10 + 5, 10, 10, 5 + 10 (75–89), 10, 10.
    expect(exchangesOf(op, { placements, inputBytes: [2, 4] })).toEqual([gather(15 * 4, 30 * 4, 90 * 4)]);
  });
});

describe('sums of the rows of 3 groups of 4 rows of 10', () => {
  const op: Asked<'column-sum'> = {
    kind: 'column-sum',
    inputs: ['x'],
    dims: { rows: 12, columns: 10, groups: 3 },
    attributes: {},
  };

  it('on 6 × 1 tiles a group lies on two: one partial sum of each of 30 columns moves', () => {
    const [own, sums] = stagesOf(op, { placements: { x: grid(12, 10, 6, 1) }, outputBytes: 4 });
    expect(own?.exchange).toEqual(NOTHING_MOVES);
    expect(own?.work).toEqual([{ task: { kind: 'column-sum', rows: 2, columns: 10, format: 'fp16' }, tiles: 6 }]);
    expect(sums?.exchange).toMatchObject({ receivedBytesPerTile: 5 * 4, receivedBytes: 30 * 4 });
  });

  it('on one tile it has all three; on 4 tiles the rows come together on 3', () => {
    expect(stagesOf(op, { placements: { x: grid(12, 10, 1, 1) } })).toEqual([
      {
        exchange: NOTHING_MOVES,
        work: [{ task: { kind: 'column-sum', rows: 4, columns: 30, format: 'fp16' }, tiles: 1 }],
      },
    ]);
    const [own] = stagesOf(op, { placements: { x: grid(12, 10, 4, 1) } });
    expect(own?.exchange).toEqual(gather(40 * 2, 240, 240));
    expect(own?.work).toEqual([{ task: { kind: 'column-sum', rows: 4, columns: 10, format: 'fp16' }, tiles: 3 }]);
  });
});

describe('a bias and GELU of halves', () => {
  const op = (rows: number, columns: number): Asked<'element-wise'> => {
    return {
      kind: 'element-wise',
      inputs: ['x', 'b'],
      dims: { rows, columns, groups: 1 },
      attributes: { function: 'bias-gelu' },
    };
  };
  const tasks = (rows: number, columns: number) =>
    stagesOf(op(rows, columns), {
      placements: { x: grid(rows, columns, 1, 1), b: linear(columns, 1) },
    }).map(({ work }) => work[0]?.task.kind);

  it('is one program where the row is long: 228 a row and 15 slots a quad, against 3 and 77 ÷ 4 in two calls', () => {
    expect(tasks(1, 4096)).toEqual(['bias-gelu']);
  });

  it('is two calls where rows are many and short: 96 × 16 elements take 96 launches, or 64 quads and 16 blocks a worker', () => {
    // 222 + 96 × (150 + 6 × (13 + 15)) = 30,750; 504 + 6 × 64 × 3 and 330 + 6 × 16 × 77 = 9,378.
    expect(tasks(96, 16)).toEqual(['element-wise', 'gelu']);
  });
});
