/**
 * Groups of elements that share a scale over blocks of tiles, and what finding and applying scales takes: by hand. A call of
 * the programs here takes 282 cycles where set-up is 8 slots alone (222 + 6 × 10), 504 element by element.
 */
import { describe, expect, it } from 'vitest';
import { NOTHING_MOVES } from '../../../sim/array/exchange/phase.js';
import type { Placement } from '../../../sim/array/memory/placement.js';
import { groupSpread } from '../../../sim/array/ops/groups.js';
import { closedForm } from '../../../sim/tile/kernels/closed-forms.js';
import { type Asked, gather, linear, machine, stagesOf } from './op-contexts.js';

const grid = (rows: number, columns: number, splitRows: number, splitColumns: number): Placement => {
  return { kind: 'grid', rows, columns, splitRows, splitColumns };
};

describe('groups over blocks', () => {
  const spread = (place: Placement, groupRows: number, groupColumns: number) => {
    const { rows, columns } = place.kind === 'grid' ? place : { rows: 12, columns: 10 };
    const { grid: _, ...numbers } = groupSpread(place, { rows, columns, matrices: 1, groupRows, groupColumns });
    return numbers;
  };

  it('one of all: every tile has all of its block in it', () => {
    expect(spread(grid(100, 40, 5, 4), 100, 40)).toEqual({ groups: 1, tileGroups: 1, elements: 200, sharers: 20 });
    expect(spread(linear(120, 24), 12, 10)).toEqual({ groups: 1, tileGroups: 1, elements: 5, sharers: 24 });
  });

  it('1 × 128 of 4 × 512 on 2 × 2 tiles: two rows of two groups each, of no other tile', () => {
    expect(spread(grid(4, 512, 2, 2), 1, 128)).toEqual({ groups: 16, tileGroups: 4, elements: 128, sharers: 1 });
  });

  it('1 × 128 of 4 × 512 on 2 × 8 tiles: half a group of two rows each', () => {
    expect(spread(grid(4, 512, 2, 8), 1, 128)).toEqual({ groups: 16, tileGroups: 2, elements: 64, sharers: 2 });
  });

  it('1 × 128 of 1 × 400 on 4 tiles of 100: no block has whole groups, a tile reaches into two', () => {
    expect(spread(grid(1, 400, 1, 4), 1, 128)).toEqual({ groups: 4, tileGroups: 2, elements: 50, sharers: 3 });
  });
});

describe('the amax of a tensor', () => {
  const gives = { kind: 'power-of-two', format: 'float8_e4m3fn', margin: 0, least: -16, most: 15 } as const;
  const asked = (attributes: Asked<'amax'>['attributes']['gives']): Asked<'amax'> => ({
    kind: 'amax',
    inputs: ['x'],
    dims: { rows: 60, columns: 40, matrices: 1, groupRows: 60, groupColumns: 40 },
    attributes: { gives: attributes },
  });
  const given = { placements: { x: grid(60, 40, 6, 1) }, inputBytes: [2], outputBytes: 4 };

  it('on 6 tiles: of 400 halves each in 6 parts, 6 folded, then 5 more floats to a tile', () => {
    const [own, folded, shared, ...more] = stagesOf(asked({ kind: 'amax' }), given);
    expect(own).toEqual({
      exchange: NOTHING_MOVES,
      work: [{ task: { kind: 'amax', groups: 1, elements: 400, parts: 6, format: 'fp16' }, tiles: 6 }],
    });
    expect(folded?.work).toEqual([{ task: { kind: 'reduce', elements: 1, partials: 6, format: 'fp32' }, tiles: 6 }]);
    expect(shared?.exchange).toEqual({
      pattern: 'reduction',
      receivedBytesPerTile: 5 * 4,
      sentBytes: 5 * 4,
      receivedBytes: 5 * 4,
    });
    expect(shared?.work).toEqual([{ task: { kind: 'reduce', elements: 1, partials: 6, format: 'fp32' }, tiles: 1 }]);
    expect(more).toEqual([]);
  });

  it('a power of two is one more call on the tile that has it', () => {
    const stages = stagesOf(asked(gives), given);
    expect(stages).toHaveLength(4);
    expect(stages[3]).toEqual({
      exchange: NOTHING_MOVES,
      work: [{ task: { kind: 'element-wise', operation: 'power-of-two-scale', elements: 1 }, tiles: 1 }],
    });
    expect(closedForm({ kind: 'element-wise', operation: 'power-of-two-scale', elements: 1 }, machine).cycles).toBe(
      504 + 6 * 8,
    );
  });

  it('67 halves a part are 17 vectors of 2 issues, 8 slots and a store around them', () => {
    const task = { kind: 'amax', groups: 1, elements: 400, parts: 6, format: 'fp16' } as const;
    expect(closedForm(task, machine).cycles).toBe(282 + 6 * (8 + 17 * 2 + 1));
    const floats = { kind: 'amax', groups: 7, elements: 5, parts: 1, format: 'fp32' } as const;
    expect(closedForm(floats, machine).cycles).toBe(282 + 6 * 2 * (8 + 3 * 2 + 1));
  });
});

it('a cast with a scale of the tensor: the scale goes to every tile', () => {
  const asked: Asked<'cast'> = {
    kind: 'cast',
    inputs: ['x', 's'],
    dims: { rows: 60, columns: 40 },
    attributes: {
      rounding: 'nearest-even',
      overflow: 'saturate',
      scales: { matrices: 1, groupRows: 60, groupColumns: 40, tensorScale: 'none', as: 'exponent' },
    },
  };
  const placements = { x: grid(60, 40, 6, 1), s: grid(1, 1, 1, 1) };
  const [only, ...more] = stagesOf(asked, { placements, inputBytes: [2, 4], outputBytes: 1 });
  expect(only?.exchange).toEqual(gather(4, 4, 6 * 4));
  expect(only?.work).toHaveLength(1);
  expect(more).toEqual([]);
});
