/** Operands of a product from safetensors files: what their types say, and errors counted by hand. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveFloatFormat } from '../../models/formats/resolve.js';
import { type Dtype, encodeSafetensors } from '../../records/safetensors.js';
import { decode } from '../../sim/arithmetic/reference/convert.js';
import { errorUnits, loadOperands, operandErrors } from '../../stages/operands.js';
import { temporaryFolder } from '../cli/octile.js';

const folder = temporaryFolder();

interface Given {
  readonly dtype: Dtype;
  readonly bytes: readonly number[];
}
const float32 = (...values: number[]): Given => ({
  dtype: 'F32',
  bytes: [...new Uint8Array(Float32Array.from(values).buffer)],
});

/** a as one row, b as one column, of k values each, beside a tensor that nobody asked for. */
function write(k: number, a: Given, b: Given): string {
  const path = join(folder, 'x.safetensors');
  const tensor = ({ dtype, bytes }: Given, shape: number[]) => ({ dtype, shape, bytes: Uint8Array.from(bytes) });
  const other = { dtype: 'I64' as const, shape: [1], bytes: new Uint8Array(8) };
  writeFileSync(
    path,
    encodeSafetensors(
      new Map([
        ['a', tensor(a, [1, k])],
        ['b', tensor(b, [k, 1])],
        ['ids', other],
      ]),
    ),
  );
  return path;
}

function load(k: number, name: string, a: Given, b: Given) {
  const format = resolveFloatFormat(name, 'test');
  const loaded = loadOperands(write(k, a, b), format, { m: 1, n: 1, k });
  const values = loaded.matrices.map(({ codes }, i) =>
    Array.from(codes, (code) => decode(format, code) * 2 ** (loaded.operands[i]?.scaleExponent ?? 0)),
  );
  return { loaded, values };
}

function errors(k: number, name: string, units: string, a: Given, b: Given) {
  const shape = { m: 1, n: 1, k };
  const spelled = errorUnits(units, resolveFloatFormat(name, 'test'), shape, (field) => field);
  return operandErrors(load(k, name, a, b).loaded, spelled, shape);
}

describe('a tensor is read by its own type', () => {
  it.each([
    // 1 and −0 in OCP E4M3; the code of −0 means NaN in 1.4.3, whose 1 is 0x40.
    ['F8_E4M3', [0x38, 0x80], [1, 0]],
    ['F8_E4M3', [0x7e, 0x01], [448, 2 ** -9]],
    ['F8_E5M2', [0x3c, 0xbc], [1, -1]],
    ['F8_E5M2FNUZ', [0x40, 0xc0], [1, -1]],
    ['BF16', [0x80, 0x3f, 0x00, 0xc0], [1, -2]],
    ['F16', [0x00, 0x3c, 0x00, 0xc0], [1, -2]],
  ] as const)('%s %j, cast to 1.4.3', (dtype, bytes, expected) => {
    const { values } = load(2, 'f143', { dtype, bytes }, float32(1, 1));
    expect(values[0]).toEqual(expected);
  });

  it('codes of the product’s own format, and of none, are taken as they are', () => {
    const codes = [0x40, 0x80];
    const { loaded } = load(2, 'f143', { dtype: 'F8_E4M3FNUZ', bytes: codes }, { dtype: 'U8', bytes: codes });
    expect(loaded.matrices.map((matrix) => [...matrix.codes])).toEqual([codes, codes]);
    expect(loaded.operands.map(({ scaleExponent }) => scaleExponent)).toEqual([0, 0]);
    const halves = load(1, 'float16', { dtype: 'F16', bytes: [1, 60] }, { dtype: 'U16', bytes: [2, 60] });
    expect(halves.loaded.matrices.map((matrix) => [...matrix.codes])).toEqual([[0x3c01], [0x3c02]]);
  });

  it.each([
    ['f143', { dtype: 'I8', bytes: [1, 2] }, 'a: expected a type of F8_E4M3FNUZ'],
    ['f143', { dtype: 'U16', bytes: [1, 0, 2, 0] }, 'F32, U8 for float8_e4m3fnuz, got U16'],
    ['float16', { dtype: 'U8', bytes: [1, 2] }, 'U16 for float16, got U8'],
    ['f143', { dtype: 'F64', bytes: new Array<number>(16).fill(0) }, 'got F64'],
    ['1.3.2', { dtype: 'U8', bytes: [1, 64] }, 'a: expected codes of 6 bits, got 0x40'],
    ['1.4.3:nan=none', float32(1, Number.NaN), 'a: expected values that 1.4.3:nan=none has a code for, got NaN'],
  ] as const)('%s from %j is refused', (name, a, sentence) => {
    expect(() => load(2, name, a as Given, float32(1, 1))).toThrow(sentence);
  });
});

describe('scales', () => {
  it('of small operands reach beyond the unit: the rest multiplies its results', () => {
    // 1 · 2^7 and 1e-6 · 2^27 are the largest below 240: together 2^-34, of which the AMP takes 2^-32.
    const { loaded } = load(2, 'f143', float32(1, 1), float32(1e-6, 1e-6));
    expect(loaded.operands.map(({ scaleExponent }) => scaleExponent)).toEqual([-7, -27]);
    const [amp] = errors(2, 'f143', 'ipu21-amp', float32(1, 1), float32(1e-6, 1e-6));
    expect(amp?.scaleAfter).toBe(-2);
    // 1e-6 · 2^27 = 134.2, between 128 and 144: cast to 128, an error of 4.6 %, 26.7 dB; the sum of two is exact.
    expect(amp?.byK.at(-1)).toMatchObject({ notFinite: 0, accumulation: { kind: 'exact' } });
    const float = Math.fround(1e-6);
    expect(amp?.byK.at(-1)?.operands.snrDb).toBeCloseTo(-20 * Math.log10(1 - 128 / (float * 2 ** 27)), 6);
  });

  it('of large operands do too; what overflows the accumulator is counted', () => {
    // 2^30 and 2^35 under 240 are 2^7 · 2^23 and 2^7 · 2^28: together 2^51, of which the AMP takes 2^31.
    const [amp, exact] = errors(1, 'f143', 'ipu21-amp,exact', float32(2 ** 30), float32(2 ** 35));
    expect([amp?.scaleAfter, exact?.scaleAfter]).toEqual([20, 0]);
    expect(amp?.byK[0]).toMatchObject({ notFinite: 1, total: { kind: 'no-output' } });
    expect(exact?.byK[0]).toMatchObject({ notFinite: 0, total: { kind: 'exact' } });
  });

  it.each([
    // 448 · 2^8 fits exactly at 2^8; one more unit of float32 does not.
    [[448 * 2 ** 8], 8],
    [[448 * 2 ** 8 + 2 ** -7], 9],
    [[448], 0],
    [[449], 1],
    [[2 ** -20, Infinity, Number.NaN], -28],
    [[0, -0], 0],
    [[2 ** 100], 31],
    [[2 ** -140], -32],
  ])('of %j in E4M3 is 2^%i', (values, exponent) => {
    const padded = float32(...values, ...new Array<number>(3 - values.length).fill(0));
    const { loaded } = load(3, 'e4m3', padded, float32(1, 1, 1));
    expect(loaded.operands[0].scaleExponent).toBe(exponent);
  });
});

describe('what is not finite', () => {
  it.each([
    ['an infinite operand', [Infinity, 1], 1],
    ['NaN', [Number.NaN, 1], 1],
    ['finite operands', [2, 1], 0],
  ] as const)('%s', (_, a, notFinite) => {
    const [unit] = errors(2, 'e4m3', 'hopper', float32(...a), float32(1, 1));
    const { operands, accumulation, total, notFinite: counted } = unit?.byK.at(-1) ?? {};
    expect(counted).toBe(notFinite);
    const kinds = [operands, accumulation, total].map((statistics) => statistics?.kind);
    expect(kinds).toEqual(new Array(3).fill(notFinite === 1 ? 'no-output' : 'exact'));
  });

  it('errors of outputs that should be zero have no signal to compare with', () => {
    // 3 · 1.0625 − 1.5 · 2.125 = 0; cast to 1.4.3, 1.0625 and 2.125 become 1 and 2: still 0. 1.0625 · 3 − 3.1875
    // · 1 = 0; cast, 1 · 3 − 3.25 = −0.25.
    const operandsOf = (a: Given, b: Given) => errors(2, 'f143', 'exact', a, b)[0]?.byK.at(-1)?.operands;
    expect(operandsOf(float32(3, 1.5), float32(1.0625, -2.125))).toMatchObject({ kind: 'exact', snrDb: null });
    const cancelled = operandsOf(float32(1.0625, 3.1875), float32(3, -1));
    expect(cancelled).toMatchObject({ kind: 'no-signal', snrDb: null, bias: 0 });
    expect(cancelled?.maxUlp).toBeGreaterThan(0);
  });
});

describe('before anything is computed', () => {
  const units = (text: string, m: number) =>
    errorUnits(text, resolveFloatFormat('e4m3', 'test'), { m, n: 2 ** 10, k: 2 ** 12 }, (field) => `--${field}`);

  it('a product too long is refused, and the longest is not', () => {
    expect(units('hopper', 2 ** 8)).toHaveLength(1);
    expect(() => units('hopper', 2 ** 8 + 1)).toThrow(
      '--operands: expected a product of at most 1073741824 multiply-accumulates for hopper, got 1077936128',
    );
  });

  it('every unit is resolved', () => {
    expect(() => units('hopper,nope', 1)).toThrow('--unit: expected a unit');
  });
});
