/**
 * Miniature proofs: every fast twin equals the reference on all inputs of small formats, beside the random inputs at
 * full size elsewhere. Two products of 1.2.1 with every accumulator of 1.4.1, and four products of 1.2.0 with one;
 * accumulators and cuts are so that many sums lose bits. One operand has NaN in the place of −0, the other infinities and NaN as
 * IEEE 754.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { bitsOf } from '../../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { type DotProductUnit, resultFormat } from '../../../../models/units/unit.js';
import { emptyCodes } from '../../../../sim/arithmetic/codes.js';
import { twinOf } from '../../../../sim/arithmetic/kernels/dispatch.js';
import { createEngine } from '../../../../sim/arithmetic/kernels/engine.js';
import { encode } from '../../../../sim/arithmetic/reference/convert.js';
import { codesArray } from '../any-codes.js';
import {
  answersOf,
  everyVector,
  FOUR,
  MINIATURE_UNITS,
  type Miniature,
  type MiniatureCodes,
  miniatureOf,
  type ProductClasses,
  productClasses,
  twoProductsFor,
} from './miniatures.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

/** Columns of B at a time. */
const COLUMNS = 512;

/** How many inputs there are, and the first on which the engine differs from the reference, of the same unit unless said. */
function compared(
  preset: DotProductUnit,
  miniature: Miniature,
  reference = preset,
): { inputs: number; wrong: string[] } {
  const { unit, codes } = miniatureOf(preset, miniature);
  const classes = productClasses(unit, codes);
  const result = resolveFloatFormat(resultFormat(unit), 'test');
  const { products } = miniature;
  const [a, b] = [everyVector(codes.a.length, products), everyVector(codes.b.length, products)];
  const wrong: string[] = [];
  for (const value of miniature.accumulated) {
    const c = encode(result, value, { rounding: 'nearest-even', overflow: 'saturate' });
    const answers = answersOf(miniatureOf(reference, miniature).unit, classes, miniature, c);
    for (let first = 0; first < b.length && wrong.length === 0; first += COLUMNS * products) {
      const part = b.subarray(first, first + COLUMNS * products);
      const got = gemmOf(unit, miniature, c, [a, part], codes);
      const expected = expectedOf(classes, answers, miniature, [a, part], codes);
      const at = got.findIndex((code, i) => code !== expected[i]);
      if (at >= 0) wrong.push(`c ${value}, output ${at} from ${first}: ${got[at]}, reference ${expected[at]}`);
    }
  }
  return { inputs: (a.length * b.length * miniature.accumulated.length) / products ** 2, wrong };
}

type Vectors = readonly [Uint8Array, Uint8Array];

function gemmOf(unit: DotProductUnit, miniature: Miniature, c: number, vectors: Vectors, codes: MiniatureCodes) {
  const { products: k, scaleSum } = miniature;
  const [m, n] = [vectors[0].length / k, vectors[1].length / k];
  const bits = (name: string) => bitsOf(resolveFloatFormat(name, 'test'));
  const of = (name: string, list: readonly number[], places: Uint8Array) =>
    codesArray(
      bits(name),
      Array.from(places, (place) => list[place] ?? 0),
    );
  return engine.gemm({
    unit,
    m,
    n,
    k,
    a: of(unit.aFormat, codes.a, vectors[0]),
    b: of(unit.bFormat, codes.b, vectors[1]),
    bLayout: 'column-major',
    scaleSum,
    initial: emptyCodes(bits(resultFormat(unit)), m * n).fill(c),
  }).codes;
}

/** Each output's sequence of classes, first half and second half by a table, and its answer. */
function expectedOf(
  { classOf, pairs }: ProductClasses,
  answers: Uint32Array,
  { products }: Miniature,
  [a, b]: Vectors,
  codes: MiniatureCodes,
): Uint32Array {
  const half = products / 2;
  const step = pairs.length ** half;
  const [rows, columns] = [halvesOf(a, codes.a.length, half), halvesOf(b, codes.b.length, half)];
  const width = codes.b.length ** half;
  const table = Uint32Array.from({ length: codes.a.length ** half * width }, (_, at) => {
    let [sequence, row, column] = [0, Math.floor(at / width), at % width];
    for (let place = 0; place < half; place++) {
      const pair = (row % codes.a.length) * codes.b.length + (column % codes.b.length);
      sequence += (classOf[pair] as number) * pairs.length ** place;
      row = Math.floor(row / codes.a.length);
      column = Math.floor(column / codes.b.length);
    }
    return sequence;
  });
  const expected = new Uint32Array((rows.length * columns.length) / 4);
  for (let row = 0, to = 0; row < rows.length; row += 2) {
    const [low, high] = [(rows[row] as number) * width, (rows[row + 1] as number) * width];
    for (let column = 0; column < columns.length; column += 2) {
      const first = table[low + (columns[column] as number)] as number;
      const second = table[high + (columns[column + 1] as number)] as number;
      expected[to++] = answers[first + step * second] as number;
    }
  }
  return expected;
}

/** Of each vector the numbers of its two halves. */
function halvesOf(vectors: Uint8Array, count: number, half: number): Uint32Array {
  return Uint32Array.from({ length: vectors.length / half }, (_, at) => {
    let number = 0;
    for (let place = half - 1; place >= 0; place--) number = number * count + (vectors[at * half + place] as number);
    return number;
  });
}

describe.each(Object.entries(MINIATURE_UNITS))('%s: all inputs', (name, [twin, preset]) => {
  it.each([
    ['two products of 1.2.1', twoProductsFor(name), 65_536 * 64],
    ['four products of 1.2.0', FOUR, 16_777_216],
  ] as const)('%s', (_, miniature, inputs) => {
    expect(twinOf(miniatureOf(preset, miniature).unit)).toBe(twin);
    expect(compared(preset, miniature)).toEqual({ inputs, wrong: [] });
  });
});

it.each([
  ['aligned, float32 lanes', 14],
  ['aligned, float32 lanes', 12],
  ['aligned, float64 lanes', 23],
  ['aligned, split sums', 23],
] as const)('%s: one fraction bit more or less, %i, is told apart', (name, fractionBits) => {
  const [, unit] = MINIATURE_UNITS[name] as readonly [string, DotProductUnit];
  const other = { ...unit, sum: { ...unit.sum, fractionBits } } as DotProductUnit;
  expect(compared(unit, twoProductsFor(name), other).wrong).not.toEqual([]);
});
