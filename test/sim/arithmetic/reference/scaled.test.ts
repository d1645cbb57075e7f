/** float32 scales per tensor, channel and block, on numbers counted by hand. */
import { describe, expect, it } from 'vitest';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { dequantisingMultiplies, SCALE_GRANULARITIES } from '../../../../models/formats/scaling.js';
import { resolveUnit } from '../../../../models/units/resolve-unit.js';
import { randomNormal } from '../../../../runtime/random.js';
import { decodeScaled, dotScaled, encodeScaled } from '../../../../sim/arithmetic/reference/scaled.js';

const E4M3 = resolveFloatFormat('e4m3', 'test');

/** 130 × 256: a value of its own for each block of 128 columns and each of the two blocks of rows. */
const blocks = {
  rows: 130,
  columns: 256,
  values: Float32Array.from({ length: 130 * 256 }, (_, i) => {
    const [row, column] = [Math.floor(i / 256), i % 256];
    return (row < 128 ? 448 : 4.48) * (column < 128 ? 1 : 1000) * (column % 128 === 0 ? 1 : 0.5) * (row === 0 ? 2 : 1);
  }),
};

describe('scales are the largest magnitude over the format’s largest value, 448', () => {
  it.each([
    ['tensor', 1, [2000]],
    ['channel', 130, [2000, 1000]],
    ['1x128', 260, [2, 2000, 1, 1000]],
    ['128x128', 4, [2, 2000, Math.fround(0.01), Math.fround(Math.fround(4480) / 448)]],
  ] as const)('%s has %i', (granularity, count, first) => {
    const { scales } = encodeScaled(blocks, E4M3, granularity);
    expect(scales.length).toBe(count);
    [...scales.slice(0, first.length)].forEach((scale, i) => {
      expect(Math.abs(scale / (first[i] ?? 0) - 1)).toBeLessThan(2 ** -22);
    });
  });

  it('a scale below float32’s normal numbers is rounded up, never to zero: nothing is clipped or becomes NaN', () => {
    // 2^-149 is float32's least value, 1e-45 stands for it; 448 of them fit one step of the scale, 449 need two.
    const least = 2 ** -149;
    const one = encodeScaled({ rows: 1, columns: 3, values: [1e-45, 0, -0].map(Math.fround) }, E4M3, 'tensor');
    expect(one.scales[0]).toBe(least);
    expect([...decodeScaled(one)]).toEqual([least, 0, -0]);
    const scaleOf = (steps: number) => encodeScaled({ rows: 1, columns: 1, values: [steps * least] }, E4M3, 'tensor');
    expect([448, 449, 896, 897].map((steps) => (scaleOf(steps).scales[0] as number) / least)).toEqual([1, 2, 2, 3]);
    for (const steps of [1, 447, 640, 627, 1023])
      expect(Math.abs((decodeScaled(scaleOf(steps))[0] as number) / least - steps)).toBeLessThanOrEqual(steps / 16);
  });

  it('a block of zeros has scale 1; an infinity saturates and does not set the scale', () => {
    const zeros = encodeScaled({ rows: 1, columns: 4, values: [0, 0, 0, 0] }, E4M3, 'tensor');
    expect([zeros.scales[0], ...zeros.codes]).toEqual([1, 0, 0, 0, 0]);
    const infinite = encodeScaled({ rows: 1, columns: 3, values: [448, Infinity, -Infinity] }, E4M3, 'tensor');
    expect([infinite.scales[0], ...infinite.codes]).toEqual([1, 0x7e, 0x7e, 0xfe]);
  });
});

describe.each(SCALE_GRANULARITIES)('%s', (granularity) => {
  it('gives back powers of two below the largest, in every block', () => {
    const values = Float32Array.from({ length: 4 * 300 }, (_, i) => 448 * 2 ** -(i % 7));
    const encoded = encodeScaled({ rows: 4, columns: 300, values }, E4M3, granularity);
    expect(decodeScaled(encoded)).toEqual(values);
  });

  it('loses at most half a unit of the last place of each value', () => {
    const values = Float32Array.from({ length: 4 * 300 }, (_, i) => Math.fround(randomNormal(3, 1, i)));
    const decoded = decodeScaled(encodeScaled({ rows: 4, columns: 300, values }, E4M3, granularity));
    const least = 2 ** -9 * (4 / 448);
    values.forEach((value, i) => {
      expect(Math.abs((decoded[i] ?? 0) - value)).toBeLessThanOrEqual(Math.abs(value) / 16 + least);
    });
  });
});

describe('a sum of scaled operands', () => {
  const unit = resolveUnit({ family: 'hopper', a: 'e4m3' });
  const one = (columns: number, value: number) => ({
    rows: 1,
    columns,
    values: Float32Array.from({ length: columns }, () => value),
  });

  it('multiplies each depth of 128 by its scales, and adds in float32', () => {
    // 128 · 3 · 5 and, in the second block, 128 · 3000 · 5: every partial is 128 · 448², exact in e8m13.
    const values = Float32Array.from({ length: 256 }, (_, i) => (i < 128 ? 3 : 3000));
    const left = encodeScaled({ rows: 1, columns: 256, values }, E4M3, '1x128');
    const right = encodeScaled(one(256, 5), E4M3, '128x128');
    const scales = [...left.scales].map((scale) => Math.fround(scale * (right.scales[0] ?? 0)));
    const partials = scales.map((scale) => Math.fround(128 * 448 ** 2 * scale));
    expect(dotScaled(unit, [left, right], 0, 0)).toBe(Math.fround((partials[0] ?? 0) + (partials[1] ?? 0)));
    expect(dotScaled(unit, [left, right], 0, 0) / (128 * 3003 * 5)).toBeCloseTo(1, 6);
  });

  it('enters the register by one fused multiply-add, or rounded twice where that is asked for', () => {
    // DeepGEMM issue 50: a = 1 and 4/7, b = 1/3 and 1 at the heads of two blocks of 128, else zeros.
    const heads = (first: number, second: number) => ({
      rows: 1,
      columns: 256,
      values: Float32Array.from({ length: 256 }, (_, i) => (i === 0 ? first : i === 128 ? second : 0)),
    });
    const pair = [encodeScaled(heads(1, 4 / 7), E4M3, '1x128'), encodeScaled(heads(1 / 3, 1), E4M3, '1x128')] as const;
    expect(dotScaled(unit, pair, 0, 0)).toBe(0.9047619700431824);
    expect(dotScaled(unit, pair, 0, 0, 'separate')).toBe(0.9047620296478271);
  });

  it('a product of scales beyond float32 makes what the kernels make: infinite, or zero times infinite', () => {
    const whole = (value: number, scale: number) => ({
      ...encodeScaled(one(4, value), E4M3, 'tensor'),
      scales: Float32Array.of(scale),
    });
    expect(dotScaled(unit, [whole(1, 2 ** 100), whole(1, 2 ** 100)], 0, 0)).toBe(Infinity);
    expect(dotScaled(unit, [whole(0, 2 ** 100), whole(1, 2 ** 100)], 0, 0)).toBeNaN();
    expect(dotScaled(unit, [whole(1, 2 ** -100), whole(1, 2 ** -100)], 0, 0)).toBe(0);
  });

  it('is scaled once where the scales hold for the whole depth', () => {
    const [left, right] = [encodeScaled(one(300, 3), E4M3, 'channel'), encodeScaled(one(300, 7), E4M3, 'tensor')];
    expect(dotScaled(unit, [left, right], 0, 0) / (300 * 21)).toBeCloseTo(1, 3);
  });

  it('in blocks escapes what one chain loses in 13 bits', () => {
    // Small products beside a growing sum: in one chain of 4096 more of each is cut than in chains of 128.
    const values = Float32Array.from({ length: 4096 }, (_, i) => (i % 128 === 0 ? 1 : 0.01));
    const total = (granularity: 'tensor' | '1x128') => {
      const matrix = encodeScaled({ rows: 1, columns: 4096, values }, E4M3, granularity);
      return dotScaled(unit, [matrix, matrix], 0, 0);
    };
    const exact = decodeScaled(encodeScaled({ rows: 1, columns: 4096, values }, E4M3, 'tensor')).reduce(
      (sum, x) => sum + x * x,
      0,
    );
    expect(Math.abs(total('1x128') - exact)).toBeLessThan(Math.abs(total('tensor') - exact));
  });
});

it('the cost is one multiply for every output and depth of equal scales', () => {
  const shape = { m: 4, n: 8, k: 512 };
  expect(dequantisingMultiplies(['tensor', 'channel'], shape)).toBe(32);
  expect(dequantisingMultiplies(['1x128', '128x128'], shape)).toBe(128);
  expect(dequantisingMultiplies(['1x128', 'tensor'], { ...shape, k: 130 })).toBe(64);
});
