/** A step of training with scales that follow from values, captured and computed again. */
import { describe, expect, it } from 'vitest';
import { maxFinite } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import type { Recipe, Scaling } from '../../records/trace/recipe.js';
import type { TensorRecord } from '../../records/trace/tensor.js';
import { encode } from '../../sim/arithmetic/reference/convert.js';
import { codesOfBytes } from '../../sim/array/activity.js';
import { lowerStep } from '../../traces/lowering/lower.js';
import { recipe } from '../../traces/training/recipes.js';
import { capturedTensors, valuesOf } from './captured-values.js';
import { ampFor, SMALL_CNN, SMALL_TOKENS, trainSmall } from './small-training.js';

const RULE = { rounding: 'nearest-even', overflow: 'saturate' } as const;

function scaledRecipe(scaling: Scaling): Recipe {
  const base = recipe('fp8', { lossScaling: { kind: 'none' } }, 'test');
  const { activation, weight, dx, dw } = base.roles;
  const roles = Object.fromEntries(
    Object.entries({ activation, weight, dx, dw }).map(([role, rule]) => [role, { ...rule, scaling }]),
  ) as Recipe['roles'];
  return { ...base, roles };
}

const AUTOMATIC = scaledRecipe({ kind: 'automatic', margin: 1 });
const DELAYED = scaledRecipe({ kind: 'delayed', history: 3, margin: 0 });

describe('a captured step with scales from the batch', () => {
  const { capture, record } = trainSmall({ recipe: AUTOMATIC, network: SMALL_CNN, images: 64, batch: 16 });
  const stored = capturedTensors(capture);
  const name = (id: string) => id.slice(id.indexOf('/') + 1);

  it('casts every operand by the least scale that holds it, and a binade', () => {
    let compared = 0;
    for (const op of capture.ops) {
      if (op.kind !== 'cast' || op.attributes.scales === undefined) continue;
      const output = capture.tensors.find(({ id }) => id === op.output) as TensorRecord;
      const format = resolveFloatFormat(output.format, 'test');
      const values = valuesOf(capture, name(op.inputs[0] as string));
      const amax = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      let exponent = -64;
      while (amax > maxFinite(format) * 2 ** exponent) exponent++;
      exponent = Math.max(-16, exponent + 1);
      expect(output).toMatchObject({ scale: 'dynamic', scaleExponent: exponent });
      expect(valuesOf(capture, name(op.inputs[1] as string))).toEqual([2 ** exponent]);
      const codes = codesOfBytes(stored.get(op.output)?.bytes ?? new Uint8Array(), output.format);
      for (const [i, value] of values.entries()) {
        if (codes[i] !== encode(format, value / 2 ** exponent, RULE)) expect([op.id, i, value]).toEqual([]);
      }
      compared += values.length;
    }
    expect(compared).toBeGreaterThan(10_000);
  });

  it('trains, the same bytes on two threads', () => {
    const again = trainSmall({ recipe: AUTOMATIC, network: SMALL_CNN, images: 64, batch: 16, threads: 2 });
    expect(again.record).toEqual(record);
    expect([...again.capture.files()].map(([, file]) => Buffer.from(file).toString('base64'))).toEqual(
      [...capture.files()].map(([, file]) => Buffer.from(file).toString('base64')),
    );
  });
});

describe.each([
  ['automatic', AUTOMATIC],
  ['delayed', DELAYED],
] as const)('%s scales', (_, chosen) => {
  it.each([SMALL_CNN, SMALL_TOKENS])('$name: captured ops are lowered ones, scales apart', (network) => {
    const { capture } = trainSmall({ recipe: chosen, network, images: 16, batch: 8 });
    const update = capture.ops.find((op) => op.kind === 'update' && op.output.endsWith('/w.next'));
    if (update?.kind !== 'update') throw new Error('no update of weights');
    const lowered = lowerStep({
      ...{ pass: 'training', network, recipe: chosen, unitFor: ampFor, batch: 8 },
      ...{ optimiser: update.attributes.optimiser, blocks: 'unrolled', seed: 5, step: update.step },
    });
    expect(lowered.ops).toEqual(capture.ops);
    // What a shape cannot know, and says so.
    const shapes = capture.tensors.map(({ file: _file, key: _key, statistics: _statistics, ...rest }) =>
      rest.scale === 'dynamic' ? { ...rest, scaleExponent: 0 } : rest,
    );
    expect(lowered.tensors).toEqual(shapes);
    expect(shapes.filter(({ scale }) => scale === 'dynamic').length).toBeGreaterThan(8);
  });

  it('learns', () => {
    const { record } = trainSmall({ recipe: chosen, images: 512, epochs: 3, batch: 32 });
    expect(record.evaluation.correct / record.evaluation.total).toBeGreaterThan(0.5);
  });
});
