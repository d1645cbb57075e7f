import { expect, it } from 'vitest';
import type { OpRecord } from '../../../records/trace/op.js';
import { type LiveBytes, liveBytes } from '../../../sim/array/memory/lives.js';

const op = (phase: OpRecord['phase'], repeat: number, inputs: string[], output: string): OpRecord => ({
  ...{ id: output, kind: 'cast', phase, layer: 'l', step: 0, inputs, output, repeat, dims: { rows: 1, columns: 1 } },
  attributes: { rounding: 'nearest-even', overflow: 'saturate' },
});

/** Bytes a tensor: x 1, w 10 (a state), y 100, z 1000, g 10,000, n 100,000. */
const BYTES: Readonly<Record<string, number>> = { x: 1, w: 10, y: 100, z: 1000, g: 10_000, n: 100_000 };
const sizes = (repeats: Readonly<Record<string, number>> = {}) => {
  return (tensor: string) => ({
    bytes: BYTES[tensor] ?? Number.NaN,
    repeat: repeats[tensor] ?? 1,
    keeps: tensor === 'w' ? ('state' as const) : ('value' as const),
  });
};

const totals = (live: readonly LiveBytes[]) => live.map(({ states, values }) => states + values);

it('a value lives from its op to its last reader, a state through the step, an update in place', () => {
  const update: OpRecord = {
    ...{ id: 'u', kind: 'update', phase: 'update', layer: 'l', step: 0, inputs: ['w', 'g'], output: 'n', repeat: 1 },
    dims: { rows: 1, columns: 1 },
    attributes: {
      optimiser: { kind: 'sgd-momentum', learningRate: 1, momentum: 0, weightDecay: 0 },
      lossScaleExponent: 0,
    },
  };
  const ops = [op('forward', 1, ['x'], 'y'), op('forward', 1, ['y', 'w'], 'z'), op('wgrad', 1, ['z'], 'g'), update];
  expect(totals(liveBytes(ops, sizes()))).toEqual([1 + 10 + 100, 10 + 100 + 1000, 10 + 1000 + 10_000, 10 + 10_000]);
});

it('repeated tensors live n times where they are kept, once where the next repetition takes their place', () => {
  // y is made and read within the forward run of four; z is kept for the backward run.
  const ops = [
    op('forward', 4, ['x'], 'y'),
    op('forward', 4, ['y'], 'z'),
    op('forward', 1, ['z'], 'n'),
    op('dgrad', 4, ['z'], 'g'),
  ];
  const repeats = { y: 4, z: 4, g: 4 };
  // Three of four z are there before the last y is made.
  const all = [1 + 100 + 3000, 100 + 4000, 4000 + 100_000, 4000 + 10_000];
  expect(totals(liveBytes(ops, sizes(repeats)))).toEqual(all);
});

it('what a repeated run reads for the last time goes with its repetitions: three of four are still there behind the op', () => {
  const ops = [op('forward', 4, ['x'], 'z'), op('dgrad', 4, ['z'], 'g'), op('dgrad', 4, ['g'], 'n')];
  const all = [1 + 4000, 4000 + 10_000, 3000 + 10_000 + 100_000];
  expect(totals(liveBytes(ops, sizes({ z: 4, g: 4, n: 4 })))).toEqual(all);
});

it('weights of one captured step are gone in the next, which brings its own', () => {
  const steps = { x: 0, y: 0, w: 0, z: 1, n: 1 };
  const at = (output: keyof typeof steps, inputs: string[]): OpRecord => ({
    ...op('forward', 1, inputs, output),
    step: steps[output],
  });
  // Step 0: x, the state w → y. Step 1: g → z, then z and the state w2 → n.
  const sizeOf = (tensor: string) =>
    tensor === 'w2' ? { bytes: 7, repeat: 1, keeps: 'state' as const } : sizes()(tensor);
  const ops = [at('y', ['x', 'w']), at('z', ['g']), at('n', ['z', 'w2'])];
  expect(totals(liveBytes(ops, sizeOf))).toEqual([1 + 10 + 100, 10_000 + 7 + 1000, 7 + 1000 + 100_000]);
});
