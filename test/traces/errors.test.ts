/** The error split of products, by hand and against sums over captured values in the test's own loops. */
import { describe, expect, it } from 'vitest';
import type { ErrorOfProduct, ErrorStatistics } from '../../records/trace/errors.js';
import { createErrors } from '../../traces/errors/error-recorder.js';
import { castOperand } from '../../traces/ops/cast.js';
import { gemm } from '../../traces/ops/gemm.js';
import { transpose } from '../../traces/ops/transpose.js';
import { recipe } from '../../traces/training/recipes.js';
import { valuesOf } from './captured-values.js';
import { contextOf, PLACE, tensorOf } from './ops/on-values.js';
import { SMALL_IMAGES, SMALL_MLP, SMALL_TOKENS, trainSmall } from './small-training.js';

const decibels = (power: number, noise: number) => 10 * Math.log10(power / noise);

describe('by hand', () => {
  // 1.4.3 at 1…2 counts in eighths, so 17/16 becomes 1, and 1.5 stays; weights are exact. Scales 2^-2 and 2^-6 change nothing.
  const errors = createErrors('float16');
  const context = { ...contextOf('float16', {}, 'fp8'), recorder: errors };
  const x = tensorOf(context, 'x', [2, 2], [1.0625, 0, 1.5, 2 ** -20]);
  const w = tensorOf(context, 'w', [2, 2], [1, -0.5, 0, 1], { role: 'weight' });
  const [a, b] = [
    castOperand(context, PLACE, 'x.cast', x, 'activation'),
    castOperand(context, PLACE, 'w.cast', w, 'weight'),
  ];
  gemm(context, PLACE, 'xw', 'activation', a, b);
  const turned = transpose(context, PLACE, 'x.transposed', a);
  gemm(context, PLACE, 'again', 'activation', transpose(context, PLACE, 'x.back', turned), b);
  const [product, again] = errors.errors().products as [ErrorOfProduct, ErrorOfProduct];

  it('what casting loses', () => {
    // Outputs 1.0625, −0.53125, 1.5, −0.75 + 2^-20; cast 1, −0.5, 1.5, −0.75.
    const exact = [1.0625, -0.53125, 1.5, -0.75 + 2 ** -20];
    const power = exact.reduce((sum, value) => sum + value ** 2, 0);
    const noise = 0.0625 ** 2 + 0.03125 ** 2 + 2 ** -40;
    expect(product).toMatchObject({ product: 'y', k: 2, outputs: 4, judged: 4, notFinite: 0, into: 'float16' });
    expect(product.quantisation.snrDb).toBeCloseTo(decibels(power, noise), 9);
    expect(product.quantisation.bias).toBeCloseTo((-0.0625 + 0.03125 - 2 ** -20) / 4 / Math.sqrt(power / 4), 12);
    // float16 counts in 2^-10 at 1.0625 and at the root mean square of 1.05.
    expect(product.quantisation.maxUlp).toBeCloseTo(0.0625 * 2 ** 10, 9);
    expect(product.total).toEqual(product.quantisation);
    const shared = 1.0625 + 0.53125 * 0.5 + 2.25 + 0.75 * (0.75 - 2 ** -20);
    expect(product.cosine).toBeCloseTo(shared / Math.sqrt(power) / Math.sqrt(1 + 0.25 + 2.25 + 0.5625), 12);
  });

  it('and that accumulation loses nothing', () => {
    expect(product.accumulation).toEqual({ kind: 'exact', snrDb: null, bias: 0, maxUlp: 0 });
  });

  it('2^-20 underflows among four, none is clipped', () => {
    expect(product.operands).toEqual([
      { format: 'float8_e4m3fnuz', cast: 4, underflow: 1, saturated: 0 },
      { format: 'float8_e4m3fnuz', cast: 4, underflow: 0, saturated: 0 },
    ]);
  });

  it('transposes lose nothing', () => {
    const { op: _, product: __, ...rest } = again;
    const { op: ___, product: ____, ...same } = product;
    expect(rest).toEqual(same);
  });
});

describe('of a small training', () => {
  const split = (name: string) => {
    const chosen = recipe(name, {}, 'test');
    const errors = createErrors('float16');
    const { capture } = trainSmall({ recipe: chosen, network: SMALL_MLP, images: 16, batch: 8, beside: errors });
    return { capture, products: errors.errors().products };
  };
  const { capture, products } = split('fp8');
  const of = (layer: string, product: string) =>
    products.find((entry) => entry.layer === layer && entry.product === product) as ErrorOfProduct;
  const value = (list: readonly number[], at: number) => list[at] as number;

  it('every product is judged once', () => {
    expect(products.map(({ layer, product }) => `${layer} ${product}`)).toEqual([
      ...['1-linear y', '3-linear y', '5-linear y', '5-linear dw', '5-linear dx'],
      ...['3-linear dw', '3-linear dx', '1-linear dw'],
    ]);
  });

  it('forward: against master weights and stored activations', () => {
    const sums = (x: readonly number[], w: readonly number[]) =>
      Array.from({ length: 80 }, (_, at) => {
        const [row, column] = [Math.floor(at / 10), at % 10];
        return x.slice(40 * row, 40 * row + 40).reduce((sum, term, i) => sum + term * value(w, 10 * i + column), 0);
      });
    const exact = sums(valuesOf(capture, '4-relu/y'), valuesOf(capture, '5-linear/w'));
    const cast = sums(valuesOf(capture, '5-linear/x.cast'), valuesOf(capture, '5-linear/w.cast'));
    const result = valuesOf(capture, '5-linear/xw');
    const power = exact.reduce((sum, y) => sum + y ** 2, 0);
    const noise = (from: readonly number[], to: readonly number[]) =>
      from.reduce((sum, y, i) => sum + (y - value(to, i)) ** 2, 0);
    const entry = of('5-linear', 'y');
    expect(entry.judged).toBe(80);
    expect(entry.quantisation.snrDb).toBeCloseTo(decibels(power, noise(exact, cast)), 6);
    expect(entry.accumulation.snrDb).toBeCloseTo(decibels(power, noise(cast, result)), 6);
    expect(entry.total.snrDb).toBeCloseTo(decibels(power, noise(exact, result)), 6);
  });

  it('the gradient of weights: then its cast', () => {
    const entry = of('3-linear', 'dw');
    // 48 × 40 outputs, of which 32 × 32 are judged, in the middle of equal parts.
    expect(entry).toMatchObject({ k: 8, outputs: 1920, judged: 1024, resultCast: { format: 'float8_e5m2fnuz' } });
    const [dw, cast] = [valuesOf(capture, '3-linear/dw'), valuesOf(capture, '3-linear/dw.cast')];
    const places = Array.from({ length: 1024 }, (_, at) => {
      const [row, column] = [Math.floor(at / 32), at % 32];
      return Math.floor(((row + 0.5) * 48) / 32) * 40 + Math.floor(((column + 0.5) * 40) / 32);
    });
    const noise = places.reduce((sum, at) => sum + (value(dw, at) - value(cast, at)) ** 2, 0);
    const [x, dy] = [valuesOf(capture, '2-relu/y'), valuesOf(capture, '4-relu/dx')];
    const power = places.reduce((sum, at) => {
      const [row, column] = [Math.floor(at / 40), at % 40];
      const exact = Array.from({ length: 8 }, (_, i) => value(x, 48 * i + row) * value(dy, 40 * i + column));
      return sum + exact.reduce((all, term) => all + term, 0) ** 2;
    }, 0);
    expect(entry.resultCast?.snrDb).toBeCloseTo(decibels(power, noise), 6);
  });

  it('the first layer’s input and gradient are not cast', () => {
    expect(of('1-linear', 'dw').quantisation.kind).toBe('exact');
  });

  it('in fp16 nothing is lost in casting but the masters of weights', () => {
    for (const { product, quantisation } of split('fp16').products) {
      expect(quantisation.kind).toBe(product === 'dw' ? 'exact' : 'noisy');
      if (quantisation.snrDb !== null) expect(quantisation.snrDb).toBeGreaterThan(60);
    }
  });
});

describe.each([SMALL_IMAGES, SMALL_TOKENS])('of $name', (network) => {
  const errors = createErrors('float16');
  trainSmall({ recipe: recipe('fp8', {}, 'test'), network, images: 8, batch: 4, beside: errors });
  const { products } = errors.errors();
  const snr = ({ kind, snrDb }: ErrorStatistics) => (kind === 'exact' ? Number.POSITIVE_INFINITY : (snrDb ?? 0));

  it.each(products.map((entry) => [`${entry.layer} ${entry.product}`, entry] as const))('%s', (_, entry) => {
    // Operands have 2 or 3 bits, partials 11: 10 to 50 dB of casting, more of accumulation, and no more than both together.
    expect(entry.notFinite).toBe(0);
    expect(snr(entry.accumulation)).toBeGreaterThan(45);
    expect(snr(entry.quantisation)).toBeGreaterThan(10);
    const both = -10 * Math.log10(10 ** (-snr(entry.accumulation) / 10) + 10 ** (-snr(entry.quantisation) / 10));
    expect(Math.abs(snr(entry.total) - both)).toBeLessThan(3);
  });
});
