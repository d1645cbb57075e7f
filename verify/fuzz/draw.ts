/** Choices of one case, each a pure function of the seed, the case and how many went before. */
import { randomWord, streamOf } from '../../runtime/random.js';

export interface Choices {
  /** An integer below `count`. */
  readonly below: (count: number) => number;
  readonly oneOf: <Value>(values: readonly Value[]) => Value;
}

export function choicesOf(seed: number, index: number): Choices {
  let drawn = 0;
  const stream = streamOf('fuzz', index);
  const below = (count: number) => randomWord(seed, stream, drawn++) % count;
  return { below, oneOf: (values) => values[below(values.length)] as (typeof values)[number] };
}
