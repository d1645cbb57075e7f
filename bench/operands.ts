/** Seeded inputs of the benchmarks. */
import { bitsOf, maxFiniteCode, signCode } from '../models/formats/format.js';
import { resolveFloatFormat } from '../models/formats/resolve.js';
import { randomNormal, randomWord } from '../runtime/random.js';
import type { Codes } from '../sim/arithmetic/codes.js';
import type { ArithmeticEngine } from '../sim/arithmetic/kernels/engine.js';

/** Values of about N(0, 1). */
export function gaussianValues(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => randomNormal(seed, 0, i));
}

/** Codes of values of about N(0, 1). */
export function gaussianCodes(engine: ArithmeticEngine, formatName: string, length: number, seed: number): Codes {
  const format = resolveFloatFormat(formatName, 'bench');
  const values = gaussianValues(length, seed);
  if (format.name === 'float32') return new Uint32Array(values.buffer);
  // Its upper bits, truncated.
  if (format.name === 'tf32') return new Uint32Array(values.buffer).map((bits) => bits >>> 13);
  return engine.encode({ format, values, rounding: 'nearest-even', overflow: 'saturate', scaleExponent: 0 }).codes;
}

/** Every finite code alike. */
export function uniformCodes(formatName: string, length: number, seed: number): Codes {
  const format = resolveFloatFormat(formatName, 'bench');
  const codes = bitsOf(format) > 8 ? new Uint16Array(length) : new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const word = randomWord(seed, 1, i);
    const magnitude = (word >>> 1) % (maxFiniteCode(format) + 1);
    codes[i] = magnitude === 0 ? 0 : magnitude + (word & 1) * signCode(format);
  }
  return codes;
}
