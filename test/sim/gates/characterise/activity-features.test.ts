/** Counted by hand on two cycles of two products in one lane; the other lanes hold zeros and change nothing. */
import { describe, expect, it } from 'vitest';
import { resolveFormat } from '../../../../models/formats/resolve.js';
import { activityFeatures } from '../../../../sim/gates/characterise/activity-features.js';
import { LANES, type OperandStreams } from '../../../../sim/gates/operands/operand-streams.js';

/** [cycle][product] of lane 3, and its accumulator in each cycle. */
function lane(a: number[][], b: number[][], c: number[]): OperandStreams {
  const productsPerStep = a[0].length;
  const cycles = a.length;
  const placed = (codes: number[][]) => {
    const all = new Uint32Array(cycles * LANES * codes[0].length);
    codes.forEach((list, cycle) => {
      all.set(list, (cycle * LANES + 3) * list.length);
    });
    return all;
  };
  return { cycles, productsPerStep, a: placed(a), b: placed(b), c: placed(c.map((code) => [code])) };
}

describe('changes at a unit', () => {
  it('of f143: 1.5 · 1 and 1 · 1 become −1.25 · 2 and 0 · 1', () => {
    // f143, bias 8: 1 is 0x40, 1.5 is 0x44, −1.25 is 0xc2, 2 is 0x48.
    const format = resolveFormat('f143');
    const streams = lane(
      [
        [0x44, 0x40],
        [0xc2, 0x00],
      ],
      [
        [0x40, 0x40],
        [0x48, 0x40],
      ],
      [0x3c00, 0x3c01],
    );
    expect(activityFeatures(streams, { a: format, b: format }, 1)).toEqual({
      laneCycles: LANES,
      changes: {
        // 0x44 ^ 0xc2 = 0x86: 3; 0x40 ^ 0: 1.
        a: 4,
        // 0x40 ^ 0x48: 1.
        b: 1,
        signs: 1,
        // 12 · 8 = 96 becomes 10 · 8 = 80: 0b1100000 ^ 0b1010000: 2; 8 · 8 = 64 becomes 0: 1.
        significands: 3,
        // 8 + 8 = 16 becomes 8 + 9 = 17: 1; of the zero product none.
        exponents: 1,
        partials: 1,
      },
    });
  });

  it('of int8: −1 · 2 becomes 1 · 2, magnitudes as they were', () => {
    const format = resolveFormat('int8:step=2^0');
    const streams = lane([[0xff], [0x01]], [[0x02], [0x02]], [0, 0xffffffff]);
    expect(activityFeatures(streams, { a: format, b: format }, 1).changes).toEqual({
      ...{ a: 7, b: 0, signs: 1, significands: 0, exponents: 0, partials: 32 },
    });
  });

  it('of float32: significands of 48 bits', () => {
    const format = resolveFormat('float32');
    // (2 − 2^-23)² has the significand (2^24 − 1)² = 2^48 − 2^25 + 1: ones at 25 … 47 and at 0; 1 · 1 has 2^46.
    const streams = lane([[0x3f800000], [0x3fffffff]], [[0x3f800000], [0x3fffffff]], [0, 0]);
    expect(activityFeatures(streams, { a: format, b: format }, 1).changes.significands).toBe(24 - 1);
  });

  it('are not counted in the warm-up', () => {
    const format = resolveFormat('f143');
    const streams = lane([[0], [0x7f], [0x7f]], [[0], [0], [0]], [0, 5, 5]);
    expect(activityFeatures(streams, { a: format, b: format }, 2).changes).toEqual({
      ...{ a: 0, b: 0, signs: 0, significands: 0, exponents: 0, partials: 0 },
    });
  });
});
