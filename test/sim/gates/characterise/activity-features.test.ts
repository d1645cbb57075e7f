/** Counted by hand on two cycles of two products in one lane; the other lanes hold zeros and change nothing. */
import { describe, expect, it } from 'vitest';
import type { HardwareUnit } from '../../../../models/hardware/hardware-unit.js';
import { hardwareUnit } from '../../../../models/hardware/presets.js';
import { resolveUnit } from '../../../../models/units/resolve-unit.js';
import { activityFeatures } from '../../../../sim/gates/characterise/activity-features.js';
import { LANES, type OperandStreams } from '../../../../sim/gates/operands/operand-streams.js';
import { changesOf } from './no-changes.js';

const F143 = 'float8_e4m3fnuz';
const F143_FORMATS = { aFormat: F143, bFormat: F143, scale: 0 };

/** A preset with so many products. */
function unitOf(name: string, productsPerStep: number): HardwareUnit {
  const unit = hardwareUnit(name, 'test');
  const { datapath } = unit;
  if (datapath.kind === 'integer') return { ...unit, datapath: { ...datapath, productsPerStep } };
  return { ...unit, datapath: { ...datapath, unit: { ...datapath.unit, productsPerStep } } };
}

/** [cycle][product] of lane 3, and its accumulator in each cycle. */
function lane(a: number[][], b: number[][], c: number[]): OperandStreams {
  const cycles = a.length;
  const placed = (codes: number[][]) => {
    const all = new Uint32Array(cycles * LANES * codes[0].length);
    codes.forEach((list, cycle) => {
      all.set(list, (cycle * LANES + 3) * list.length);
    });
    return all;
  };
  return { cycles, productsPerStep: a[0].length, a: placed(a), b: placed(b), c: placed(c.map((code) => [code])) };
}

/** f143, bias 8: 1 is 0x40, 1.5 is 0x44, −1.25 is 0xc2, 2 is 0x48; float16: 1 is 0x3c00. */
const ONE_AND_A_HALF = lane(
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

describe('changes at a unit', () => {
  const codes = {
    // 0x44 ^ 0xc2 = 0x86: 3; 0x40 ^ 0: 1.
    a: 4,
    // 0x40 ^ 0x48: 1.
    b: 1,
    signs: 1,
    // 12 · 8 = 96 becomes 10 · 8 = 80: 0b1100000 ^ 0b1010000: 2; 8 · 8 = 64 becomes 0: 1.
    significands: 3,
    // Fields 8 + 8 = 16 become 8 + 9 = 17: 1; 16 becomes 1 + 8 = 9: 0b10000 ^ 0b01001: 3.
    exponents: 4,
    zeros: 1,
    partials: 1,
  };

  it('aligned at 13 fraction bits: 1.5 · 1 and 1 · 1 beside 1 become −1.25 · 2 and 0 · 1 beside 1 + 2^-10', () => {
    const { laneCycles, changes } = activityFeatures(ONE_AND_A_HALF, unitOf('amp-f13', 2), F143_FORMATS, 1);
    expect(laneCycles).toBe(LANES);
    expect(changes).toEqual({
      ...codes,
      // The second product's exponent goes from 0 to 1 − 8 + 8 − 8 = −7 below a largest of 1: 0 becomes 8.
      shifts: 1,
      // 0 and 1 above the least exponent, −14: 14 ^ 15.
      largest: 1,
      // Of 15 bits: 96 · 2^7 = 0x3000 becomes ~0x2800 = 0x57ff; 0x2000 becomes 0; 2^10 · 2^3 = 0x2000 becomes
      // 1025 · 2^2 = 0x1004. 0x67ff | 0x2000 | 0x3004 = 0x77ff.
      columns: 14,
    });
  });

  it('of an exact sum: terms stay where their exponents put them', () => {
    const { changes } = activityFeatures(ONE_AND_A_HALF, unitOf('amp-f143-exact', 2), F143_FORMATS, 1);
    // 40 bits from 2^-24 (the least float16) to 2^15. 96 · 2^18 has ones at 23 and 24, 80 · 2^19 at 23 and 25, and is
    // inverted: all change but 24 and 25; of 1 · 1, at 24, everything; of the accumulator 14. So all but 25.
    expect(changes).toEqual({ ...codes, shifts: 0, largest: 0, columns: 39 });
  });

  it('of int8: −1 · 2 becomes 1 · 2, in two’s complement', () => {
    const streams = lane([[0xff], [0x01]], [[0x02], [0x02]], [0, 0x10001]);
    const formats = { aFormat: '', bFormat: '', scale: 0 };
    // 0xfffe ^ 0x0002 = 0xfffc: 14; with 0x10001 16 columns.
    expect(activityFeatures(streams, unitOf('amp-int8', 1), formats, 1).changes).toEqual(
      changesOf({ a: 7, significands: 14, partials: 2, columns: 16 }),
    );
  });

  it('of float32: significands of 48 bits', () => {
    const amp = resolveUnit({ family: 'ipu21-amp', a: 'float32' });
    const unit = { ...amp, productsPerStep: 1, scaleRange: [0, 0] as const };
    const datapath = { kind: 'float', unit, aFormats: ['float32'], bFormats: ['float32'] } as const;
    const formats = { aFormat: 'float32', bFormat: 'float32', scale: 0 };
    // (2 − 2^-23)² has the significand (2^24 − 1)² = 2^48 − 2^25 + 1: ones at 25 … 47 and at 0; 1 · 1 has 2^46.
    const streams = lane([[0x3f800000], [0x3fffffff]], [[0x3f800000], [0x3fffffff]], [0, 0]);
    const { changes } = activityFeatures(streams, { ...unitOf('amp-fp16', 1), datapath }, formats, 1);
    expect(changes.significands).toBe(24 - 1);
    expect(changes.columns).toBe(24 - 1);
  });

  it('are not counted in the warm-up', () => {
    const streams = lane([[0], [0x7f], [0x7f]], [[0], [0], [0]], [0, 5, 5]);
    expect(activityFeatures(streams, unitOf('amp-f13', 1), F143_FORMATS, 2).changes).toEqual(changesOf({}));
  });
});
