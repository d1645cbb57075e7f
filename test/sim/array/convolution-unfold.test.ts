/** A convolution unfolded is the product that it is: sums against the definition, written out in loops. */
import { describe, expect, it } from 'vitest';
import type { OpOf } from '../../../records/trace/op.js';
import { unfoldedOperands } from '../../../sim/array/convolution/unfold.js';

const DIMS = {
  ...{ images: 2, height: 5, width: 4, kernel: 3, stride: 2, padding: 1, dilation: 1 },
  ...{ groups: 2, inputChannels: 4, outputChannels: 6 },
};
const [LINES, COLUMNS] = [3, 2];

function op(direction: 'forward' | 'dgrad' | 'wgrad'): OpOf<'convolution'> {
  return { kind: 'convolution', dims: DIMS, attributes: { direction } } as OpOf<'convolution'>;
}

/** Small numbers that differ from place to place. */
const numbers = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, i) => (7 * i + seed * i * i + seed) % 5);

type Sums = Map<string, number>;

/** For every window, tap and pair of channels: y += x · w, and what the two gradients add in the same place. */
function byDefinition(x: Uint8Array, w: Uint8Array, dy: Uint8Array) {
  const sums = {
    forward: new Map<string, number>(),
    dgrad: new Map<string, number>(),
    wgrad: new Map<string, number>(),
  };
  const add = (to: Sums, key: string, value: number) => to.set(key, (to.get(key) ?? 0) + value);
  for (let image = 0; image < 2; image++)
    for (let line = 0; line < LINES; line++)
      for (let column = 0; column < COLUMNS; column++)
        for (let tap = 0; tap < 9; tap++)
          for (let o = 0; o < 6; o++)
            for (let i = 0; i < 2; i++) {
              const yAt = 2 * line - 1 + Math.floor(tap / 3);
              const xAt = 2 * column - 1 + (tap % 3);
              const c = 2 * Math.floor(o / 3) + i;
              const inside = yAt >= 0 && yAt < 5 && xAt >= 0 && xAt < 4;
              const value = inside ? (x[((image * 5 + yAt) * 4 + xAt) * 4 + c] as number) : 0;
              const weight = w[(tap * 2 + i) * 6 + o] as number;
              const gradient = dy[((image * LINES + line) * COLUMNS + column) * 6 + o] as number;
              add(sums.forward, `${image} ${line} ${column} ${o}`, value * weight);
              add(sums.wgrad, `${tap} ${i} ${o}`, value * gradient);
              if (inside) add(sums.dgrad, `${image} ${yAt} ${xAt} ${c}`, gradient * weight);
            }
  return sums;
}

describe('3 × 3 windows at stride 2, two groups', () => {
  const count = 2 * LINES * COLUMNS;
  const [x, w, dy] = [numbers(2 * 5 * 4 * 4, 1), numbers(9 * 2 * 6, 2), numbers(count * 6, 3)];
  const inputs = { forward: [x, w], dgrad: [dy, w], wgrad: [x, dy] } as const;

  it.each(['forward', 'dgrad', 'wgrad'] as const)(
    '%s: the product of a group has the sums of the definition',
    (direction) => {
      const expected = [...byDefinition(x, w, dy)[direction].values()].reduce((sum, value) => sum + value, 0);
      const total = [0, 1].reduce((sum, group) => {
        const { m, n, k, left, right } = unfoldedOperands(op(direction), group, ...inputs[direction]);
        expect([left.length, right.length]).toEqual([m * k, k * n]);
        let all = 0;
        for (let row = 0; row < m; row++)
          for (let column = 0; column < n; column++)
            for (let at = 0; at < k; at++) all += (left[row * k + at] as number) * (right[at * n + column] as number);
        return sum + all;
      }, 0);
      expect(total).toBe(expected);
    },
  );
});
