/** Which operands stay in the storage format: of the first layer, and of layers that a recipe names. */
import { describe, expect, it } from 'vitest';
import { unitFamily } from '../../../models/units/families.js';
import type { Recipe } from '../../../records/trace/recipe.js';
import { recipe } from '../../../traces/training/recipes.js';
import { ampFor, SMALL_CNN, SMALL_MLP, SMALL_TOKENS, trainSmall } from '../small-training.js';

const FP8 = recipe('fp8', {}, 'test');
const exact = (a: string, b: string) => unitFamily('exact', 'test').resolve(a, b, {}, 'test');
const [F143, F152] = ['float8_e4m3fnuz', 'float8_e5m2fnuz'];

/** The formats of both operands of each product of a layer, and of the gradient that its weights are changed by. */
function formatsIn(chosen: Recipe, layer: string, network = SMALL_MLP, unitFor: typeof ampFor = ampFor) {
  const { capture } = trainSmall({ recipe: chosen, network, unitFor, images: 32 });
  const tensors = new Map(capture.tensors.map((tensor) => [tensor.id, tensor]));
  const format = (id: string | undefined) => tensors.get(id ?? '')?.format;
  const own = capture.ops.filter((op) => op.layer === layer);
  const products = own.filter(({ kind }) => kind === 'gemm' || kind === 'convolution');
  const update = own.find(({ kind, output }) => kind === 'update' && output.endsWith('/w.next'));
  return {
    products: products.map(({ phase, inputs }) => [phase, ...inputs.map(format)]),
    gradient: format(update?.inputs.at(-1)),
    capture,
  };
}

describe.each([
  ['1-linear', SMALL_MLP],
  ['1-conv', SMALL_CNN],
] as const)('the first layer %s', (layer, network) => {
  it('paper: its weights and their gradient are cast, its input and the gradient at its output are not', () => {
    const { products, gradient } = formatsIn({ ...FP8, firstLayer: 'paper' }, layer, network, exact);
    expect(products).toEqual([
      ['forward', 'float16', F143],
      ['wgrad', 'float16', 'float16'],
    ]);
    expect(gradient).toBe(F152);
  });

  it('paper, on a unit of one width: weights go through 8 bits and back', () => {
    const { products, gradient, capture } = formatsIn({ ...FP8, firstLayer: 'paper' }, layer, network);
    expect(products).toEqual([
      ['forward', 'float16', 'float16'],
      ['wgrad', 'float16', 'float16'],
    ]);
    expect(gradient).toBe(F152);
    const casts = capture.ops.filter((op) => op.layer === layer && op.kind === 'cast' && op.phase === 'forward');
    expect(casts.map(({ output }) => output.split('/').at(-1))).toEqual(['w.stored', 'w.cast', 'xw.b']);
  });

  it('storage: nothing is cast', () => {
    const { products, gradient } = formatsIn(FP8, layer, network);
    expect(products.flat().filter((format) => format === F143 || format === F152)).toEqual([]);
    expect(gradient).toBe('float16');
  });

  it('cast: all is', () => {
    const { products, gradient } = formatsIn({ ...FP8, firstLayer: 'cast' }, layer, network);
    expect(products).toEqual([
      ['forward', F143, F143],
      ['wgrad', F143, F152],
    ]);
    expect(gradient).toBe(F152);
  });
});

it('weights that went through 8 bits and back are those of the mixed product', () => {
  const chosen: Recipe = { ...FP8, firstLayer: 'paper' };
  const amp = formatsIn(chosen, '1-linear').capture;
  const file = (name: string) => amp.tensors.find(({ id }) => id.endsWith(`1-linear/${name}`));
  const [narrow, back] = [file('w.cast'), file('xw.b')];
  expect(back?.statistics?.amax).toBe(narrow?.statistics?.amax);
  expect(back?.statistics?.zeros).toBe(narrow?.statistics?.zeros);
});

describe('high layers', () => {
  const named = (...highLayers: string[]): Recipe => ({ ...FP8, highLayers });

  it('stay in storage, with the gradient of their weights; others do not', () => {
    const { products, gradient, capture } = formatsIn(named('5-linear'), '5-linear');
    expect(products.map(([, ...formats]) => formats)).toEqual(Array(3).fill(['float16', 'float16']));
    expect(gradient).toBe('float16');
    const third = capture.tensors.find(({ id }) => id.endsWith('3-linear/w.cast'));
    expect(third?.format).toBe(F143);
  });

  it('are named by patterns too, attention among them', () => {
    const { products } = formatsIn(named('blocks.*'), 'blocks.1.attention', SMALL_TOKENS);
    expect(new Set(products.flatMap(([, ...formats]) => formats))).toEqual(new Set(['float16']));
    const cross = formatsIn(named('blocks.*'), 'cross', SMALL_TOKENS).products;
    expect(new Set(cross.flatMap(([, ...formats]) => formats))).toEqual(new Set([F143, F152]));
  });

  it('that there are not are refused', () => {
    const sentence = 'recipe fp8 highLayers: expected ids of layers with products (1-linear, 3-linear, 5-linear)';
    for (const pattern of ['6-linear', '2-relu', 'linear', '5.linear']) {
      expect(() => trainSmall({ recipe: named(pattern), images: 32 })).toThrow(
        `${sentence}, * for any text, got "${pattern}"`,
      );
    }
  });
});
