/**
 * Philox 2×32 with 10 rounds, equal to runtime/random.ts.
 * Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */

/** 32 random bits, a pure function of (seed, stream, index). */
export function randomWord(seed: u32, stream: u32, index: u32): u32 {
  let left = index;
  let right = stream;
  let key = seed;
  for (let round = 0; round < 10; round++) {
    const product = <u64>0xd256d193 * <u64>left;
    left = <u32>(product >> 32) ^ key ^ right;
    right = <u32>product;
    key += 0x9e3779b9;
  }
  return left;
}

/** The top `bits` of a word as an integer; 0 for no bits. */
// @ts-ignore: decorator
@inline
export function topBits(word: u32, bits: i32): u64 {
  return bits == 0 ? 0 : <u64>(word >> (32 - bits));
}
