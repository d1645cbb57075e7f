/** Captured steps computed again from their files, by the ops' own arithmetic and by the plain reference. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../../records/json.js';
import { decodeSafetensors, encodeSafetensors } from '../../../records/safetensors.js';
import { readTrace } from '../../../records/trace/trace-folder.js';
import { createEngine } from '../../../sim/arithmetic/kernels/engine.js';
import { engineArithmetic } from '../../../traces/ops/engine-arithmetic.js';
import { referenceCheck } from '../../../traces/replay/reference.js';
import { verifyTrace } from '../../../traces/replay/verify.js';
import { recipe } from '../../../traces/training/recipes.js';
import { SMALL_CNN, SMALL_IMAGES, SMALL_MLP, SMALL_RESIDUAL, SMALL_TOKENS } from '../small-training.js';
import { smallTrace } from '../small-trace.js';

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

it('AdamW too', () => {
  const optimiser = { kind: 'adamw', learningRate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1 };
  const trace = readTrace(smallTrace({ ...small, recipe: fp8, optimiser: optimiser as never }));
  const update = verifyTrace(trace, arithmetic).find(({ kind }) => kind === 'update');
  expect(update).toMatchObject({ ops: 6, equal: 6, different: 0 });
});

describe('a trace that was changed', () => {
  /** Changes a code of a tensor, and all digests, as a forger would. */
  function forged(id: string, element: number, code: number) {
    const folder = smallTrace({ ...small, recipe: fp8 });
    const [file] = readTrace(folder).record.files.filter(({ path }) => path.endsWith('.safetensors'));
    if (file === undefined) throw new Error('no operands');
    const path = join(folder, file.path);
    const tensors = new Map(
      [...decodeSafetensors(readFileSync(path), path)].map(([key, stored]) => [
        key,
        { ...stored, bytes: stored.bytes.slice() },
      ]),
    );
    const bytes = tensors.get(id)?.bytes ?? new Uint8Array();
    const before = bytes[element];
    bytes[element] = code;
    const content = encodeSafetensors(tensors);
    writeFileSync(path, content);
    const record = JSON.parse(readFileSync(join(folder, 'trace.json'), 'utf8'));
    const files = record.files.map((entry: typeof file) =>
      entry.path === file.path ? { ...entry, bytes: content.length, sha256: sha256(content) } : entry,
    );
    writeFileSync(join(folder, 'trace.json'), JSON.stringify({ ...record, files }));
    return { trace: readTrace(folder), before };
  }

  it('shows the first op and element that do not follow', () => {
    const { trace, before } = forged('1/3-linear/dw.cast', 7, 0x35);
    expect(before).not.toBe(0x35);
    const found = verifyTrace(trace, arithmetic).filter(({ different }) => different > 0);
    const hex = (before ?? 0).toString(16).padStart(2, '0');
    // The cast that made it, and the update that read it.
    expect(found.map(({ kind, different }) => [kind, different])).toEqual([
      ['cast', 1],
      ['update', 1],
    ]);
    expect(found[0]?.first).toEqual({ op: 'cast/1/3-linear/dw.cast', element: 7, expected: hex, found: '35' });
  });

  it('and so does the reference', () => {
    const { trace } = forged('1/3-linear/xw', 1, 0x7b);
    const reference = referenceCheck(Number.MAX_SAFE_INTEGER);
    verifyTrace(trace, arithmetic, reference.beside);
    expect(reference.kinds().map(({ kind, different }) => [kind, different])).toEqual([
      ['gemm', 1],
      ['cast', 0],
    ]);
  });
});
