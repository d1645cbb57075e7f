/** Element kernels equal their plain twins, bit for bit, in every storage format and on two threads as on one. */
import { afterAll, describe, expect, it } from 'vitest';
import { FORMATS } from '../../../../../models/formats/catalogue.js';
import { bitsOf as bitsOfFormat, maxFiniteCode } from '../../../../../models/formats/format.js';
import {
  ELEMENT_WISE,
  ELEMENT_WISE_FUNCTIONS,
  NORMS,
  type NormFunction,
  type NormOperand,
  POOL_FUNCTIONS,
  SOFTMAX_FUNCTIONS,
} from '../../../../../records/trace/op.js';
import { randomWord } from '../../../../../runtime/random.js';
import {
  type ElementArithmetic,
  type Elements,
  sidesOf,
  type WindowDims,
  windowsIn,
} from '../../../../../sim/arithmetic/elements.js';
import { createEngine } from '../../../../../sim/arithmetic/kernels/engine.js';
import { plainElements } from '../../../../../sim/arithmetic/reference/elements/plain.js';
import { bitsOf, DRAWS, type Draw, drawn, STORAGES } from './drawn.js';

const engines = [1, 2].map((threads) => createEngine({ threads }));
afterAll(() => {
  for (const engine of engines) engine.close();
});
const plain = plainElements();

/** Runs one request through the plain twin and both engines. */
function expectTwins(compute: (arithmetic: ElementArithmetic) => Elements): void {
  const expected = bitsOf(compute(plain));
  for (const { elements } of engines) {
    const got = bitsOf(compute(elements));
    expect(got.length).toBe(expected.length);
    const at = got.findIndex((code, i) => code !== expected[i]);
    expect(at === -1 ? 'equal' : `${at}: ${got[at]?.toString(16)} for ${expected[at]?.toString(16)}`).toBe('equal');
  }
}

const CASES = STORAGES.flatMap((storage) => DRAWS.map((draw) => [storage, draw] as const));

describe.each(CASES)('in %s, %s', (storage, draw) => {
  it.each(ELEMENT_WISE_FUNCTIONS)('%s', (applied) => {
    for (const [rows, columns, groups] of [
      [6, 10, 3],
      [40, 32, 1],
      [5, 2, 1],
    ] as const) {
      const lengths = { whole: rows * columns, row: groups * columns };
      const inputs = ELEMENT_WISE[applied].map((operand, i) => drawn(storage, draw, lengths[operand], i));
      expectTwins(({ elementWise }) => elementWise({ function: applied, inputs, columns, groups, into: storage }));
    }
  });

  it('a row in float32 beside others in storage', () => {
    const inputs = [drawn(storage, draw, 70, 1), drawn('float32', draw, 7, 2)];
    const request = { function: 'bias-add', inputs, columns: 7, groups: 1, into: storage } as const;
    expectTwins(({ elementWise }) => elementWise(request));
  });

  it.each(POOL_FUNCTIONS)('%s over windows', (applied) => {
    for (const dims of WINDOWS.filter(({ dilation }) => dilation === undefined)) {
      for (const channels of [1, 3, 4, 10]) {
        const x = drawn(storage, draw, dims.images * dims.height * dims.width * channels, 1);
        const dy = drawn(storage, draw, windowsIn(dims) * channels, 2);
        const inputs = { max: [x], average: [x], 'max-backward': [x, dy], 'average-backward': [dy] }[applied];
        expectTwins(({ pool }) => pool({ function: applied, inputs, dims: { ...dims, channels }, into: storage }));
      }
    }
  });

  it('sums over rows, of all and of groups', () => {
    for (const [rows, columns, groups] of [
      [300, 10, 1],
      [9, 35, 3],
      [64, 16, 2],
      [7, 1, 1],
    ] as const) {
      const input = drawn(storage, draw, rows * columns, 1);
      expectTwins(({ columnSums }) => columnSums({ input, columns, groups }));
    }
  });

  it('Hadamard transforms of runs of rows', () => {
    for (const [signs, runs, columns] of [
      ['+-', 5, 3],
      ['-++-', 2, 17],
      ['+-+--+-++--+--++', 3, 8],
    ] as const) {
      const input = drawn(storage, draw, signs.length * runs * columns, 1);
      expectTwins(({ hadamard }) => hadamard({ input, columns, signs, into: storage }));
    }
  });

  it('patches, and their sums', () => {
    for (const dims of WINDOWS) {
      for (const [channels, groups] of [
        [1, 1],
        [6, 2],
        [12, 3],
      ] as const) {
        const taken = channels / groups;
        const { codes: images } = drawn(storage, draw, dims.images * dims.height * dims.width * channels, 1);
        const range = { channels, from: taken * (groups - 1), taken };
        expectTwins(({ gatherPatches }) => gatherPatches({ images, dims, range }));
        const length = windowsIn(dims) * dims.kernel * dims.kernel * taken;
        const parts = Array.from({ length: groups }, (_, i) => drawn(storage, draw, length, i).codes);
        const request = { groups: parts, format: storage, dims: { ...dims, channels } };
        expectTwins(({ scatterPatches }) => scatterPatches(request));
      }
    }
  });

  it.each(SOFTMAX_FUNCTIONS)('%s', (applied) => {
    for (const [rows, columns, mask] of [
      [12, 10, 'none'],
      [14, 7, 'causal'],
      [3, 65, 'none'],
      [4, 1, 'none'],
    ] as const) {
      const inputs = [1, 2].map((stream) => drawn(storage, draw, rows * columns, stream));
      const request = { function: applied, inputs, columns, mask, scale: 0.3, into: storage };
      expectTwins(({ softmax }) => softmax(request));
    }
  });

  it.each(Object.keys(NORMS) as NormFunction[])('%s', (applied) => {
    for (const [rows, columns] of [
      [40, 16],
      [9, 5],
      [3, 34],
    ] as const) {
      const inputs = NORMS[applied].inputs.map((operand, i) =>
        normOperand(operand, [rows, columns], { stored: draw, stream: i, storage }),
      );
      const into = NORMS[applied].output === 'whole' ? storage : 'float32';
      expectTwins(({ norm }) => norm({ function: applied, inputs, rows, columns, into }));
    }
  });
});

it('a tensor of several work units', () => {
  const inputs = [drawn('float16', 'values', 70_001, 1), drawn('float16', 'codes', 70_001, 2)];
  const request = { function: 'multiply', inputs, columns: 70_001, groups: 1, into: 'float32' } as const;
  expectTwins(({ elementWise }) => elementWise(request));
});

it.each([1, 2, 3, 8, 21])('pieces of %i elements in another order, some of them, with zeros between', (piece) => {
  for (const codes of [
    drawn('float32', 'codes', 40 * piece, 1).codes,
    Uint8Array.from({ length: 40 * piece }, (_, i) => i),
  ]) {
    const places = Int32Array.from({ length: 50 }, (_, i) => (i % 7 === 0 ? -1 : (i * 11) % 80));
    expectTwins(({ move }) => move({ inputs: [codes, codes], places, piece }));
  }
});

it('patches of 8-bit codes', () => {
  for (const dims of WINDOWS) {
    const images = Uint8Array.from({ length: dims.images * dims.height * dims.width * 5 }, (_, i) => i);
    const range = { channels: 5, from: 0, taken: 5 };
    expectTwins(({ gatherPatches }) => gatherPatches({ images, dims, range }));
  }
});

/** Windows that leave pixels out, meet pixels twice, reach beyond edges, skip pixels, or are the image. */
const WINDOWS: readonly WindowDims[] = [
  { images: 3, height: 6, width: 4, kernel: 2, stride: 2, padding: 0 },
  { images: 2, height: 7, width: 5, kernel: 3, stride: 1, padding: 1 },
  { images: 2, height: 7, width: 6, kernel: 3, stride: 2, padding: 1 },
  { images: 2, height: 5, width: 5, kernel: 5, stride: 5, padding: 0 },
  { images: 1, height: 9, width: 8, kernel: 3, stride: 1, padding: 2, dilation: 2 },
  { images: 2, height: 5, width: 5, kernel: 1, stride: 2, padding: 0 },
];

it('windows have the sides that are counted', () => {
  expect(WINDOWS.map(sidesOf)).toEqual([
    [3, 2],
    [7, 5],
    [4, 3],
    [1, 1],
    [9, 8],
    [3, 3],
  ]);
});

/** Statistics and parameters are float32, whole matrices in the storage format. */
function normOperand(
  operand: NormOperand,
  [rows, columns]: readonly [number, number],
  { stored, stream, storage }: { stored: Draw; stream: number; storage: (typeof STORAGES)[number] },
) {
  const lengths = {
    whole: rows * columns,
    row: columns,
    'two-rows': 2 * columns,
    column: rows,
    'two-columns': 2 * rows,
  };
  return drawn(operand === 'whole' ? storage : 'float32', stored, lengths[operand], stream + 10);
}

describe('matrices are turned', () => {
  it.each([Uint8Array, Uint16Array, Float32Array])('%p', (Codes) => {
    for (const [matrices, rows, columns] of [
      [1, 1, 1],
      [1, 33, 70],
      [3, 16, 5],
      [2, 3, 40],
      [1, 64, 48],
    ] as const) {
      const size = rows * columns;
      const codes = new Codes(Array.from({ length: matrices * size }, (_, i) => randomWord(3, rows, i) % 65_521));
      const expected = new Codes(codes.length);
      for (let at = 0; at < codes.length; at++) {
        const [first, place] = [at - (at % size), at % size];
        expected[at] = codes[first + (place % columns) * rows + Math.floor(place / columns)] as number;
      }
      for (const { turn } of [plain, ...engines.map(({ elements }) => elements)]) {
        expect(turn({ codes, rows, columns })).toEqual(expected);
      }
    }
  });
});

describe('tallies', () => {
  const floats = FORMATS.flatMap(({ format }) => (format.kind === 'float' ? [format] : []));

  it.each(floats.map((format) => [format.name, format] as const))('of %s: any codes, and few of them', (_, format) => {
    const bits = bitsOfFormat(format);
    for (const length of [0, 1, 7, 1000, 70_001]) {
      const words = Uint32Array.from({ length }, (__, i) => randomWord(9, bits, i) >>> (32 - bits));
      const codes =
        bits > 16 ? new Float32Array(words.buffer) : bits > 8 ? Uint16Array.from(words) : Uint8Array.from(words);
      const expected = plain.tally({ codes, format });
      for (const { elements, lent } of engines) {
        expect(elements.tally({ codes, format })).toEqual(expected);
        const places = Int32Array.from({ length }, (__, i) => i);
        const isEqual = lent(() => {
          const inPlace = elements.move({ inputs: [codes], places, piece: 1 });
          return JSON.stringify(elements.tally({ codes: inPlace, format })) === JSON.stringify(expected);
        });
        expect(isEqual).toBe(true);
      }
    }
  });

  /** Binades below those of the first elements, and one element that is none of them. */
  const REACHES = [0, 1, 24, 25, 26, 40, 120];
  const OTHERS = [0, -0, 2 ** -149, 2 ** -126, 2 ** -30, 2 ** 5, 2 ** 7, 2 ** 60, Infinity, -Infinity, NaN];

  it.each(['float32', 'bfloat16'])('of %s: values of a few binades, and one that is not', (name) => {
    const format = floats.find((float) => float.name === name) as (typeof floats)[number];
    for (const reach of REACHES) {
      for (const other of OTHERS) {
        const values = Float32Array.from({ length: 40_000 }, (_, i) => {
          const binade = i < 64 ? 0 : -(randomWord(5, reach, i) % (reach + 1));
          return (1 + (i % 7) / 8) * (i % 2 === 0 ? 1 : -1) * 2 ** binade;
        });
        values[39_000] = other;
        const upper = () => Uint16Array.from(new Uint32Array(values.buffer), (bits) => bits >>> 16);
        const codes = name === 'float32' ? values : upper();
        const expected = plain.tally({ codes, format });
        expect(expected.histogram.reduce((sum, count) => sum + count)).toBe(values.length);
        for (const { elements } of engines) expect(elements.tally({ codes, format })).toEqual(expected);
      }
    }
  });

  it('of float32: values of very many binades behind a row of zeros, subnormal ones too', () => {
    const format = floats.find(({ name }) => name === 'float32') as (typeof floats)[number];
    const codes = Float32Array.from({ length: 40_000 }, (_, i) => (i < 5000 ? 0 : -1.5 * 2 ** -(i % 149)));
    const { zeros, histogram } = engines[0]?.elements.tally({ codes, format }) ?? { zeros: 0, histogram: [] };
    expect(zeros).toBe(5000);
    // 35,000 places, 149 binades in turn from binade 83 on: 234 whole turns, then 134 binades more.
    const met = (binade: number) => ((binade - 83 + 149) % 149 < 134 ? 235 : 234);
    for (let binade = 0; binade <= 126; binade++) expect(histogram[127 - binade]).toBe(met(binade));
    const subnormal = Array.from({ length: 22 }, (_, i) => met(127 + i)).reduce((sum: number, count) => sum + count, 0);
    expect(histogram[0]).toBe(5000 + subnormal);
  });

  it.each(floats.filter((format) => bitsOfFormat(format) <= 8).map((format) => [format.name, format] as const))(
    'of %s: finite values, and one code of any',
    (_, format) => {
      const finite = Array.from({ length: maxFiniteCode(format) + 1 }, (__, code) => code);
      for (let other = 0; other < 2 ** bitsOfFormat(format); other++) {
        const codes = Uint8Array.from({ length: 80 }, (__, i) => finite[(i * 7) % finite.length] as number);
        codes[50] = other;
        const expected = plain.tally({ codes, format });
        expect(engines[0]?.elements.tally({ codes, format })).toEqual(expected);
      }
    },
  );
});
