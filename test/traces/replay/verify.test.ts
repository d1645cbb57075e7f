/** Captured steps computed again from their files, by the ops' own arithmetic and by the plain reference. */
import { afterAll, describe, expect, it } from 'vitest';
import { readTrace } from '../../../records/trace/trace-folder.js';
import { createEngine } from '../../../sim/arithmetic/kernels/engine.js';
import { engineArithmetic } from '../../../traces/ops/engine-arithmetic.js';
import { referenceCheck } from '../../../traces/replay/reference.js';
import { verifyTrace } from '../../../traces/replay/verify.js';
import { recipe } from '../../../traces/training/recipes.js';
import { octile, outputOf } from '../../cli/octile.js';
import { forge } from '../forged.js';
import { smallTrace } from '../small-trace.js';
import {
  SMALL_CNN,
  SMALL_DECODER,
  SMALL_IMAGES,
  SMALL_MLP,
  SMALL_RESIDUAL,
  SMALL_TEXT,
  SMALL_TOKENS,
} from '../small-training.js';

const engine = createEngine({ threads: 1 });
const arithmetic = engineArithmetic(engine);
afterAll(() => engine.close());

const small = { images: 16, batch: 8 };
const fp8 = recipe('fp8', {}, 'test');

describe.each([SMALL_MLP, SMALL_CNN, SMALL_RESIDUAL, SMALL_IMAGES, SMALL_TOKENS])('of $name', (network) => {
  it.each(['fp8', 'fp16'])('every op of a step in %s is replayed, bit for bit', (name) => {
    const trace = readTrace(smallTrace({ ...small, network, recipe: recipe(name, {}, 'test') }));
    const reference = referenceCheck(20);
    const kinds = verifyTrace(trace, arithmetic, reference.beside);
    expect(kinds.reduce((sum, { ops }) => sum + ops, 0)).toBe(trace.ops.length);
    for (const kind of kinds) expect(kind).toEqual({ ...kind, equal: kind.ops, different: 0, left: {} });
    const judged = reference.kinds();
    expect(judged.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['gemm', 'cast']));
    for (const kind of judged) expect(kind).toEqual({ ...kind, different: 0 });
  });
});

it('a decoder of characters too, with dropout and a table that the head shares', () => {
  const dataset = { ...SMALL_TEXT, sizes: { train: 8, test: 8 } };
  const trace = readTrace(smallTrace({ batch: 8, network: SMALL_DECODER, dataset, recipe: fp8 }));
  const kinds = verifyTrace(trace, arithmetic);
  for (const kind of kinds) expect(kind).toEqual({ ...kind, equal: kind.ops, different: 0, left: {} });
  expect(kinds.find(({ kind }) => kind === 'dropout')).toMatchObject({ ops: 6 });
});

it('AdamW too', () => {
  const optimiser = { kind: 'adamw', learningRate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1 };
  const trace = readTrace(smallTrace({ ...small, recipe: fp8, optimiser: optimiser as never }));
  const update = verifyTrace(trace, arithmetic).find(({ kind }) => kind === 'update');
  expect(update).toMatchObject({ ops: 6, equal: 6, different: 0 });
});

it('masters in float16, rounded with random bits, too', () => {
  const master = { format: 'float16', rounding: 'stochastic', randomBits: 13 } as const;
  const trace = readTrace(smallTrace({ ...small, recipe: recipe('fp8', { master }, 'test') }));
  expect(trace.tensors.get('1/3-linear/w')?.format).toBe('float16');
  for (const kind of verifyTrace(trace, arithmetic)) expect(kind).toEqual({ ...kind, equal: kind.ops, different: 0 });
});

describe('a trace that was changed', () => {
  const folder = smallTrace({ ...small, recipe: fp8 });
  const forged = (id: string, at: number, byte: number) => {
    const before = forge(folder, id, at, byte);
    expect(before).not.toBe(byte);
    const trace = readTrace(folder);
    return { trace, before, restore: () => forge(folder, id, at, before) };
  };

  it('shows the first op and element that do not follow', () => {
    const { trace, before, restore } = forged('1/3-linear/dw.cast', 7, 0x35);
    const wrong = verifyTrace(trace, arithmetic).filter(({ different }) => different > 0);
    restore();
    // The cast that made it, and the update that read it.
    expect(wrong.map(({ kind, different }) => [kind, different])).toEqual([
      ['cast', 1],
      ['update', 1],
    ]);
    const expected = before.toString(16).padStart(2, '0');
    expect(wrong[0]?.first).toEqual({ op: 'cast/1/3-linear/dw.cast', element: 7, expected, found: '35' });
  });

  it('and so does the reference', () => {
    const { trace, restore } = forged('1/3-linear/xw', 2, 0x7b);
    const reference = referenceCheck(Number.MAX_SAFE_INTEGER);
    verifyTrace(trace, arithmetic, reference.beside);
    restore();
    expect(reference.kinds().map(({ kind, different }) => [kind, different])).toEqual([
      ['gemm', 1],
      ['cast', 0],
    ]);
  });

  it('ends the command with exit code 1; a trace that follows, with 0', () => {
    expect(outputOf(['trace', 'verify', folder, '--threads', '1'])).toContain('gemm');
    const { restore } = forged('1/5-linear/y', 0, 0x11);
    const { status, stdout, stderr } = octile(['trace', 'verify', folder, '--threads', '1']);
    restore();
    expect({ status, stderr }).toEqual({ status: 1, stderr: `octile: ${folder}: not what its arithmetic gives\n` });
    expect(stdout).toMatch(/element-wise\/1\/5-linear\/y element 0: the replay gives [0-9a-f]{4}, the trace has ..11/);
  });
});

it('a rearrangement that none of the sizes allows is a difference', () => {
  const folder = smallTrace({ ...small, network: SMALL_TOKENS, recipe: fp8 });
  const moved = readTrace(folder).ops.find((op) => op.kind === 'rearrange' && op.attributes.function === 'split-heads');
  forge(folder, moved?.output ?? '', 5, 0x2a);
  const kinds = verifyTrace(readTrace(folder), arithmetic);
  expect(kinds.find(({ kind }) => kind === 'rearrange')).toMatchObject({ different: 1, first: { element: 5 } });
});

it('what is not stored is not replayed, and why is said', () => {
  const folder = smallTrace({ ...small, recipe: fp8, stores: (id) => !id.endsWith('5-linear/x.cast') });
  const kinds = verifyTrace(readTrace(folder), arithmetic);
  const left = Object.fromEntries(kinds.map(({ kind, left: reasons }) => [kind, reasons]));
  // The cast makes it; the product and the transpose read it.
  expect(left).toMatchObject({
    cast: { 'output not stored': 1 },
    gemm: { 'operands not stored': 1 },
    transpose: { 'operands not stored': 1 },
    update: {},
  });
});
