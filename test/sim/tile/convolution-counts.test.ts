/**
 * Cycles by hand of the convolution program, which nobody measured; all three engines must give them. On ipu21: call 285;
 * a panel 6 + 32 loads; a worker 22 slots, a piece of a line 31, a row 4.
 */
import { describe, expect, it } from 'vitest';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { countTile } from '../../../sim/tile/engines/counted.js';
import type { TileResult } from '../../../sim/tile/engines/result.js';
import { createTile, runTile } from '../../../sim/tile/engines/stepped.js';
import { closedForm } from '../../../sim/tile/kernels/closed-forms.js';
import type { ConvolutionTask } from '../../../sim/tile/kernels/convolution/task.js';
import { programOf } from '../../../sim/tile/kernels/programs.js';
import type { TileTask } from '../../../sim/tile/kernels/tasks.js';

function run(task: TileTask): TileResult {
  const program = programOf(task, ipu21);
  const counted = countTile(program);
  expect(runTile(createTile(program, ipu21))).toEqual(counted);
  expect(closedForm(task, ipu21)).toEqual(counted);
  return counted;
}

const task: ConvolutionTask = {
  kind: 'convolution',
  images: 1,
  height: 3,
  width: 7,
  top: 0,
  bottom: 0,
  left: 1,
  right: 1,
  kernel: 3,
  stride: 2,
  dilation: 1,
  groups: 1,
  inputChannels: 40,
  outputChannels: 20,
  operands: 'fp8',
  partials: 'fp16',
  coefficients: 'interleaved',
  start: 'zero',
};

describe('3 × 3 over a block of 3 × 7 with a column of zeros on either side, stride 2: one line of 4 outputs', () => {
  it('the middle column of the kernel has an input for all 4, the others for 3', () => {
    // Columns at 2 j + q − 1: q = 1 has 0, 2, 4, 6; q = 0 lacks the first output, q = 2 the last. Every row has the line.
    // 4 rows are one each for 4 workers: 22 + 31 + 4 = 57 slots; so are 3.
    // 2 groups of channels × 2 panels of inputs at each of 9 positions.
    const { cycles, counts } = run(task);
    expect(cycles).toBe(285 + 9 * 4 * (38 + 6 * 57));
    expect(counts.launches).toBe(36);
    expect(counts.ampIssues).toBe((3 * 4 + 6 * 3) * 4 * 4);
    expect(counts.usefulMacs).toBe((3 * 4 + 6 * 3) * 40 * 20);
    expect(counts.paddingMacs).toBe((3 * 4 + 6 * 3) * (64 * 32 - 40 * 20));
    // 32 B of input a row and 8 more a piece, each worker one; as much of partials but in the 2 panels that start at zero.
    const [middle, other] = [4 * 40, 3 * 40];
    expect(counts.sramReadBytes).toBe(36 * 512 + 2 * (12 * middle + 24 * other) - 2 * middle);
  });

  it('zeros above and below: the kernel rows have an input for as many lines', () => {
    // 5 × 7 of an image with all its zeros: 3 × 4 outputs, of which the first kernel row has 2 lines, as the last.
    const whole: ConvolutionTask = { ...task, height: 5, top: 1, bottom: 1 };
    const { counts } = run(whole);
    expect(counts.usefulMacs).toBe((2 + 3 + 2) * (3 + 4 + 3) * 40 * 20);
  });

  it('lines end pieces: 3 lines of 3; the second worker has rows 2 and 3', () => {
    const small: ConvolutionTask = {
      ...task,
      width: 5,
      height: 5,
      left: 0,
      right: 0,
      stride: 1,
      inputChannels: 32,
      outputChannels: 16,
    };
    expect(run(small).cycles).toBe(285 + 9 * (38 + 6 * (22 + 2 * 31 + 2 * 4)));
  });

  it('dilation 2 reaches over 5: one output of 3 × 3 inputs two apart', () => {
    const apart: ConvolutionTask = { ...task, height: 5, width: 5, left: 0, right: 0, stride: 1, dilation: 2 };
    expect(run(apart).counts.usefulMacs).toBe(9 * 40 * 20);
  });

  it('a kernel of one position is a product whose blocks are lines', () => {
    const one: ConvolutionTask = { ...task, height: 2, width: 16, left: 0, right: 0, kernel: 1, stride: 1 };
    const { operands, partials, coefficients, start } = task;
    const product = { kind: 'gemm', m: 32, k: 40, n: 20, operands, partials, coefficients, start } as const;
    expect(run(one)).toEqual(run({ ...product, output: 'packed' }));
  });

  it('a kernel longer than what it may reach is refused', () => {
    expect(() => programOf({ ...task, kernel: 4 }, ipu21)).toThrow(
      'convolution kernel: expected windows that reach a block of 3 × 7, got 4',
    );
    expect(() => closedForm({ ...task, kernel: 4 }, ipu21)).toThrow('windows that reach a block of 3 × 7');
  });
});

describe('groups', () => {
  const grouped: ConvolutionTask = { ...task, left: 0, right: 0, stride: 1, kernel: 1, height: 1, width: 6 };

  it('of 4 channels stand side by side, four in a panel: of 32 inputs 16 are theirs, each for 4 of 16 outputs', () => {
    const { cycles, counts } = run({ ...grouped, groups: 8, inputChannels: 4, outputChannels: 4 });
    // Two sets, a panel each; a row a worker.
    expect(cycles).toBe(285 + 2 * (38 + 6 * 57));
    expect(counts.usefulMacs).toBe(6 * 8 * 4 * 4);
  });

  it('of 20 channels have panels of their own: two for their outputs', () => {
    const { cycles, counts } = run({ ...grouped, groups: 3, inputChannels: 20, outputChannels: 20 });
    expect(cycles).toBe(285 + 3 * 2 * (38 + 6 * 57));
    expect(counts.usefulMacs).toBe(6 * 3 * 20 * 20);
  });
});
