/** Rows of vectors: what level 1 covers, what level 2 draws, and that answers are the reference's. */
import { afterAll, describe, expect, it } from 'vitest';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { createEngine } from '../../../sim/arithmetic/kernels/engine.js';
import { decode } from '../../../sim/arithmetic/reference/convert.js';
import { dot } from '../../../sim/arithmetic/reference/dot.js';
import { inputClasses } from '../../../sim/vectors/classes.js';
import { HARD_SUMS } from '../../../sim/vectors/hard-sums/hard-sums.js';
import { levelOneRows } from '../../../sim/vectors/level-one.js';
import { levelTwoRows } from '../../../sim/vectors/level-two.js';
import type { VectorRow } from '../../../sim/vectors/row.js';
import { answerer, vectorRows } from '../../../sim/vectors/vectors.js';
import { SOME_UNITS, unitOf } from './units.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

function first(rows: Generator<VectorRow>, count: number): VectorRow[] {
  return Array.from({ length: count }, () => rows.next().value as VectorRow);
}

describe('classes of input', () => {
  it('of OCP E5M2 by hand: zeros, subnormals, normals, infinities and three NaN of both signs', () => {
    const codes = inputClasses(resolveFloatFormat('e5m2', 'test')).map(({ code }) => code);
    const positive = [0x00, 0x01, 0x03, 0x04, 0x3c, 0x3f, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f];
    expect(codes.sort((x, y) => x - y)).toEqual([...positive, ...positive.map((code) => code + 0x80)]);
  });

  it('of E4M3 without infinities have one NaN a sign, of FNUZ one in all, of E2M1 none', () => {
    const nans = (name: string) => {
      const format = resolveFloatFormat(name, 'test');
      return inputClasses(format).filter(({ code }) => Number.isNaN(decode(format, code)));
    };
    expect(nans('e4m3').map(({ code }) => code)).toEqual([0x7f, 0xff]);
    expect(nans('f143').map(({ code }) => code)).toEqual([0x80]);
    expect(nans('float4_e2m1fn')).toEqual([]);
  });
});

describe.each(SOME_UNITS)('level 1 of %s %s', (text, format) => {
  const unit = unitOf(text, format);
  const rows = [...levelOneRows(unit, { seed: 1 })];

  it('has every class of both operands at every place of a step', () => {
    for (const side of ['a', 'b'] as const) {
      const name = side === 'a' ? unit.aFormat : unit.bFormat;
      for (const { code } of inputClasses(resolveFloatFormat(name, 'test'))) {
        for (let place = 0; place < unit.productsPerStep; place++) {
          expect(rows.some((row) => row[side][place] === code)).toBe(true);
        }
      }
    }
  });

  it('has ids of its own, and rows as long as said', () => {
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    const short = [...levelOneRows(unit, { seed: 1, k: 3 })];
    expect(short.every(({ a, b }) => a.length === 3 && b.length === 3)).toBe(true);
  });
});

describe.each(SOME_UNITS)('level 2 of %s %s', (text, format) => {
  const unit = unitOf(text, format);

  it('is a function of the seed, and has every kind that the unit has within two rounds', () => {
    const rows = first(levelTwoRows(unit, { seed: 5 }), 200);
    expect(first(levelTwoRows(unit, { seed: 5 }), 100)).toEqual(rows.slice(0, 100));
    expect(first(levelTwoRows(unit, { seed: 6 }), 100)).not.toEqual(rows.slice(0, 100));
    const kinds = new Set(rows.slice(0, 2 * HARD_SUMS.length).map(({ id }) => id.split('/')[1]));
    const scaled = unit.blockScale === undefined ? ['scales'] : [];
    const drawn = unit.accumulator.randomBits === 0 ? ['thresholds'] : [];
    const missing = HARD_SUMS.map(({ name }) => name).filter((name) => !kinds.has(name));
    expect(missing).toEqual([...scaled, ...drawn]);
  });

  it('is answered as the reference answers, row by row', () => {
    const block = unit.blockScale?.block ?? 1;
    const bits = unit.accumulator.randomBits;
    const answered = answerer(engine, unit)(first(levelTwoRows(unit, { seed: 2 }), 96));
    for (const { id, a, b, c, d, scales, random } of answered) {
      const words = (step: number) => ({ bits, value: random?.[step] ?? 0 });
      const expected = dot(unit, a, b, c, 0, words, scales === undefined ? undefined : { ...scales, block });
      expect([id, d]).toEqual([id, expected]);
    }
  });
});

it('fewer rows of level 1 are spread over all of them', () => {
  const unit = unitOf('ampere', 'float16');
  const rows = [...vectorRows(unit, { level: 1, seed: 1, count: 50 })].flat();
  expect(rows.length).toBe(50);
  expect(new Set(rows.map(({ id }) => id.split('/')[1])).size).toBeGreaterThan(3);
});
