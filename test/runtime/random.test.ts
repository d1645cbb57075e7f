import { expect, it } from 'vitest';
import { randomWord } from '../../runtime/random.js';

// Known answers of Random123 (Salmon et al. 2011), kat_vectors, philox2x32 10: counter words, key, first output.
it.each([
  [0x00000000, 0x00000000, 0x00000000, 0xff1dae59],
  [0xffffffff, 0xffffffff, 0xffffffff, 0x2c3f628b],
  [0x243f6a88, 0x85a308d3, 0x13198a2e, 0xdd7ce038],
])('philox2x32-10 counter %i %i key %i', (index, stream, seed, expected) => {
  expect(randomWord(seed, stream, index).toString(16)).toBe(expected.toString(16));
});
