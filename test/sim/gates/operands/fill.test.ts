/** Expected matrices from the definition of each fill, by sorting and counting plainly. */
import { afterAll, describe, expect, it } from 'vitest';
import { resolveOperandFormat } from '../../../../models/formats/resolve.js';
import { NORMAL_FILL, type OperandFill } from '../../../../models/hardware/operand-fill.js';
import { createEngine } from '../../../../sim/arithmetic/kernels/engine.js';
import { decode } from '../../../../sim/arithmetic/reference/convert.js';
import { type FillSource, filledMatrix, fillSource } from '../../../../sim/gates/operands/fill.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

const FLOAT16 = resolveOperandFormat('float16');

function source(seed = 3): FillSource {
  return fillSource({ rows: 8, columns: 16, seed, side: 'a' });
}

function filled(differs: Partial<OperandFill>, format = FLOAT16, from = source()) {
  return filledMatrix(from, { ...NORMAL_FILL, ...differs }, format, engine);
}

function valuesOf(codes: ArrayLike<number>): number[] {
  return Array.from(codes, (code) => decode(FLOAT16, code));
}

const ascending = (x: number, y: number) => x - y;

describe('a filled matrix', () => {
  it('is the same for the same seed and side, and another for another seed', () => {
    expect(filled({})).toEqual(filled({}));
    expect(filled({}, FLOAT16, source(4))).not.toEqual(filled({}));
  });

  it('has the mean and deviation asked for', () => {
    const codes = filledMatrix(
      fillSource({ rows: 64, columns: 64, seed: 1, side: 'b' }),
      { ...NORMAL_FILL, mean: 10, spread: 2 },
      FLOAT16,
      engine,
    );
    const values = valuesOf(codes);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    // Standard errors at 4,096 values: 2/64 of the mean, 2²·√(2/4096) = 0.09 of the variance.
    expect(Math.abs(mean - 10)).toBeLessThan(4 * (2 / 64));
    expect(Math.abs(variance - 4)).toBeLessThan(4 * 0.09);
  });

  it('sorts the same numbers along rows, columns, or within each row', () => {
    const drawn = valuesOf(filled({}));
    const sorted = [...drawn].sort(ascending);
    expect(valuesOf(filled({ order: 'rows' }))).toEqual(sorted);
    const columns = valuesOf(filled({ order: 'columns' }));
    expect(columns.slice(0, 3)).toEqual([sorted[0], sorted[8], sorted[16]]);
    expect(columns[16]).toBe(sorted[1]);
    const inRows = valuesOf(filled({ order: 'in-rows' }));
    for (let row = 0; row < 128; row += 16) {
      expect(inRows.slice(row, row + 16)).toEqual(drawn.slice(row, row + 16).sort(ascending));
    }
  });

  it('is one value, zeros, or without negatives where said', () => {
    expect(new Set(filled({ values: 'one' })).size).toBe(1);
    expect(new Set(filled({ zeroShare: 1 }))).toEqual(new Set([0]));
    const zeros = filled({ zeroShare: 0.5 }).filter((code) => code === 0).length;
    // 128 elements: 64 ± 4 · √32.
    expect(Math.abs(zeros - 64)).toBeLessThan(23);
    expect(valuesOf(filled({ negatives: 'zeroed' }))).toEqual(valuesOf(filled({})).map((value) => Math.max(0, value)));
  });

  it('clears bits of codes', () => {
    const codes = filled({});
    expect(filled({ lowBitsZeroed: 8 })).toEqual(codes.map((code) => code & 0xff00));
    expect(filled({ highBitsZeroed: 8 })).toEqual(codes.map((code) => code & 0x00ff));
  });

  it('uses all bits of integers: uniform in [−1, 1] becomes whole numbers of 1/64 up to ±64', () => {
    const codes = filled({ distribution: 'uniform' }, resolveOperandFormat('int8:step=2^0'));
    const values = source().units('uniform');
    // The largest magnitude is between 0.5 and 1: scaled by 64 it needs 7 bits, by 128 it may not fit.
    const largest = Math.max(...values.map(Math.abs));
    expect(largest).toBeGreaterThan(0.5);
    const scale = largest * 128 <= 127 ? 128 : 64;
    expect(Array.from(codes, (code) => (code << 24) >> 24)).toEqual(
      Array.from(values, (value) => Math.round(value * scale) + 0),
    );
  });
});
