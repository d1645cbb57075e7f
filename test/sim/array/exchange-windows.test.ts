/** Bytes that pooling, embeddings and collectives move between tiles, counted by hand, on 24 tiles. */
import { describe, expect, it } from 'vitest';
import type { Collective, PoolFunction } from '../../../records/trace/op.js';
import { NOTHING_MOVES } from '../../../sim/array/exchange/phase.js';
import type { Placement } from '../../../sim/array/memory/placement.js';
import { type Asked, exchangesOf, gather, linear, stagesOf } from './op-contexts.js';

describe('pooling of 24 images of 6 × 5 × 8 by windows of 3, stride 2, zeros around: 3 × 3 windows, an image a tile', () => {
  const op = (name: PoolFunction, inputs: string[]): Asked<'pool'> => {
    return {
      kind: 'pool',
      inputs,
      dims: { images: 24, height: 6, width: 5, channels: 8, kernel: 3, stride: 2, padding: 1 },
      attributes: { function: name },
    };
  };
  const placements = { x: linear(5760, 7), dy: linear(1728, 5) };

  it('maximum and mean: windows reach all of 6 × 5; 72 of them a tile, of 9', () => {
    const all = 24 * 30 * 8 * 2;
    for (const [name, kind] of [
      ['max', 'max-pool'],
      ['average', 'average-pool'],
    ] as const) {
      const [stage] = stagesOf(op(name, ['x']), { placements });
      expect(stage?.exchange).toEqual(gather(30 * 8 * 2, all, all));
      expect(stage?.work).toEqual([{ task: { kind, outputs: 72, window: 9 }, tiles: 24 }]);
    }
  });

  it('backward: the image and the windows’ gradients, of another width; windows overlap', () => {
    const [stage] = stagesOf(op('max-backward', ['x', 'dy']), { placements, inputBytes: [2, 4] });
    const tile = 30 * 8 * 2 + 9 * 8 * 4;
    expect(stage?.exchange).toEqual(gather(tile, 24 * tile, 24 * tile));
    expect(stage?.work[0]?.task).toEqual({ kind: 'max-pool-backward', outputs: 72, window: 9, windows: 'overlapping' });
  });

  it('backward of the mean: gradients alone; an input is in two windows along each axis at most', () => {
    const [stage] = stagesOf(op('average-backward', ['dy']), { placements });
    expect(stage?.exchange).toEqual(gather(9 * 8 * 2, 24 * 9 * 8 * 2, 24 * 9 * 8 * 2));
    expect(stage?.work[0]?.task).toEqual({ kind: 'average-pool', outputs: 240, window: 4 });
  });
});

it('pooling of one image of 48 × 2 by windows of 3 lines, stride 1: 46 lines on 23 tiles, two that reach four', () => {
  const op: Asked<'pool'> = {
    kind: 'pool',
    inputs: ['x'],
    dims: { images: 1, height: 48, width: 3, channels: 4, kernel: 3, stride: 1, padding: 0 },
    attributes: { function: 'max' },
  };
  const [stage] = stagesOf(op, { placements: { x: linear(576, 24) } });
  expect(stage?.exchange).toEqual(gather(4 * 3 * 4 * 2, 48 * 3 * 4 * 2, 23 * 4 * 3 * 4 * 2));
});

describe('an embedding of 50 rows from 120 × 16', () => {
  const op = (name: 'lookup' | 'lookup-backward', inputs: string[]): Asked<'embedding'> => {
    return {
      kind: 'embedding',
      inputs,
      dims: { rows: 50, columns: 16, entries: 120 },
      attributes: { function: name },
    };
  };

  it('lookup: all numbers to the 12 tiles of the table, 5 rows picked on each; then rows, 2 or 3 a tile', () => {
    const placements = { t: linear(1920, 12), i: linear(50, 3) };
    const [picked, moved] = stagesOf(op('lookup', ['t', 'i']), { placements, inputBytes: [2, 4] });
    expect(picked?.exchange).toEqual(gather(50 * 4, 50 * 4, 12 * 50 * 4));
    expect(picked?.work).toEqual([
      { task: { kind: 'gather', pieces: 5, bytesPerPiece: 32, elementGroups: 'separate' }, tiles: 12 },
    ]);
    expect(moved?.exchange).toEqual(gather(3 * 32, 50 * 32, 50 * 32));
    expect(moved?.work).toEqual([
      { task: { kind: 'copy', bytes: 96, elementGroups: 'separate' }, tiles: 2 },
      { task: { kind: 'copy', bytes: 64, elementGroups: 'separate' }, tiles: 22 },
    ]);
  });

  it('backward: the gradient of 80 elements a tile is cleared; 800 of dy come to 24 tiles, 34 at most', () => {
    const placements = { i: linear(50, 3), dy: linear(800, 9) };
    const [cleared, added] = stagesOf(op('lookup-backward', ['i', 'dy']), {
      placements,
      inputBytes: [4, 2],
      outputBytes: 4,
    });
    expect(cleared?.exchange).toEqual(gather(50 * 4, 50 * 4, 24 * 50 * 4));
    expect(cleared?.work).toEqual([{ task: { kind: 'copy', bytes: 320, elementGroups: 'separate' }, tiles: 24 }]);
    expect(added?.exchange).toEqual(gather(34 * 2, 800 * 2, 800 * 2));
    expect(added?.work).toEqual([{ task: { kind: 'element-wise', operation: 'add', elements: 68 }, tiles: 24 }]);
  });
});

describe('collectives of 240 floats on 6 tiles, between 4 chips', () => {
  const op = (name: Collective): Asked<'collective'> => {
    return { kind: 'collective', inputs: ['x'], dims: { elements: 240, chips: 4 }, attributes: { function: name } };
  };
  const on = (x: Placement) => ({ placements: { x }, inputBytes: [4], outputBytes: 4 });
  const three = gather(30 * 4, 180 * 4, 180 * 4);

  it('all-reduce: three quarters come and are added, then three quarters of the sums come', () => {
    const [added, copied] = stagesOf(op('all-reduce'), on(linear(240, 6)));
    expect([added?.exchange, copied?.exchange]).toEqual([three, three]);
    expect(added?.work).toEqual([{ task: { kind: 'element-wise', operation: 'add', elements: 60 }, tiles: 6 }]);
  });

  it('each half alone; a tensor sent whole', () => {
    expect(exchangesOf(op('reduce-scatter'), on(linear(240, 6)))).toEqual([three]);
    expect(exchangesOf(op('all-gather'), on(linear(60, 6)))).toEqual([three]);
    expect(exchangesOf(op('send'), on(linear(240, 6)))).toEqual([gather(40 * 4, 240 * 4, 240 * 4)]);
  });
});

it('nothing moves where a rearrangement is a view', () => {
  const op: Asked<'rearrange'> = {
    kind: 'rearrange',
    inputs: ['x'],
    dims: { read: 240, made: 240, piece: 8 },
    attributes: { function: 'split-heads' },
  };
  expect(exchangesOf(op, { placements: { x: linear(240, 6) } })).toEqual([NOTHING_MOVES]);
});

describe('a convolution of 24 images of 6 × 6 × 16, 3 × 3 with zeros around', () => {
  const op = (direction: 'forward' | 'dgrad'): Asked<'convolution'> => ({
    kind: 'convolution',
    inputs: ['x', 'w'],
    dims: {
      images: 24,
      height: 6,
      width: 6,
      inputChannels: 16,
      outputChannels: 16,
      kernel: 3,
      stride: 1,
      padding: 1,
      dilation: 1,
      groups: 1,
    },
    attributes: { direction },
  });
  const x: Placement = { kind: 'grid', rows: 864, columns: 16, splitRows: 24, splitColumns: 1, layout: 'panels' };
  const [image, weights] = [36 * 16 * 2, 9 * 16 * 16 * 2];
  const rows: Placement = { kind: 'grid', rows: 144, columns: 16, splitRows: 6, splitColumns: 1 };

  // Eight parts of three images, each in three of two lines; windows reach 3, 4 and 3 lines of the six.
  it('a part of three images a tile: weights come, or lie in copies where they are used', () => {
    const [arriving] = exchangesOf(op('forward'), { placements: { x, w: linear(2304, 24) } });
    expect(arriving).toEqual(gather(2 * image + weights, 24 * image + weights, 40 * image + 24 * weights));
    const copies: Placement = { ...rows, splitRows: 1, copies: 24 };
    expect(exchangesOf(op('forward'), { placements: { x, w: copies } })[0]).toEqual(
      gather(2 * image, 24 * image, 40 * image),
    );
  });

  it('the gradient of the input turns weights where they lie, before they move', () => {
    const [turned] = stagesOf(op('dgrad'), { placements: { x, w: rows } });
    expect(turned).toEqual({
      exchange: NOTHING_MOVES,
      work: [{ task: { kind: 'transpose', rows: 24, columns: 16, bytesPerElement: 2 }, tiles: 6 }],
    });
  });
});
