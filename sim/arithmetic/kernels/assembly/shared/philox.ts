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

/** The words of four indices. */
// @ts-ignore: decorator
@inline
export function fourWords(seed: u32, stream: u32, indices: v128): v128 {
  const multiplier = i32x4.splat(0xd256d193);
  let left = indices;
  let right = i32x4.splat(stream);
  let key = i32x4.splat(seed);
  for (let round = 0; round < 10; round++) {
    const lower = i64x2.extmul_low_i32x4_u(left, multiplier);
    const upper = i64x2.extmul_high_i32x4_u(left, multiplier);
    const high = i8x16.shuffle(lower, upper, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
    left = v128.xor(v128.xor(high, key), right);
    right = i8x16.shuffle(lower, upper, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
    key = i32x4.add(key, i32x4.splat(0x9e3779b9));
  }
  return left;
}

/** The top `bits` of a word as an integer; 0 for no bits. */
// @ts-ignore: decorator
@inline
export function topBits(word: u32, bits: i32): u64 {
  return bits == 0 ? 0 : <u64>(word >> (32 - bits));
}
