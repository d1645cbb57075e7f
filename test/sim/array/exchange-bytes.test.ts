/**
 * Bytes that each kind of op moves between tiles, counted by hand: what the busiest tile receives, what all send and
 * receive. Shapes are not square, parts not equal, formats of three widths.
 */
import { describe, expect, it } from 'vitest';
import { COUNTS_OF, noCounts } from '../../../records/counts/counts.js';
import { NOTHING_MOVES } from '../../../sim/array/exchange/phase.js';
import { demandOf } from '../../../sim/array/memory/demand.js';
import type { Placement } from '../../../sim/array/memory/placement.js';
import { arrayOp } from '../../../sim/array/ops/all.js';
import type { OpContext } from '../../../sim/array/ops/array-op.js';
import { gemmShape } from '../../../sim/array/plan/gemm-shape.js';
import { runOp } from '../../../sim/array/superstep.js';
import { createTileRunner } from '../../../sim/array/tile-runner.js';
import { givenPlan } from './given-plan.js';
import { type Asked, contextOf, exchangesOf, type Given, gather, linear, machine, stagesOf } from './op-contexts.js';

/** 7 × 10 on 2 × 3 tiles: 3 and 4 rows, 3, 3 and 4 columns. */
const GRID: Placement = { kind: 'grid', rows: 7, columns: 10, splitRows: 2, splitColumns: 3 };
const dims = { rows: 7, columns: 10 };

describe('element-wise on 7 × 10, 2 × 3 tiles', () => {
  const op = (name: 'bias-add' | 'add' | 'relu' | 'relu-backward', inputs: string[]): Asked<'element-wise'> => {
    return { kind: 'element-wise', inputs, dims: { ...dims, groups: 1 }, attributes: { function: name } };
  };

  it('a bias of floats is sent once, 40 B, and received by both rows of blocks; the widest block has 4 columns', () => {
    const given = { placements: { x: GRID, bias: linear(10, 1) }, inputBytes: [2, 4] };
    expect(exchangesOf(op('bias-add', ['x', 'bias']), given)).toEqual([gather(4 * 4, 10 * 4, 2 * 10 * 4)]);
  });

  it('a bias for runs of elements: all of it where they are longer than a row, else as long as they', () => {
    // 70 elements on 4 tiles: 17 and 18; on 20: 3 and 4.
    const on = (tiles: number) => ({ placements: { x: linear(70, tiles), bias: linear(10, 1) }, inputBytes: [2, 4] });
    expect(exchangesOf(op('bias-add', ['x', 'bias']), on(4))).toEqual([gather(40, 40, 4 * 40)]);
    expect(exchangesOf(op('bias-add', ['x', 'bias']), on(20))).toEqual([gather(4 * 4, 40, 70 * 4)]);
  });

  it('a second operand that lies elsewhere: every byte once, to the largest block 4 × 4 of them', () => {
    const given = { placements: { a: GRID, b: linear(70, 5) }, inputBytes: [2, 1] };
    expect(exchangesOf(op('add', ['a', 'b']), given)).toEqual([gather(16, 70, 70)]);
  });

  it('nothing where both lie together, or there is one', () => {
    expect(exchangesOf(op('relu-backward', ['a', 'b']), { placements: { a: GRID, b: GRID } })).toEqual([NOTHING_MOVES]);
    expect(exchangesOf(op('relu', ['a']), { placements: { a: GRID } })).toEqual([NOTHING_MOVES]);
  });

  it('halves take two bytes of work an element, floats four', () => {
    const tasks = (bytes: number) =>
      stagesOf(op('relu', ['a']), { placements: { a: GRID }, inputBytes: [bytes] })[0]?.work.map(({ task, tiles }) => [
        'elements' in task && task.elements,
        tiles,
      ]);
    // Blocks 4 × 4, 4 × 3 (twice), 3 × 4, 3 × 3 (twice), the largest first.
    expect(tasks(2)?.toSorted()).toEqual([
      [12, 1],
      [12, 2],
      [16, 1],
      [9, 2],
    ]);
    expect(tasks(4)?.toSorted()).toEqual([
      [18, 2],
      [24, 1],
      [24, 2],
      [32, 1],
    ]);
  });
});

describe('where the input lies nothing moves', () => {
  it('casts: packed to 8 bits where a block has rows, linear else; widths by bytes', () => {
    const attributes = { rounding: 'nearest-even', overflow: 'saturate' } as const;
    const cast = (placement: Placement, inputBytes: number, outputBytes: number) =>
      stagesOf(
        { kind: 'cast', inputs: ['x'], dims, attributes },
        {
          placements: { x: placement },
          inputBytes: [inputBytes],
          outputBytes,
        },
      );
    const [stage] = cast(GRID, 2, 1);
    expect(stage?.exchange).toEqual(NOTHING_MOVES);
    expect(stage?.work[0]).toEqual({
      task: { kind: 'cast', layout: 'packed', rows: 4, width: 4, from: 'fp16', to: 'fp8', elementGroups: 'separate' },
      tiles: 1,
    });
    expect(cast(linear(70, 5), 4, 1)[0]?.work).toEqual([
      {
        task: {
          kind: 'cast',
          layout: 'linear',
          rows: 1,
          width: 14,
          from: 'fp32',
          to: 'fp8',
          elementGroups: 'separate',
        },
        tiles: 5,
      },
    ]);
    expect(cast(GRID, 4, 2)[0]?.work[0]?.task).toMatchObject({ layout: 'linear', from: 'fp32', to: 'fp16' });
  });

  it('transposes: a block of 4 × 4 halves', () => {
    const op: Asked<'transpose'> = { kind: 'transpose', inputs: ['x'], dims: { ...dims, batch: 1 }, attributes: {} };
    const [stage] = stagesOf(op, { placements: { x: GRID } });
    expect(stage?.exchange).toEqual(NOTHING_MOVES);
    expect(stage?.work[0]).toEqual({ task: { kind: 'transpose', rows: 4, columns: 4, bytesPerElement: 2 }, tiles: 1 });
  });

  it('updates; a gradient that lies elsewhere comes: 70 floats, 16 to the largest block', () => {
    const optimiser = { kind: 'sgd-momentum', learningRate: 1, momentum: 0.5, weightDecay: 0 } as const;
    const op: Asked<'update'> = {
      kind: 'update',
      inputs: ['w', 'v', 'g'],
      dims,
      attributes: { optimiser, lossScaleExponent: 3 },
    };
    const together = { placements: { w: GRID, v: GRID, g: GRID }, inputBytes: [4, 4, 4] };
    expect(exchangesOf(op, together)).toEqual([NOTHING_MOVES]);
    const apart = { ...together, placements: { ...together.placements, g: linear(70, 3) } };
    expect(exchangesOf(op, apart)).toEqual([gather(16 * 4, 70 * 4, 70 * 4)]);
  });
});

describe('pooling of 120 elements by squares of 2 × 2: 30 squares, 2 a tile', () => {
  const op = (name: 'max' | 'max-backward', inputs: string[]): Asked<'pool'> => {
    return {
      kind: 'pool',
      inputs,
      dims: { images: 2, height: 6, width: 10, channels: 1, kernel: 2, stride: 2, padding: 0 },
      attributes: { function: name },
    };
  };
  const placements = { x: linear(120, 7), dy: linear(30, 1) };

  it('forward: the image', () => {
    const [stage] = stagesOf(op('max', ['x']), { placements });
    expect(stage?.exchange).toEqual(gather(2 * 4 * 2, 240, 240));
    expect(stage?.work).toEqual([{ task: { kind: 'max-pool', outputs: 2, window: 4 }, tiles: 15 }]);
  });

  it('backward: the image, and one gradient a square, of another width', () => {
    const [stage] = stagesOf(op('max-backward', ['x', 'dy']), { placements, inputBytes: [2, 4] });
    expect(stage?.exchange).toEqual(gather(2 * (4 * 2 + 4), 240 + 120, 240 + 120));
  });
});

it('softmax and cross-entropy of 30 × 7 logits: whole rows, 1 or 2 a tile', () => {
  const op: Asked<'softmax-cross-entropy'> = {
    kind: 'softmax-cross-entropy',
    inputs: ['x'],
    dims: { rows: 30, columns: 7 },
    attributes: { lossScaleExponent: 0 },
  };
  expect(exchangesOf(op, { placements: { x: linear(210, 13) } })).toEqual([gather(2 * 7 * 2, 420, 420)]);
});

describe('column sums', () => {
  const op = (rows: number, columns: number): Asked<'column-sum'> => {
    return { kind: 'column-sum', inputs: ['x'], dims: { rows, columns, groups: 1 }, attributes: {} };
  };
  const on = (rows: number, columns: number, splitRows: number, splitColumns: number): Given => {
    const x: Placement = { kind: 'grid', rows, columns, splitRows, splitColumns };
    return { placements: { x }, outputBytes: 4 };
  };

  it('of 100 × 10 on 10 × 2 tiles: own columns, then 9 more of 5 columns to a tile, fewer than a group of 8', () => {
    const [own, sums, ...more] = stagesOf(op(100, 10), on(100, 10, 10, 2));
    expect(own?.exchange).toEqual(NOTHING_MOVES);
    expect(own?.work).toEqual([{ task: { kind: 'column-sum', rows: 10, columns: 5, format: 'fp16' }, tiles: 20 }]);
    expect(sums?.exchange).toEqual({
      pattern: 'reduction',
      receivedBytesPerTile: 9 * 5 * 4,
      sentBytes: 10 * 9 * 4,
      receivedBytes: 10 * 9 * 4,
    });
    expect(sums?.work).toEqual([{ task: { kind: 'reduce', elements: 5, partials: 10, format: 'fp32' }, tiles: 2 }]);
    expect(more).toEqual([]);
  });

  it('nothing moves where a tile has all rows', () => {
    expect(exchangesOf(op(100, 10), on(100, 10, 1, 5))).toEqual([NOTHING_MOVES]);
  });

  it('of 1,000 rows of tiles: in two levels, and of each column 999 partial sums move, as in one', () => {
    const stages = stagesOf(op(5000, 8), on(5000, 8, 1000, 1));
    expect(stages).toHaveLength(3);
    expect(stages.reduce((sum, { exchange }) => sum + exchange.receivedBytes, 0)).toBe(999 * 8 * 4);
    const [, first, second] = stages.map(({ work }) => work[0]?.task);
    const [a, b] = [first, second].map((task) => (task?.kind === 'reduce' ? task.partials : 0)) as [number, number];
    expect(a * b).toBeGreaterThanOrEqual(1000);
    // 7 + 8 slots and 4 a further partial, six cycles each: by hand no split of 1,000 adds fewer than 62 partials.
    expect(a + b).toBeLessThan(70);
    const one = 222 + 60 + 6 * (15 + 4 * 999);
    const two = 2 * (222 + 60 + 6 * 15) + 6 * 4 * (a - 1 + b - 1) + 1064;
    expect(two).toBeLessThan(one / 3);
  });
});

describe('a product of 5 × 40 × 70 on 2 × 3 × 2 tiles in two rounds', () => {
  // m 2 and 3; n 16, 16 and 8; k 32 and 38, of which the first part has no panel for the first round.
  const plan = givenPlan({ splitM: 2, splitN: 3, splitK: 2, rounds: 2 });
  const op: Asked<'gemm'> = {
    kind: 'gemm',
    inputs: ['a', 'b'],
    dims: { batch: 1, m: 5, n: 40, k: 70 },
    attributes: {},
  };
  const reduction = (perTile: number, all: number) => {
    return { pattern: 'reduction', receivedBytesPerTile: perTile, sentBytes: all, receivedBytes: all };
  };

  it('fp8: each operand element once out, in for each of the tiles beside and above', () => {
    expect(exchangesOf(op, { plan, shape: gemmShape(5, 40, 70, 'fp8', 'fp16') })).toEqual([
      gather(32 * (3 + 16), 32 * 45, 32 * (5 * 3 + 40 * 2)),
      gather(32 * (3 + 16), 38 * 45, 38 * (5 * 3 + 40 * 2)),
      // Half of the largest block 3 × 16 from the other part of k; of 5 × 40 halves one partial each.
      reduction(24 * 2, 200 * 2),
    ]);
  });

  it('fp16 with fp32 partials: panels of 16, operands of two bytes, partials of four', () => {
    // 70 inputs are 5 panels: 2 and 3; the rounds take 16 + 16 and 16 + 22.
    expect(exchangesOf(op, { plan, shape: gemmShape(5, 40, 70, 'fp16', 'fp32') })).toEqual([
      gather(2 * 16 * 19, 2 * 32 * 45, 2 * 32 * 95),
      gather(2 * 22 * 19, 2 * 38 * 45, 2 * 38 * 95),
      reduction(24 * 4, 200 * 4),
    ]);
  });

  it('transposed, the row of 40 columns: bᵀ has the rows', () => {
    const row: Asked<'gemm'> = { ...op, dims: { batch: 1, m: 1, n: 40, k: 70 } };
    const turned = givenPlan({ ...plan, orientation: 'transposed', splitM: 3, splitN: 1, rounds: 1 });
    // Rows of bᵀ 13, 13 and 14 on 3 tiles; k 32 and 38.
    expect(exchangesOf(row, { plan: turned, shape: gemmShape(1, 40, 70, 'fp8', 'fp16') })).toEqual([
      gather(38 * (14 + 1), 70 * 41, 70 * (40 + 3)),
      reduction(7 * 2, 40 * 2),
    ]);
  });
});

it('what is received is written to SRAM, what is sent is read, beside what programs read and write', () => {
  const plan = givenPlan({ splitM: 2, splitN: 3, splitK: 2, rounds: 1, sramBytes: 1000 });
  const shape = gemmShape(5, 40, 70, 'fp8', 'fp16');
  const op: Asked<'gemm'> = {
    kind: 'gemm',
    inputs: ['a', 'b'],
    dims: { batch: 1, m: 5, n: 40, k: 70 },
    attributes: {},
  };
  const placements = { a: linear(350, 21), b: linear(2800, 24), out: GRID };
  const context = contextOf(op, { plan, shape, placements, inputBytes: [1, 1] });
  const runner = createTileRunner(machine, 'closed-form');
  const stages = arrayOp('gemm').stages(context);
  const held = { live: { states: 0, values: 10_000 }, tableBytes: 0, keepsOf: () => 'value' as const };
  const demand = demandOf(context as OpContext, stages, held);
  const { counts } = runOp(context as OpContext, stages, demand, runner, 0);
  const programs = noCounts(COUNTS_OF.tiles.counts);
  for (const { work } of arrayOp('gemm').stages(context)) {
    for (const { task, tiles } of work) {
      programs.sramReadBytes += tiles * runner.run(task).counts.sramReadBytes;
      programs.sramWriteBytes += tiles * runner.run(task).counts.sramWriteBytes;
    }
  }
  const [sent, received] = [70 * 45 + 400, 70 * 95 + 400];
  expect([counts.exchangeSentBytes, counts.exchangeReceivedBytes]).toEqual([sent, received]);
  expect(counts.sramReadBytes).toBe(programs.sramReadBytes + sent);
  expect(counts.sramWriteBytes).toBe(programs.sramWriteBytes + received);
});
