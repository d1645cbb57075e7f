import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BLOCK_FORMATS, BLOCK_SCALE_RULES, type BlockFormat } from '../../../../models/formats/block-formats.js';
import { maxFinite } from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { decodeBlock, encodeBlock, tensorScaleOf } from '../../../../sim/arithmetic/reference/blocks.js';

const FILE = new URL('../../../vectors/mx-blocks.json', import.meta.url);
type Vectors = Record<string, { vectors: [string, string, string][] }>;

function blockFormat(name: string): BlockFormat {
  const format = BLOCK_FORMATS.find((candidate) => candidate.name === name);
  if (format === undefined) throw new Error(`no block format ${name}`);
  return format;
}

function float32Values(hex: string): number[] {
  const bits = Uint32Array.from({ length: hex.length / 8 }, (_, i) => Number.parseInt(hex.slice(8 * i, 8 * i + 8), 16));
  return [...new Float32Array(bits.buffer)];
}

describe('MX blocks by the floor rule agree with an independent program', () => {
  const json = JSON.parse(readFileSync(FILE, 'utf8')) as Vectors;
  it.each(Object.entries(json).map(([name, { vectors }]) => [name, vectors] as const))('%s', (name, vectors) => {
    const hex = (code: number) => code.toString(16).padStart(2, '0');
    expect(vectors.length).toBe(30);
    for (const [values, scale, elements] of vectors) {
      const block = encodeBlock(blockFormat(name), float32Values(values));
      expect([hex(block.scale), block.elements.map(hex).join('')]).toEqual([scale, elements]);
    }
  });
});

describe('the rules of an MX scale', () => {
  const scaleOf = (name: string, amax: number, rule: (typeof BLOCK_SCALE_RULES)[number]) =>
    encodeBlock(blockFormat(name), [amax, 0], rule).scale - 127;

  it.each([
    // E2M1: largest value 6 = 1.5 · 2^2.
    ['mxfp4_e2m1', 4, [0, 0, 0, 0, 0]],
    ['mxfp4_e2m1', 6, [0, 0, 0, 1, 0]],
    ['mxfp4_e2m1', 6.5, [0, 0, 1, 1, 0]],
    ['mxfp4_e2m1', 7, [0, 1, 1, 1, 0]],
    ['mxfp4_e2m1', 7.5, [0, 1, 1, 1, 1]],
    ['mxfp4_e2m1', 8, [1, 1, 1, 1, 1]],
    // E4M3: largest value 448 = 1.75 · 2^8.
    ['mxfp8_e4m3', 448, [0, 0, 0, 1, 0]],
    ['mxfp8_e4m3', 470, [0, 0, 1, 1, 0]],
    // Between 448 and 512 lies 480.
    ['mxfp8_e4m3', 480, [0, 0, 1, 1, 0]],
    ['mxfp8_e4m3', 484, [0, 0, 1, 1, 1]],
    ['mxfp8_e4m3', 500, [0, 1, 1, 1, 1]],
    // int8 in steps of 2^-6: largest value 127/64, 7 significant bits.
    ['mxint8', 1, [0, 0, 0, 0, 0]],
    ['mxint8', 127 / 64, [0, 0, 0, 1, 0]],
    ['mxint8', 1.99, [0, 0, 1, 1, 0]],
    ['mxint8', 1.995, [0, 1, 1, 1, 1]],
  ] as const)('%s, largest magnitude %f', (name, amax, expected) => {
    expect(BLOCK_SCALE_RULES.map((rule) => scaleOf(name, amax, rule))).toEqual(expected);
  });

  it('never overflows under up', () => {
    const format = blockFormat('mxfp4_e2m1');
    for (let amax = 0.01; amax < 1000; amax *= 1.07) {
      const { scale } = encodeBlock(format, [amax], 'up');
      expect(amax / 2 ** (scale - 127)).toBeLessThanOrEqual(maxFinite(resolveFloatFormat(format.element, 'test')));
    }
  });
});

it('MXINT8 has two’s complement in steps of 2^-6, without −2', () => {
  const values = [1, -1.5, 127 / 64, 2 ** -7, 3 * 2 ** -7, -1.999];
  const elements = [64, 256 - 96, 127, 0, 2, 256 - 127];
  expect(encodeBlock(blockFormat('mxint8'), values)).toEqual({ scale: 127, elements });
  expect(decodeBlock(blockFormat('mxint8'), { scale: 128, elements: [64, 0x81] })).toEqual([2, -127 / 32]);
});

describe('the scale of a tensor above NVFP4’s blocks', () => {
  const format = blockFormat('nvfp4');

  it('is its largest magnitude over 6 · 448, in float32', () => {
    expect(tensorScaleOf(format, [1, -2688, 0])).toBe(1);
    expect(tensorScaleOf(format, [6])).toBe(Math.fround(1 / 448));
    expect(tensorScaleOf(format, [0, -0])).toBe(0);
  });

  it('leaves infinities and NaN out, and is never zero for a value', () => {
    expect(tensorScaleOf(format, [Number.NaN, Number.NEGATIVE_INFINITY, 2688])).toBe(1);
    expect(tensorScaleOf(format, [2 ** -149])).toBe(2 ** -149);
  });
});

describe('NVFP4 blocks', () => {
  const format = blockFormat('nvfp4');

  it('scale by a sixth of the largest magnitude, rounded to E4M3', () => {
    const block = encodeBlock(format, [6, -3, 0.5, 0]);
    expect(block).toEqual({ scale: 0x38, elements: [7, 13, 1, 0] });
    expect(decodeBlock(format, block)).toEqual([6, -3, 0.5, 0]);
    expect(encodeBlock(format, [6 * 1.07]).scale).toBe(0x39);
  });

  it('are relative to the tensor’s scale', () => {
    const block = encodeBlock(format, [12, 6], 'floor', 2);
    expect(block).toEqual({ scale: 0x38, elements: [7, 5] });
    expect(decodeBlock(format, block, 2)).toEqual([12, 6]);
  });

  it('of a tensor of zeros, whose scale is zero, are zeros', () => {
    expect(encodeBlock(format, [0, -0], 'floor', 0)).toEqual({ scale: 0, elements: [0, 0] });
    expect(decodeBlock(format, { scale: 0, elements: [0, 0] }, 0)).toEqual([0, 0]);
  });

  it('refuse a tensor scale that is none, and more values than a block has', () => {
    for (const scale of [0, -1, Number.NaN, Infinity])
      expect(() => encodeBlock(format, [1], 'floor', scale)).toThrow(
        'nvfp4: expected a finite tensor scale above zero',
      );
    expect(encodeBlock(format, new Array<number>(16).fill(6)).elements).toHaveLength(16);
    expect(() => encodeBlock(format, new Array<number>(17).fill(6))).toThrow('at most 16 values a block, got 17');
    expect(() => encodeBlock(blockFormat('mxfp4_e2m1'), new Array<number>(33).fill(6))).toThrow('at most 32 values');
  });

  it('of zeros are zeros, of NaN have the scale NaN', () => {
    expect(encodeBlock(format, [0, -0])).toEqual({ scale: 0, elements: [0, 0] });
    expect(encodeBlock(format, [1, Number.NaN]).scale).toBe(0x7f);
    expect(encodeBlock(blockFormat('mxfp8_e5m2'), [1, Infinity]).scale).toBe(0xff);
  });
});
