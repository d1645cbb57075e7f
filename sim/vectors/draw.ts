/** Draws of one row: a short generator begun by seed, kind and number, so that each row is a function of these alone. */
import { randomWord, streamOf } from '../../runtime/random.js';

export interface Draw {
  /** A whole number from 0 up to, not with, the limit. */
  readonly below: (limit: number) => number;
  /** A whole number between two, both included. */
  readonly between: (least: number, most: number) => number;
  readonly of: <Entry>(entries: readonly Entry[]) => Entry;
  /** True once in so many. */
  readonly oneIn: (times: number) => boolean;
}

/** Marsaglia's xorshift of 32 bits (13, 17, 5). */
export function drawOf(seed: number, name: string, at: number): Draw {
  let state = randomWord(seed, streamOf('vectors', name), at) | 1;
  const below = (limit: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 2 ** 32) * limit);
  };
  return {
    below,
    between: (least, most) => least + below(Math.max(1, most - least + 1)),
    of: <Entry>(entries: readonly Entry[]) => entries[below(entries.length)] as Entry,
    oneIn: (times) => below(times) === 0,
  };
}
