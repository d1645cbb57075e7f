/**
 * FP4 on compute capability 12.0: 25 fraction bits through kind::f8f6f4, 35 through kind::mxf4nvf4. The sums at 2^24
 * are those of a public probe on an RTX 5090 (huweim/emulation_sys, probe_mma_fp4_acc_fp32.cu); the rest by hand.
 */
import { expect, it } from 'vitest';
import { resolveFloatFormat } from '../../../../models/formats/resolve.js';
import { unitFamily } from '../../../../models/units/families.js';
import { decode, encode } from '../../../../sim/arithmetic/reference/convert.js';
import { dot } from '../../../../sim/arithmetic/reference/dot.js';

const E2M1 = 'float4_e2m1fn';
const FLOAT32 = resolveFloatFormat('float32', 'test');
const [HALF, ONE] = [1, 2] as const;

/** 2^24 and `count` products of two codes. */
function onto2To24(family: string, count: number, a: number, b: number): number {
  const unit = unitFamily(family, 'test').resolve(E2M1, E2M1, {}, 'test');
  const c = encode(FLOAT32, 2 ** 24, { rounding: 'nearest-even', overflow: 'special' });
  return decode(FLOAT32, dot(unit, Array(count).fill(a), Array(count).fill(b), c, 0));
}

it('f8f6f4 keeps four halves beside 2^24, and loses eight quarters', () => {
  expect(onto2To24('rtx-blackwell', 4, HALF, ONE)).toBe(2 ** 24 + 2);
  expect(onto2To24('rtx-blackwell', 8, HALF, HALF)).toBe(2 ** 24);
  expect(onto2To24('rtx-blackwell-mx', 8, HALF, HALF)).toBe(2 ** 24);
});

it('mxf4nvf4 keeps the quarters: it cuts 35 bits below 2^24, at 2^-11', () => {
  expect(onto2To24('rtx-blackwell-nvfp4', 8, HALF, HALF)).toBe(2 ** 24 + 2);
});
