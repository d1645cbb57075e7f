/**
 * Which random bits an operation takes: the top bits of a word of runtime/random.ts, so that the plain
 * references can be given the same.
 */
import { randomWord } from '../../../runtime/random.js';
import type { RandomBits } from '../reference/round.js';
import type { RandomKey } from './request.js';

/** Bits for the element with this index of an encoded array. */
export function encodeRandomBits(key: RandomKey, index: number, bits: number): RandomBits {
  return { bits, value: topBits(randomWord(key.seed, key.stream, index), bits) };
}

/** Bits for the rounding after a step (0, 1, …) of output element row · n + column of a GEMM. */
export function gemmRandomBits(key: RandomKey, element: number, step: number, bits: number): RandomBits {
  return { bits, value: topBits(randomWord(key.seed, gemmStream(key, step), element), bits) };
}

/** The streams of the first steps of a GEMM. */
export function gemmStreams(key: RandomKey, steps: number): Uint32Array {
  return Uint32Array.from({ length: steps }, (_, step) => gemmStream(key, step));
}

function gemmStream({ seed, stream }: RandomKey, step: number): number {
  return randomWord(seed, stream, step);
}

function topBits(word: number, bits: number): number {
  return bits === 0 ? 0 : word >>> (32 - bits);
}
