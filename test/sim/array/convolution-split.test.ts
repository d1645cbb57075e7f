/**
 * What arrives where a convolution is split, counted by hand, and that splits lose no work: the pairs of a window and a
 * position, over all tiles, are those of the whole, found by going over every window.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../models/input-error.js';
import { withFields } from '../../../models/machines/fields.js';
import { ipu21 } from '../../../models/machines/tiles/ipu21.js';
import { CONVOLUTION_DIRECTIONS } from '../../../records/trace/op.js';
import { axisParts, type ImageAxis } from '../../../sim/array/convolution/axis-parts.js';
import { callsOf } from '../../../sim/array/convolution/block.js';
import { leastCycles } from '../../../sim/array/convolution/least-cycles.js';
import { planConvolution, splitCycles } from '../../../sim/array/convolution/plan.js';
import type { ConvolutionShape } from '../../../sim/array/convolution/shape.js';
import {
  arrivingOperands,
  blockBytes,
  blocksIn,
  type ConvolutionSplit,
  splitParts,
} from '../../../sim/array/convolution/split.js';
import { splitsOf } from '../../../sim/array/convolution/splits.js';
import { usableBytes } from '../../../sim/array/memory/sram.js';
import { closedForm } from '../../../sim/tile/kernels/closed-forms.js';

/** 2 images of 7 × 5, 3 × 3 with zeros around, 20 channels in and 40 out, halves. */
const SHAPE: ConvolutionShape = {
  direction: 'forward',
  images: 2,
  height: 7,
  width: 5,
  kernel: 3,
  stride: 1,
  padding: 1,
  dilation: 1,
  groups: 1,
  read: 20,
  written: 40,
  operands: 'fp16',
  operandBytes: 2,
  partials: 'fp16',
  partialBytes: 2,
};

const SPLIT: ConvolutionSplit = {
  way: 'windows',
  splitImages: 2,
  splitHeight: 3,
  splitWidth: 1,
  splitGroups: 1,
  splitWritten: 2,
  splitRead: 1,
  rounds: 1,
};

const arriving = (shape: Partial<ConvolutionShape>, split: Partial<ConvolutionSplit> = {}, round = 0) => {
  const whole = { ...SHAPE, ...shape };
  return arrivingOperands(whole, splitParts(whole, { ...SPLIT, ...split }, ipu21), round);
};

describe('bytes that arrive, by hand', () => {
  it('forward: lines 0–1, 2–3 and 4–6 reach 3, 4 and 4 lines of 7; channels written are 16 and 24', () => {
    const [input, weights] = [7 * 5 * 20, 9 * 20 * 40];
    expect(arriving({})).toEqual({
      pattern: 'gather',
      receivedBytesPerTile: 2 * (4 * 5 * 20 + 9 * 20 * 24),
      // Each element once.
      sentBytes: 2 * (2 * input + weights),
      // Eleven lines of each image to the tiles of both parts of channels; weights to six parts of positions.
      receivedBytes: 2 * (2 * 11 * 5 * 20 * 2 + 6 * weights),
    });
  });

  it('channels read in two parts, 16 and 4: each tile receives its own', () => {
    const { receivedBytesPerTile, receivedBytes } = arriving({}, { splitRead: 2 });
    expect(receivedBytesPerTile).toBe(2 * (4 * 5 * 16 + 9 * 16 * 24));
    expect(receivedBytes).toBe(arriving({}).receivedBytes);
  });

  it('a kernel of one position with stride 2 reads the positions that it uses: 4 lines of 7, 3 columns of 5', () => {
    const { sentBytes, receivedBytes } = arriving(
      { kernel: 1, padding: 0, stride: 2 },
      { way: 'product', splitHeight: 2 },
    );
    expect(sentBytes).toBe(2 * (2 * 4 * 3 * 20 + 20 * 40));
    expect(receivedBytes).toBe(2 * (2 * 4 * 3 * 20 * 2 + 4 * 20 * 40));
  });

  it('the gradient of the input with stride 2: lines 0–2 meet windows 0–1 of 4, lines 3–6 windows 1–3', () => {
    const gradient = { direction: 'dgrad', stride: 2, read: 40, written: 20 } as const;
    const { sentBytes, receivedBytesPerTile, receivedBytes } = arriving(gradient, { splitHeight: 2, splitWritten: 1 });
    expect(sentBytes).toBe(2 * (2 * 4 * 3 * 40 + 9 * 20 * 40));
    expect(receivedBytesPerTile).toBe(2 * (3 * 3 * 40 + 9 * 20 * 40));
    expect(receivedBytes).toBe(2 * (2 * 5 * 3 * 40 + 4 * 9 * 20 * 40));
  });

  it('the gradient of the weights: what forward reads, and its part of dy', () => {
    const { sentBytes, receivedBytesPerTile, receivedBytes } = arriving(
      { direction: 'wgrad' },
      { way: 'product', splitRead: 2 },
    );
    expect(sentBytes).toBe(2 * (2 * 35 * 20 + 2 * 35 * 40));
    expect(receivedBytesPerTile).toBe(2 * (4 * 5 * 16 + 3 * 5 * 24));
    // x of eleven lines to two parts of dy's channels, dy to two parts of x's.
    expect(receivedBytes).toBe(2 * (2 * 11 * 5 * 20 * 2 + 2 * 35 * 40 * 2));
  });

  it('in three rounds of two parts: a third of the input each, weights with the first, to two tiles of each half', () => {
    const input = 2 * 11 * 5 * 20 * 2;
    const rounds = [0, 1, 2].map((round) => arriving({}, { rounds: 3 }, round));
    expect(rounds.map(({ receivedBytes }) => receivedBytes).reduce((sum, bytes) => sum + bytes)).toBe(
      2 * (input + 2 * 9 * 20 * 40),
    );
    expect(rounds[0]?.receivedBytesPerTile).toBe(2 * (4 * 5 * 20 + 9 * 20 * 24));
    expect(rounds[1]?.receivedBytesPerTile).toBe(2 * 4 * 5 * 20);
  });

  it('groups: every tile its own channels and weights', () => {
    const grouped = { groups: 4, read: 20, written: 16 };
    const { sentBytes, receivedBytesPerTile, receivedBytes } = arriving(grouped, { splitGroups: 2, splitWritten: 1 });
    expect(sentBytes).toBe(2 * (2 * 35 * 80 + 9 * 4 * 20 * 16));
    expect(receivedBytesPerTile).toBe(2 * (4 * 5 * 2 * 20 + 9 * 2 * 20 * 16));
    expect(receivedBytes).toBe(2 * (2 * 11 * 5 * 80 + 6 * 9 * 4 * 20 * 16));
  });
});

const axes: fc.Arbitrary<ImageAxis> = fc
  .record({
    length: fc.integer({ min: 1, max: 20 }),
    kernel: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.integer({ min: 0, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
  })
  .map((axis) => ({ ...axis, padding: Math.min(axis.padding, axis.dilation * (axis.kernel - 1)) }))
  .filter(({ length, kernel, padding, dilation }) => length + 2 * padding > dilation * (kernel - 1));

/** Pairs of a window and a position of the image, one by one. */
function pairsOf({ length, kernel, stride, padding, dilation }: ImageAxis): number {
  let pairs = 0;
  for (let start = -padding; start + dilation * (kernel - 1) < length + padding; start += stride) {
    for (let place = 0; place < kernel; place++) {
      const position = start + place * dilation;
      if (position >= 0 && position < length) pairs += 1;
    }
  }
  return pairs;
}

it('parts of an axis have all its pairs between them, whichever side is split', () => {
  fc.assert(
    fc.property(
      axes,
      fc.constantFrom('windows' as const, 'image' as const),
      fc.integer({ min: 1, max: 24 }),
      (axis, side, count) => {
        const parts = axisParts(axis, side, count);
        expect(parts.reduce((sum, part) => sum + part.parts * part.pairs, 0)).toBe(pairsOf(axis));
      },
    ),
  );
});

describe('a planned convolution', () => {
  const machine = withFields(ipu21, { tiles: 48 }, 'test');

  it.each([
    ['stride 1', {}],
    ['stride 2', { stride: 2, height: 14, width: 14 }],
    ['dilation', { dilation: 2, padding: 2, height: 14, width: 14 }],
    ['groups of 4 channels', { groups: 8, read: 4, written: 4 }],
    ['one position', { kernel: 1, padding: 0, height: 14, width: 14 }],
  ] as const)(
    '%s: forward and the gradient of the input have the same useful products, on no more tiles than there are',
    (_, changed) => {
      const useful = (['forward', 'dgrad'] as const).map((direction) => {
        const shape: ConvolutionShape = { ...SHAPE, ...changed, direction };
        const turned = direction === 'dgrad' ? { ...shape, read: shape.written, written: shape.read } : shape;
        const plan = {
          ...planConvolution(turned, machine, 0, 'test'),
          way: shape.kernel === 1 ? 'product' : 'windows',
        } as const;
        const blocks = blocksIn(splitParts(turned, plan, machine));
        expect(blocks.reduce((sum, { tiles }) => sum + tiles, 0)).toBeLessThanOrEqual(machine.tiles);
        return blocks.reduce(
          (sum, { block, tiles }) =>
            sum +
            tiles *
              callsOf(plan.way, turned, block, machine).reduce(
                (all, { task, calls }) => all + calls * closedForm(task, machine).counts.usefulMacs,
                0,
              ),
          0,
        );
      });
      const { images, height, width, kernel, stride, padding, dilation, groups, read, written } = {
        ...SHAPE,
        ...changed,
      };
      const axis = (length: number) => pairsOf({ length, kernel, stride, padding, dilation });
      const all = images * axis(height) * axis(width) * groups * read * written;
      expect(useful).toEqual([all, all]);
    },
  );

  it('fits beside what a tile holds, and is refused where nothing does', () => {
    const large: ConvolutionShape = { ...SHAPE, images: 64, height: 28, width: 28, read: 256, written: 256 };
    const held = 100_000;
    for (const direction of CONVOLUTION_DIRECTIONS) {
      const plan = planConvolution({ ...large, direction }, ipu21, held, 'op c');
      expect(plan.sramBytes + held).toBeLessThanOrEqual(usableBytes(ipu21));
      expect(plan.sramBytes).toBe(
        blockBytes({ ...large, direction }, plan, splitParts({ ...large, direction }, plan, ipu21)),
      );
    }
    expect(() => planConvolution(large, withFields(ipu21, { tiles: 2 }, 'test'), 0, 'op c')).toThrow(InputError);
  });

  it('is the fastest of all that fit: none takes less than the planner takes it to take at least', () => {
    const drawn: readonly Partial<ConvolutionShape>[] = [
      {},
      { stride: 2, height: 14, width: 14 },
      { kernel: 1, padding: 0, read: 100, written: 70 },
      { groups: 32, read: 1, written: 1 },
      { groups: 6, read: 8, written: 8, dilation: 2, padding: 2, height: 12 },
      { read: 3, kernel: 7, padding: 3, stride: 2, height: 20, width: 20 },
    ];
    for (const changed of drawn) {
      for (const direction of CONVOLUTION_DIRECTIONS) {
        const shape: ConvolutionShape = { ...SHAPE, ...changed, direction };
        const least = leastCycles(shape, machine);
        const timed = [1, 2].flatMap((rounds) =>
          splitsOf(shape, rounds, machine).map((split) => {
            const parts = splitParts(shape, split, machine);
            const cycles = splitCycles(shape, split, parts, machine);
            expect(least(split), JSON.stringify({ shape, split })).toBeLessThanOrEqual(cycles);
            return blockBytes(shape, split, parts) <= usableBytes(machine) ? cycles : Number.POSITIVE_INFINITY;
          }),
        );
        expect(planConvolution(shape, machine, 0, 'op c').cycles).toBe(Math.min(...timed));
      }
    }
  });

  it('one channel a group is multiplied on the vector unit', () => {
    const depthwise: ConvolutionShape = { ...SHAPE, groups: 96, read: 1, written: 1, height: 28, width: 28 };
    for (const direction of CONVOLUTION_DIRECTIONS) {
      expect(planConvolution({ ...depthwise, direction }, ipu21, 0, 'op c').way).toBe('vectors');
    }
  });

  it('three channels and a kernel of 7 are copied into patches: 147 inputs are 10 panels, 49 positions are 49', () => {
    const stem: ConvolutionShape = {
      ...SHAPE,
      images: 16,
      height: 224,
      width: 224,
      kernel: 7,
      stride: 2,
      padding: 3,
      read: 3,
      written: 64,
    };
    expect(planConvolution(stem, ipu21, 0, 'op c').way).toBe('patches');
  });
});
