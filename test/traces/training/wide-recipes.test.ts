/** Recipes whose values need more than float16: nothing passes through it, and master weights may be kept in it. */
import { describe, expect, it } from 'vitest';
import { resolveUnit } from '../../../models/units/resolve-unit.js';
import type { Recipe } from '../../../records/trace/recipe.js';
import { elementWise } from '../../../traces/ops/element-wise.js';
import { gemm } from '../../../traces/ops/gemm.js';
import { type Parameter, roundMaster, update } from '../../../traces/ops/update.js';
import { denseGradient } from '../../../traces/training/layers/dense.js';
import { recipe } from '../../../traces/training/recipes.js';
import { contextOf, PLACE, tensorOf, valuesIn } from '../ops/on-values.js';
import { SMALL_CNN, SMALL_TOKENS, trainSmall } from '../small-training.js';

const wideFor = (a: string, b: string) => resolveUnit({ family: 'ipu21-amp', accumulator: 'float32', a, b });
const small = 2 ** -34;

describe('float32 storage on a unit with float32 partials', () => {
  it('keeps a gradient of 2^-34 through a product and between products', () => {
    const context = { ...contextOf('float32', {}, 'fp32'), unitFor: wideFor };
    const dy = tensorOf(context, 'dy', [1, 2], [small, 0], { role: 'dx' });
    const w = tensorOf(context, 'w', [2, 1], [1, 1], { role: 'weight' });
    const product = gemm(context, PLACE, 'dx', 'dx', dy, w);
    expect(valuesIn(product)).toEqual([small]);
    const sum = elementWise(context, PLACE, { name: 's', role: 'dx', function: 'add' }, [product, product]);
    expect(valuesIn(sum)).toEqual([2 * small]);
  });

  it('keeps it in 1.5.2 with the paper’s bias of 33', () => {
    const mixed = { ...contextOf('float32', {}, 'paper-mixed'), unitFor: wideFor };
    const layer = {
      id: 'l',
      node: { id: 'l', kind: 'linear', outputs: 1 },
      inputs: [],
      output: [],
      parameters: [],
    } as const;
    const dy = tensorOf(mixed, 'dy', [1, 2], [small, 2 ** -24], { role: 'dx' });
    const of = { ...layer, fusion: 'none', operands: 'recipe', inputGradients: 'needed', repeat: 1 } as const;
    const { operand } = denseGradient(mixed, of, dy);
    expect(operand.rows).toMatchObject({ format: 'float8_e5m2fnuz', scaleExponent: -17 });
    // The smallest of 1.5.2 with bias 33 is 2^-34: 2^(1 − 33 − 2).
    expect(valuesIn(operand.rows)).toEqual([small, 2 ** -24]);
  });

  it.each(['fp32', 'paper-mixed', 'paper-f143', 'paper-f152'])('%s: no tensor of a step is float16', (name) => {
    for (const network of [SMALL_CNN, SMALL_TOKENS]) {
      const { capture } = trainSmall({ recipe: recipe(name, {}, 'test'), network, unitFor: wideFor, images: 32 });
      expect(capture.tensors.filter(({ format }) => format === 'float16').map(({ id }) => id)).toEqual([]);
    }
  });

  it('casts one role alone, the others float32: figures 2 and 3 of the paper', () => {
    const alone = recipe('fp32', { dxFormat: 'f152', dxBias: 33 }, 'test');
    const { capture } = trainSmall({ recipe: alone, unitFor: wideFor, images: 32 });
    const casts = capture.ops.filter(({ kind }) => kind === 'cast').map(({ output }) => output.split('/').at(-1));
    expect(new Set(casts)).toEqual(new Set(['dy.cast', 'dw.b', 'dx.a']));
  });
});

describe('master weights in float16', () => {
  const chosen: Recipe = {
    ...recipe('fp16', {}, 'test'),
    master: { format: 'float16', rounding: 'stochastic', randomBits: 16 },
  };
  const context = { ...contextOf('float16'), recipe: chosen };
  const parameterOf = (count: number): Parameter => ({
    ...{ layer: 'l', name: 'w', shape: [1, count], decay: 'decayed', states: {} },
    master: new Float32Array(count).fill(1),
  });

  it('are rounded stochastically: a quarter of a step counts in the mean', () => {
    // Between 1 and 1 + 2^-10: of 4,096 values a quarter rises, ±4 deviations of √(4096 · 3/16).
    const parameter = parameterOf(4096);
    const gradient = tensorOf(context, 'dw', [1, 4096], new Array(4096).fill(1), { role: 'dw' });
    const rule = { kind: 'sgd-momentum', learningRate: 0, momentum: 0, weightDecay: 0 } as const;
    update(context, parameter, gradient, { rule, apply: ({ master }) => master?.fill(1 + 2 ** -12) });
    const values = Array.from(parameter.master as Float32Array);
    expect(new Set(values)).toEqual(new Set([1, 1 + 2 ** -10]));
    const risen = values.filter((value) => value > 1).length;
    expect(Math.abs(risen - 1024)).toBeLessThan(4 * Math.sqrt((4096 * 3) / 16));
  });

  it('start as the nearest float16', () => {
    const parameter = { ...parameterOf(2), master: Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11) };
    roundMaster(context.arithmetic as NonNullable<typeof context.arithmetic>, parameter, chosen.master);
    expect(Array.from(parameter.master)).toEqual([1, 1 + 2 ** -9]);
  });

  it.each([SMALL_CNN, SMALL_TOKENS])('of $name stand in the trace as float16, states as float32', (network) => {
    const { capture, network: trained } = trainSmall({ recipe: chosen, network, images: 64 });
    const updates = capture.ops.filter(({ kind }) => kind === 'update');
    const formatOf = new Map(capture.tensors.map(({ id, format }) => [id, format]));
    for (const { inputs, output } of updates) {
      expect([inputs[0], inputs[1], output].map((id) => formatOf.get(id ?? ''))).toEqual([
        'float16',
        'float32',
        'float16',
      ]);
    }
    const halves = trained.layers.flatMap(({ parameters }) => parameters.map(({ master }) => master as Float32Array));
    // Eleven significant bits, 2^-24 at the least.
    for (const values of halves) {
      for (const value of values) {
        const step = 2 ** Math.max(-24, Math.floor(Math.log2(Math.abs(value))) - 10);
        expect(value === 0 || Number.isInteger(value / step)).toBe(true);
      }
    }
  });

  it('learn, with the same bytes on one and two threads', () => {
    const [one, two] = [1, 2].map((threads) =>
      trainSmall({ recipe: chosen, images: 1500, epochs: 3, batch: 50, threads }),
    );
    expect(two?.record).toEqual(one?.record);
    const { correct, total } = one?.record.evaluation ?? { correct: 0, total: 1 };
    expect(correct / total).toBeGreaterThan(0.8);
  });
});
