/** Activity of the AMP: hand-made operands, and both engines on random ones. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FloatFormat } from '../../../models/formats/format.js';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import type { OperandWidth } from '../../../models/machines/operand-width.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { noCounts } from '../../../records/counts/counts.js';
import { ACTIVITY_COUNTS } from '../../../records/counts/tile-counts.js';
import { randomWord, streamOf } from '../../../runtime/random.js';
import type { Codes } from '../../../sim/arithmetic/codes.js';
import type { GemmOperands } from '../../../sim/tile/activity/activity.js';
import { countTile } from '../../../sim/tile/engines/counted.js';
import { createTile, runTile } from '../../../sim/tile/engines/stepped.js';
import type { GemmTask } from '../../../sim/tile/kernels/gemm/task.js';
import { programOf } from '../../../sim/tile/kernels/programs.js';
import { countedByHand } from './activity-by-hand.js';
import { gemmTasks, machines } from './tasks.js';

const F143 = resolveFloatFormat('float8_e4m3fnuz', 'test');

const TASK: GemmTask = {
  kind: 'gemm',
  m: 6,
  k: 32,
  n: 16,
  operands: 'fp8',
  partials: 'fp16',
  output: 'plain',
  coefficients: 'interleaved',
  start: 'zero',
};

function filled(width: OperandWidth, length: number, codeAt: (index: number) => number): Codes {
  const codes = { fp8: new Uint8Array(length), fp16: new Uint16Array(length), fp32: new Uint32Array(length) }[width];
  for (let index = 0; index < length; index++) codes[index] = codeAt(index);
  return codes;
}

/** Formats of each width: one with −0 and NaNs of two codes, one with neither; the same where there is one. */
const FORMATS = {
  fp8: ['float8_e4m3fn', 'float8_e4m3fnuz'],
  fp16: ['float16', 'bfloat16'],
  fp32: ['float32', 'float32'],
} as const;

function formatsOf(width: OperandWidth) {
  const [left, right] = FORMATS[width].map((name) => resolveFloatFormat(name, 'test')) as [FloatFormat, FloatFormat];
  return { leftFormat: left, rightFormat: right };
}

/** About a quarter zeros, some −0 (a NaN in the second fp8 format). */
function randomOperands(task: GemmTask, seed: number): GemmOperands {
  const negativeZero = { fp8: 0x80, fp16: 0x8000, fp32: 0x80000000 }[task.operands];
  const code = (side: string) => (index: number) => {
    const word = randomWord(seed, streamOf(side), index);
    if (word % 4 === 0) return word % 8 === 0 ? 0 : negativeZero;
    return word;
  };
  return {
    left: filled(task.operands, task.m * task.k, code('left')),
    right: filled(task.operands, task.k * task.n, code('right')),
    ...formatsOf(task.operands),
    zeroGating: seed % 2 === 0 ? 'none' : 'gated',
  };
}

function activityOf(
  task: GemmTask,
  left: (index: number) => number,
  right: (index: number) => number,
  zeroGating: GemmOperands['zeroGating'] = 'none',
) {
  const operands: GemmOperands = {
    left: filled(task.operands, task.m * task.k, left),
    right: filled(task.operands, task.k * task.n, right),
    leftFormat: F143,
    rightFormat: F143,
    zeroGating,
  };
  return runTile(createTile(programOf(task, ipu21), ipu21, operands)).activity;
}

const NOTHING = noCounts(ACTIVITY_COUNTS);

describe('hand counts on one panel, 6 rows, one a worker', () => {
  it('equal inputs toggle the latch once; coefficients of one bit toggle 512 bits of the store', () => {
    // All 6 × 4 issues take the same 8 bytes 0x01: 8 bits on the first issue, none after.
    expect(
      activityOf(
        TASK,
        () => 1,
        () => 1,
      ),
    ).toEqual({ ...NOTHING, inputToggles: 8, coefficientToggles: 512 });
  });

  it('the barrel interleaves rows: row r of byte r toggles at every change of worker', () => {
    // Per issue P0…P3 the latch goes through rows 0 … 5, bytes 0,1,2,3,4,5, then back to 0.
    // Bits between neighbours 0→1 1, 1→2 2, 2→3 1, 3→4 3, 4→5 1, and 5→0 2: 8 a round, 10 with the way back.
    // Four rounds, three ways back, 8 bytes: 8 × (4 · 8 + 3 · 2) = 304. Row 0 is zero: 32 × 16 zero products.
    const activity = activityOf(
      TASK,
      (index) => Math.floor(index / 32),
      () => 3,
    );
    expect(activity).toEqual({ ...NOTHING, zeroMacs: 512, inputToggles: 304, coefficientToggles: 1024 });
  });

  it('a second panel replaces the first in the store, and padding is zeros', () => {
    // k = 40: panel 2 has 8 inputs of 0x01 for 16 channels; the other 24 × 16 bits fall back to zero.
    const activity = activityOf(
      { ...TASK, k: 40 },
      () => 1,
      () => 1,
    );
    expect(activity?.coefficientToggles).toBe(512 + 24 * 16);
    // Inputs: 8 bits at the start; in panel 2 the first round has ones, the three after it none: 8 more.
    expect(activity?.inputToggles).toBe(8 + 8);
  });

  it('a product with two zeros counts once', () => {
    // Left column 0 zero (6 rows × 16), right column 0 zero (6 × 32), 6 products in both.
    const activity = activityOf(
      TASK,
      (index) => (index % 32 === 0 ? 0 : 1),
      (index) => (index % 16 === 0 ? 0 : 1),
    );
    expect(activity?.zeroMacs).toBe(96 + 192 - 6);
  });
});

describe('hand counts of exponents, NaNs and gating', () => {
  const eight = (index: number) => (index === 0 ? 0x40 : 0x08);

  it('row 0 has one input of field 8, all else field 1: 31 inputs lie 7 below it, for 16 channels each', () => {
    expect(activityOf(TASK, eight, () => 0x08)?.exponentSpread).toBe(31 * 7 * 16);
    // The same in coefficients: channel 0, 31 inputs, for 6 rows each.
    expect(activityOf(TASK, () => 0x08, eight)?.exponentSpread).toBe(31 * 7 * 6);
  });

  it('a subnormal is aligned as the least normal: field 0 counts as 1', () => {
    expect(
      activityOf(
        TASK,
        (index) => (index === 0 ? 0x08 : 0x03),
        () => 0x08,
      )?.exponentSpread,
    ).toBe(0);
  });

  it('zeros and NaNs have no exponent and take their products out', () => {
    // Row 0: input 1 zero, input 2 NaN; 29 inputs are left. Channel 0 has a zero at input 3.
    const left = (index: number) => [0x40, 0, 0x80][index] ?? 0x08;
    const activity = activityOf(TASK, left, (index) => (index === 3 * 16 ? 0 : 0x08));
    expect(activity?.exponentSpread).toBe(7 * (29 * 16 - 1));
    expect(activity?.nanMacs).toBe(16);
    expect(activity?.zeroMacs).toBe(16 + 6);
  });

  it('0 × NaN counts as both', () => {
    const activity = activityOf(
      TASK,
      (index) => (index === 0 ? 0x80 : 8),
      (index) => (index === 0 ? 0 : 8),
    );
    expect([activity?.nanMacs, activity?.zeroMacs]).toEqual([16, 6]);
  });

  it('gated: a row of zeros leaves the latch as it was, zero coefficients the store', () => {
    // Rows of bytes 0 … 5 as above; row 0 is skipped. 0→1 1, 1→2 2, 2→3 1, 3→4 3, 4→5 1; further rounds 5→1 1.
    // Eight a round, four rounds, 8 bytes.
    const rows = (index: number) => Math.floor(index / 32);
    expect(activityOf(TASK, rows, () => 3, 'gated')?.inputToggles).toBe(4 * 8 * 8);
    // Panel 2 (k = 40) has 8 inputs; the places of the other 24 keep their 0x01: nothing toggles.
    const ones = () => 1;
    expect(activityOf({ ...TASK, k: 40 }, ones, ones, 'gated')?.coefficientToggles).toBe(512);
    // Inputs: 8 bits on the first issue; the last three issues of panel 2 are padding and hold the ones.
    expect(activityOf({ ...TASK, k: 40 }, ones, ones, 'gated')?.inputToggles).toBe(8);
  });
});

describe('an independent count of small products', () => {
  it('product by product, code by code, on ipu21 with a row a worker', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 35 }),
        fc.nat(1e6),
        (m, k, n, seed) => {
          const task: GemmTask = { ...TASK, m, k, n };
          const operands = randomOperands(task, seed);
          expect(countTile(programOf(task, ipu21), operands).activity).toEqual(countedByHand(task, operands));
        },
      ),
      { numRuns: 60 },
    );
  });
});

it('stepped and counted agree on the activity of random operands on any machine', () => {
  fc.assert(
    fc.property(gemmTasks, machines, fc.nat(1e6), (task, machine, seed) => {
      const program = programOf(task, machine);
      const operands = randomOperands(task, seed);
      expect(runTile(createTile(program, machine, operands))).toEqual(countTile(program, operands));
    }),
    { numRuns: 300 },
  );
});

it('operands of another size or width are refused', () => {
  const program = programOf(TASK, ipu21);
  const right = new Uint8Array(512);
  const zeros = { leftFormat: F143, rightFormat: F143, zeroGating: 'none' } as const;
  expect(() => countTile(program, { left: new Uint8Array(191), right, ...zeros })).toThrow(
    'gemm left operand: expected 192 codes of 1 B, got 191 of 1 B',
  );
  expect(() => createTile(program, ipu21, { left: new Uint16Array(192), right, ...zeros })).toThrow('192 of 2 B');
});
