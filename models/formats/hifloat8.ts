/**
 * HiFloat8, a tapered format: a dot field of 2 to 4 bits says how many bits the exponent has, and the mantissa has what
 * is left of seven: three bits near 1, one at the ends. Below 2^-15 come seven powers of two. One NaN in the place of
 * −0, infinities in the largest codes.
 * Source: Y. Luo et al., "Ascend HiFloat8 Format for Deep Learning", arXiv:2409.16626. Its own conversion rounds
 * to nearest, ties away.
 */
import type { TaperedFormat } from './format.js';

/** Dot fields, as their bits above the exponent's: bits of the exponent (its sign first) and of the mantissa. */
const DOTS = [
  { code: 0b11 << 5, exponentBits: 4, mantissaBits: 1 },
  { code: 0b10 << 5, exponentBits: 3, mantissaBits: 2 },
  { code: 0b01 << 5, exponentBits: 2, mantissaBits: 3 },
  { code: 0b001 << 4, exponentBits: 1, mantissaBits: 3 },
  { code: 0b0001 << 3, exponentBits: 0, mantissaBits: 3 },
] as const;
/** Code 1 is 2^-22. */
const POWER_BIAS = 23;
const INFINITY_CODE = 0x6f;

/** The magnitude of a code without sign. The infinity's is what the code would have without: overflow begins below it. */
function magnitudeOf(code: number): number {
  const dot = DOTS.find((candidate) => code >= candidate.code);
  if (dot === undefined) return code === 0 ? 0 : 2 ** (code - POWER_BIAS);
  const { exponentBits, mantissaBits } = dot;
  const [field, mantissa] = [(code - dot.code) >> mantissaBits, (code - dot.code) % 2 ** mantissaBits];
  const significand = 1 + mantissa / 2 ** mantissaBits;
  if (exponentBits === 0) return significand;
  // Sign and magnitude, whose leading one is not stored.
  const sign = 2 ** (exponentBits - 1);
  const exponent = sign + (field % sign);
  return significand * 2 ** (field >= sign ? -exponent : exponent);
}

const MAGNITUDES = Array.from({ length: 128 }, (_, code) => magnitudeOf(code));

export const HIFLOAT8: TaperedFormat = {
  kind: 'tapered',
  name: 'hifloat8',
  bits: 8,
  magnitudes: MAGNITUDES,
  order: [...MAGNITUDES.keys()].sort((x, y) => magnitudeOf(x) - magnitudeOf(y)),
  infinity: INFINITY_CODE,
};
