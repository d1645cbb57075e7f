/**
 * Products of operands with scales of groups, computed again from a captured step: runs of k through the readable reference,
 * exact sums of them times float32 scales, each rounded once; scales and codes from the blocks' own values.
 */
import { describe, expect, it } from 'vitest';
import { BLOCK_FORMATS, type BlockFormat } from '../../models/formats/block-formats.js';
import { maxFinite } from '../../models/formats/format.js';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { unitFamily } from '../../models/units/families.js';
import { resultFormat } from '../../models/units/unit.js';
import type { OpOf } from '../../records/trace/op.js';
import type { Recipe, Scaling } from '../../records/trace/recipe.js';
import { unitSource } from '../../records/unit-named.js';
import { encodeBlock, tensorScaleOf } from '../../sim/arithmetic/reference/blocks.js';
import { decode, encode, encodeDyadic } from '../../sim/arithmetic/reference/convert.js';
import { dot } from '../../sim/arithmetic/reference/dot.js';
import { type Dyadic, dyadicOf, multiply, sum } from '../../sim/arithmetic/reference/dyadic.js';
import { codesOfBytes } from '../../sim/array/activity.js';
import type { Capture } from '../../traces/capture/capture.js';
import { unitsOf } from '../../traces/capture/trace-record.js';
import { recipe } from '../../traces/training/recipes.js';
import { capturedTensors } from './captured-values.js';
import { SMALL_CNN, SMALL_MLP, trainSmall } from './small-training.js';

const FLOAT32 = resolveFloatFormat('float32', 'test');
const NEAREST = { rounding: 'nearest-even', overflow: 'special' } as const;
const SATURATED = { rounding: 'nearest-even', overflow: 'saturate' } as const;

function recipeOf(scalings: Readonly<Record<'activation' | 'weight' | 'dx', Scaling>>, format: string): Recipe {
  const base = recipe('fp16', {}, 'test');
  const rule = (scaling: Scaling) => ({ format, scaling, rounding: 'nearest-even', overflow: 'saturate' }) as const;
  const { activation, weight, dx } = scalings;
  const roles = { ...base.roles, activation: rule(activation), weight: rule(weight), dx: rule(dx) };
  return { ...base, firstLayer: 'cast', roles };
}

/** Codes, or float32 values, of captured tensors by name. */
function reader(capture: Capture) {
  const stored = capturedTensors(capture);
  const record = (name: string) => {
    const found = capture.tensors.find(({ id }) => id.endsWith(`/${name}`));
    if (found === undefined) throw new Error(`no tensor ${name}`);
    return found;
  };
  const codes = (name: string) => {
    const { id, format } = record(name);
    const own = codesOfBytes(stored.get(id)?.bytes ?? new Uint8Array(), format);
    return own instanceof Uint32Array ? new Float32Array(own.buffer, own.byteOffset, own.length) : own;
  };
  const values = (name: string) => {
    const format = resolveFloatFormat(record(name).format, name);
    const own = codes(name);
    return own instanceof Float32Array ? Array.from(own) : Array.from(own, (code) => decode(format, code));
  };
  return { codes, values };
}

/** Rounded once to float32 each time. */
function fused(runs: readonly { readonly sum: number; readonly scale: number }[]): number {
  return runs.reduce((register, run) => {
    const product = multiply(dyadicOf(run.sum), dyadicOf(run.scale));
    const exact: Dyadic = sum([product, dyadicOf(register)]);
    return decode(FLOAT32, encodeDyadic(FLOAT32, exact, NEAREST));
  }, 0);
}

const E4M3 = resolveFloatFormat('float8_e4m3fn', 'test');
const hopper = unitFamily('hopper', 'test').resolve('float8_e4m3fn', 'float8_e4m3fn', {}, 'test');
const result = resolveFloatFormat(resultFormat(hopper), 'test');
const DEEPSEEK = recipeOf(
  {
    activation: { kind: 'float32', group: '1x128' },
    weight: { kind: 'float32', group: '128x128' },
    dx: { kind: 'float32', group: '1x128' },
  },
  'float8_e4m3fn',
);
const unitFor = (unit: string) => unitsOf(unitSource(unit, 'test')).unitFor;

describe('1 × 128 and 128 × 128 on hopper', () => {
  const { capture } = trainSmall({ recipe: DEEPSEEK, network: SMALL_MLP, unitFor: unitFor('hopper') });
  const { codes, values } = reader(capture);
  const [rows, k, columns] = [32, 784, 48];

  it('the scale of 128 pixels is their largest over 448, their codes the quotients', () => {
    const [x, scales, cast] = [values('input/x'), codes('1-linear/x.cast.scales'), codes('1-linear/x.cast')];
    expect(scales).toHaveLength(rows * 7);
    for (let row = 0; row < rows; row++) {
      for (let group = 0; group < 7; group++) {
        const part = x.slice(row * k + group * 128, row * k + Math.min(k, group * 128 + 128));
        const amax = Math.max(...part.map(Math.abs));
        const scale = scales[row * 7 + group] as number;
        expect(scale).toBe(amax === 0 ? 1 : Math.fround(amax / 448));
        part.forEach((value, i) => {
          const code = cast[row * k + group * 128 + i];
          if (code !== encode(E4M3, value / scale, SATURATED)) expect([row, group, i, value]).toEqual([]);
        });
      }
    }
  });

  it('of weights one of 128 × 48, seven below each other', () => {
    const [w, scales] = [values('1-linear/w.stored'), codes('1-linear/w.cast.scales')];
    expect(scales).toHaveLength(7);
    for (const [group, scale] of scales.entries()) {
      const part = w.slice(group * 128 * columns, (group + 1) * 128 * columns);
      expect(scale).toBe(Math.fround(Math.max(...part.map(Math.abs)) / maxFinite(E4M3)));
    }
  });

  it('outputs are seven runs, each times both scales, added in float32', () => {
    const [x, sx] = [codes('1-linear/x.cast'), codes('1-linear/x.cast.scales')];
    const [w, sw, y] = [codes('1-linear/w.cast'), codes('1-linear/w.cast.scales'), codes('1-linear/xw')];
    let differs = 0;
    for (let i = 0; i < 60; i++) {
      const [row, column] = [(i * 7) % rows, (i * 13) % columns];
      const runs = Array.from({ length: 7 }, (_, group) => {
        const depth = Array.from({ length: Math.min(128, k - group * 128) }, (_, at) => group * 128 + at);
        const left = depth.map((at) => x[row * k + at] as number);
        const right = depth.map((at) => w[at * columns + column] as number);
        const partial = decode(result, dot(hopper, left, right, 0, 0));
        return { sum: partial, scale: Math.fround((sx[row * 7 + group] as number) * (sw[group] as number)) };
      });
      expect(y[row * columns + column]).toBe(fused(runs));
      if (fused(runs) !== runs.reduce((total, run) => Math.fround(total + Math.fround(run.sum * run.scale)), 0))
        differs++;
    }
    // One rounding a run or two: the test tells them apart.
    expect(differs).toBeGreaterThan(0);
  });

  it('the gradient of weights reads x and dy cast again, down their columns', () => {
    const [x, sx] = [codes('1-linear/x.cast.columns'), codes('1-linear/x.cast.columns.scales')];
    const [dy, sdy, dw] = [codes('1-linear/dy.cast'), codes('1-linear/dy.cast.scales'), codes('1-linear/dw')];
    expect([sx.length, sdy.length]).toEqual([k, columns]);
    for (let i = 0; i < 60; i++) {
      const [feature, column] = [(i * 131 + 300) % k, (i * 13) % columns];
      const batch = Array.from({ length: rows }, (_, at) => at);
      const left = batch.map((row) => x[row * k + feature] as number);
      const right = batch.map((row) => dy[row * columns + column] as number);
      const partial = decode(result, dot(hopper, left, right, 0, 0));
      const scale = Math.fround((sx[feature] as number) * (sdy[column] as number));
      expect(dw[feature * columns + column]).toBe(fused([{ sum: partial, scale }]));
    }
  });
});

describe('convolutions of 4 to 6 channels on 14 × 14, 1 × 128 on hopper', () => {
  const { capture } = trainSmall({
    recipe: DEEPSEEK,
    network: SMALL_CNN,
    images: 32,
    batch: 8,
    unitFor: unitFor('hopper'),
  });
  const { codes } = reader(capture);
  const [side, inputs, outputs] = [14, 4, 6];
  const pixel = (image: number, y: number, x: number) =>
    y < 0 || y >= side || x < 0 || x >= side ? -1 : (image * side + y) * side + x;
  const taps = Array.from({ length: 9 }, (_, tap) => [Math.floor(tap / 3) - 1, (tap % 3) - 1] as const);

  it('forward: a run a tap, with its pixel’s scale', () => {
    const [x, sx] = [codes('4-conv/x.cast'), codes('4-conv/x.cast.scales')];
    const [w, sw, y] = [codes('4-conv/w.cast'), codes('4-conv/w.cast.scales'), codes('4-conv/xw')];
    expect([sx.length, sw.length]).toEqual([8 * side * side, 9]);
    for (let i = 0; i < 48; i++) {
      const [image, row, column, channel] = [i % 8, (i * 5) % side, (i * 3) % side, i % outputs];
      const runs = taps.map(([down, across], tap) => {
        const from = pixel(image, row + down, column + across);
        const left = Array.from({ length: inputs }, (_, c) => (from < 0 ? 0 : (x[from * inputs + c] as number)));
        const right = Array.from({ length: inputs }, (_, c) => w[(tap * inputs + c) * outputs + channel] as number);
        const scale = from < 0 ? 0 : Math.fround((sx[from] as number) * (sw[tap] as number));
        return { sum: decode(result, dot(hopper, left, right, 0, 0)), scale };
      });
      expect(y[pixel(image, row, column) * outputs + channel]).toBe(fused(runs));
    }
  });

  it('weights’ gradient: a channel of x has one scale, 128 positions of dy', () => {
    const [x, sx] = [codes('4-conv/x.cast.columns'), codes('4-conv/x.cast.columns.scales')];
    const [dy, sdy, dw] = [codes('4-conv/dy.cast.columns'), codes('4-conv/dy.cast.columns.scales'), codes('4-conv/dw')];
    const positions = 8 * side * side;
    const groups = Math.ceil(positions / 128);
    expect([sx.length, sdy.length]).toEqual([inputs, groups * outputs]);
    for (let i = 0; i < 36; i++) {
      const [tap, c, channel] = [i % 9, i % inputs, (i * 5) % outputs];
      const [down, across] = taps[tap] as readonly [number, number];
      const runs = Array.from({ length: groups }, (_, group) => {
        const places = Array.from({ length: Math.min(128, positions - group * 128) }, (_, at) => group * 128 + at);
        const left = places.map((at) => {
          const [image, row, column] = [Math.floor(at / side / side), Math.floor(at / side) % side, at % side];
          const from = pixel(image, row + down, column + across);
          return from < 0 ? 0 : (x[from * inputs + c] as number);
        });
        const right = places.map((at) => dy[at * outputs + channel] as number);
        const scale = Math.fround((sx[c] as number) * (sdy[group * outputs + channel] as number));
        return { sum: decode(result, dot(hopper, left, right, 0, 0)), scale };
      });
      expect(dw[(tap * inputs + c) * outputs + channel]).toBe(fused(runs));
    }
  });
});

describe.each([
  ['mx', 'blackwell-mx', 'mxfp8_e4m3', 'up'],
  ['nvfp4', 'blackwell-nvfp4', 'nvfp4', 'floor'],
] as const)('%s on %s', (kind, family, blockName, rule) => {
  const format = BLOCK_FORMATS.find(({ name }) => name === blockName) as BlockFormat;
  const scaling = { kind, rule } as const;
  const chosen = recipeOf({ activation: scaling, weight: scaling, dx: scaling }, format.element);
  const { capture } = trainSmall({ recipe: chosen, network: SMALL_MLP, unitFor: unitFor(family) });
  const { codes, values } = reader(capture);
  const unit = unitFor(family)(format.element, format.element, { format: format.scale, block: format.block });
  const whole = (name: string) => (kind === 'nvfp4' ? (codes(`${name}.tensor-scale`)[0] as number) : 1);

  it('blocks along k have the codes and scales of the readable reference', () => {
    const [x, cast, scales] = [values('input/x'), codes('1-linear/x.cast'), codes('1-linear/x.cast.scales')];
    if (kind === 'nvfp4') expect(whole('1-linear/x.cast')).toBe(tensorScaleOf(format, x));
    const across = Math.ceil(784 / format.block);
    for (let i = 0; i < 32 * across; i++) {
      const [row, first] = [Math.floor(i / across), (i % across) * format.block];
      const block = x.slice(row * 784 + first, row * 784 + Math.min(784, first + format.block));
      const expected = encodeBlock(format, block, rule, whole('1-linear/x.cast'));
      expect(scales[i]).toBe(expected.scale);
      expect([...cast.slice(row * 784 + first, row * 784 + first + block.length)]).toEqual(expected.elements);
    }
  });

  it('outputs are the unit’s, which reads the scales', () => {
    const op = capture.ops.find(({ id }) => id.endsWith('1-linear/xw')) as OpOf<'gemm'>;
    expect(op.attributes.scales?.appliedBy).toBe('unit');
    const [x, sx] = [codes('1-linear/x.cast'), codes('1-linear/x.cast.scales')];
    const [w, sw, y] = [codes('1-linear/w.cast'), codes('1-linear/w.cast.scales'), codes('1-linear/xw')];
    const above = Math.fround(whole('1-linear/x.cast') * whole('1-linear/w.cast'));
    const across = Math.ceil(784 / format.block);
    for (let i = 0; i < 48; i++) {
      const [row, column] = [(i * 7) % 32, (i * 13) % 48];
      const left = Array.from({ length: 784 }, (_, at) => x[row * 784 + at] as number);
      const right = Array.from({ length: 784 }, (_, at) => w[at * 48 + column] as number);
      const blocks = {
        a: Array.from({ length: across }, (_, at) => sx[row * across + at] as number),
        b: Array.from({ length: across }, (_, at) => sw[at * 48 + column] as number),
        block: format.block,
      };
      const code = dot(unit, left, right, 0, 0, undefined, blocks);
      expect(y[row * 48 + column]).toBe(Math.fround(decode(FLOAT32, code) * above));
    }
  });
});
