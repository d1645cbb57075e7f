/**
 * Signal-to-noise ratio of rounding to a format, by the model of Noune et al. 2022, arXiv:2206.02915, table 1.
 * Floats: a signal that spreads over many binades; p significant bits, the hidden one counted. Fixed point and
 * integers: N(0,1) with noise q²/12 inside the range, and clipping beyond the largest value on either side (of two's
 * complement the range is taken as symmetric: only so do all of the paper's printed digits come out).
 * Left out: underflow and overflow of floats.
 */
import { type FloatFormat, maxFinite, minPositive, type NumberFormat } from './format.js';

/** dB at no significant bit, and for each bit. Noune et al. 2022, section 2. */
const FLOAT_MODEL = { offsetDb: 7.44, perBitDb: 6.02 } as const;

/** Significant bits of a tapered format next to 1: what a well scaled signal meets. */
const TAPERED_BITS = 4;

/** dB. */
export function signalToNoiseDb(format: NumberFormat): number {
  if (format.kind === 'tapered') return FLOAT_MODEL.offsetDb + FLOAT_MODEL.perBitDb * TAPERED_BITS;
  if (isFloating(format)) return FLOAT_MODEL.offsetDb + FLOAT_MODEL.perBitDb * (format.mantissaBits + 1);
  const step = minPositive(format);
  const beyond = clippedTails(maxFinite(format));
  return -10 * Math.log10((step ** 2 / 12) * (1 - beyond.probability) + beyond.noise);
}

/** Without exponent bits a float is fixed point. */
function isFloating(format: NumberFormat): format is FloatFormat {
  return format.kind === 'float' && format.exponentBits > 0;
}

/** Where the density of N(0,1) has fallen below float64. */
const END = 39;
const PANELS = 20_000;

/** Probability of |x| > limit for x of N(0,1), and the mean square of what clipping cuts off. Simpson's rule. */
function clippedTails(limit: number): { probability: number; noise: number } {
  const width = Math.max(0, END - limit) / PANELS;
  let probability = 0;
  let noise = 0;
  for (let i = 0; i <= PANELS; i++) {
    const x = limit + i * width;
    const weight = i === 0 || i === PANELS ? 1 : i % 2 === 1 ? 4 : 2;
    const density = weight * Math.exp(-(x ** 2) / 2);
    probability += density;
    noise += density * (x - limit) ** 2;
  }
  const bothSides = (2 * width) / 3 / Math.sqrt(2 * Math.PI);
  return { probability: probability * bothSides, noise: noise * bothSides };
}
