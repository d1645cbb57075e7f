/**
 * Random numbers as a pure function of where they are used: Philox 2×32 with 10 rounds.
 * Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 * A value depends on (seed, stream, index) only, never on the order of calls or on threads.
 */

const MULTIPLIER = 0xd256d193;
const WEYL = 0x9e3779b9;

/**
 * 32 random bits as an unsigned integer.
 * @param seed key, 32 bits; @param stream counter word 1; @param index counter word 0
 */
export function randomWord(seed: number, stream: number, index: number): number {
  let left = index >>> 0;
  let right = stream >>> 0;
  let key = seed >>> 0;
  for (let round = 0; round < 10; round++) {
    const high = multiplyHigh(MULTIPLIER, left);
    const low = Math.imul(MULTIPLIER, left) >>> 0;
    left = (high ^ key ^ right) >>> 0;
    right = low;
    key = (key + WEYL) >>> 0;
  }
  return left;
}

/** Uniform in [0, 1), a multiple of 2^-32. */
export function randomUnit(seed: number, stream: number, index: number): number {
  return randomWord(seed, stream, index) / 2 ** 32;
}

/**
 * About N(0, 1): twelve uniforms added (Irwin–Hall), exact in float64 and the same in every engine,
 * where Box–Muller needs logarithms and sines. |value| ≤ 6.
 */
export function randomNormal(seed: number, stream: number, index: number): number {
  let total = -6;
  for (let i = 0; i < 12; i++) total += randomUnit(seed, stream, (Math.imul(index, 12) + i) >>> 0);
  return total;
}

/** A stream number from a list of names and integers: FNV-1a, 32 bits. */
export function streamOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of parts.join('/')) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  }
  return hash;
}

/** Upper 32 bits of the 64-bit product of two unsigned words, in float64 steps that are all exact. */
function multiplyHigh(a: number, b: number): number {
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = a * bHigh + Math.floor((a * bLow) / 65536);
  return Math.floor(middle / 65536) >>> 0;
}
