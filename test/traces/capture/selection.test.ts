/** Which operands are stored within which limit, on a step of three layers counted by hand. */
import { describe, expect, it } from 'vitest';
import type { OpRecord } from '../../../records/trace/op.js';
import type { TensorRecord } from '../../../records/trace/tensor.js';
import { chosenSteps } from '../../../traces/capture/chosen-steps.js';
import { selectOperands } from '../../../traces/capture/selection.js';

const common = { scaleExponent: 0, step: 0, repeat: 1 } as const;
const tensor = (id: string, role: TensorRecord['role'], format: string, elements: number): TensorRecord => ({
  ...{ id, role, format, ...common },
  layer: id.split('/')[1] as string,
  shape: [elements],
});
const op = (layer: string, inputs: string[], output: string): OpRecord => ({
  ...{ id: output, kind: 'cast', phase: 'forward', layer, step: 0, inputs, output, repeat: 1 },
  dims: { rows: 1, columns: 1 },
  attributes: { rounding: 'nearest-even', overflow: 'saturate' },
});

// Bytes: x 20, a/x.cast 10, a/w 16, a/y 8; b/w 12, b/y 6; loss reads b/y and makes 2.
const SHAPES = {
  tensors: [
    tensor('0/input/x', 'activation', 'float16', 10),
    tensor('0/a/x.cast', 'activation', 'float8_e4m3fnuz', 10),
    tensor('0/a/w', 'state', 'float32', 4),
    tensor('0/a/y', 'activation', 'float16', 4),
    tensor('0/b/w', 'state', 'float32', 3),
    tensor('0/b/y', 'activation', 'float16', 3),
    tensor('0/loss/dlogits', 'dx', 'float16', 1),
  ],
  ops: [
    op('a', ['0/input/x'], '0/a/x.cast'),
    op('a', ['0/a/x.cast', '0/a/w'], '0/a/y'),
    op('b', ['0/a/y', '0/b/w'], '0/b/y'),
    op('loss', ['0/b/y'], '0/loss/dlogits'),
  ],
};
const names = SHAPES.tensors.map(({ id }) => id);
const select = (asked: Partial<Parameters<typeof selectOperands>[1]>, steps = 1) => {
  const { stores, operands } = selectOperands(SHAPES, { limitBytes: 1000, ...asked }, steps, '--capture-layers');
  return { stored: names.filter(stores), ...operands };
};

describe('operands', () => {
  it('of all layers take 74 bytes a step', () => {
    expect(select({})).toEqual({ stored: names, bytes: 74, limitBytes: 1000, leftOut: [] });
    expect(select({}, 3).bytes).toBe(222);
  });

  it('of one layer are those that its ops read and make, whoever made them', () => {
    const { stored, bytes } = select({ layers: ['b'] });
    expect(stored).toEqual(['0/a/y', '0/b/w', '0/b/y']);
    expect(bytes).toBe(26);
  });

  it('of some roles', () => {
    expect(select({ roles: ['activation'] }).stored).toEqual(['0/input/x', '0/a/x.cast', '0/a/y', '0/b/y']);
  });

  it('a layer that does not fit is left out whole; later ones that fit are kept', () => {
    // a takes 54 of 53; b 26; then loss 2 more.
    const { stored, bytes, leftOut } = select({ limitBytes: 53 });
    expect(leftOut).toEqual([{ layer: 'a', bytes: 54 }]);
    expect(stored).toEqual(['0/a/y', '0/b/w', '0/b/y', '0/loss/dlogits']);
    expect(bytes).toBe(28);
  });

  it('a limit of nothing stores nothing', () => {
    expect(select({ limitBytes: 0 })).toMatchObject({ stored: [], bytes: 0 });
  });

  it('names in any step', () => {
    const { stores } = selectOperands(SHAPES, { limitBytes: 1000, layers: ['*'] }, 1, '');
    expect(stores('77/a/y')).toBe(true);
    expect(stores('77/a/z')).toBe(false);
  });

  it('layers that there are not are refused', () => {
    expect(() => select({ layers: ['b', 'conv*'] })).toThrow(
      '--capture-layers: expected layers of the network (a, b, loss), got "conv*"',
    );
  });
});

describe('steps', () => {
  it('so many, in the middle of equal parts', () => {
    // 4 · 0.5 ÷ 3 = 0.67, 2, 3.33.
    expect(chosenSteps(3, 4, '').steps).toEqual([0, 2, 3]);
    expect(chosenSteps(100, 2, '').steps).toEqual([0, 1]);
  });

  it('those that are named, once and in order', () => {
    expect(chosenSteps(['last', 100, 0, 'last'], 234, '').steps).toEqual([0, 100, 233]);
    expect(chosenSteps(['last', 0], 1, '').steps).toEqual([0]);
  });

  it('a step that is not run is refused', () => {
    expect(() => chosenSteps([234], 234, '--capture-steps')).toThrow(
      '--capture-steps: expected steps from 0 to 233, or last, got 234',
    );
  });
});
