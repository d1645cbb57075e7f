/** GELU by tanh, SiLU, the logistic function and tanh, and their slopes, in float64. */
import { exponential } from './elementary-functions.js';

/** 1 / (1 + e⁻ˣ); beyond 80 it is 0 or 1. */
export function logistic(x: number): number {
  if (Math.abs(x) > 80) return x > 0 ? 1 : 0;
  return 1 / (exponential(-x) + 1);
}

export function siluSlope(x: number): number {
  const s = logistic(x);
  return s * (1 + x * (1 - s));
}

export function geluOf(x: number): number {
  return (x / 2) * (1 + bent(x));
}

/** Factors of GELU by tanh. Source: Hendrycks and Gimpel 2016, section 2. */
const GELU_SCALE = Math.sqrt(2 / Math.PI);
const GELU_CUBE = 0.044715;

/** tanh(√(2/π) · (x + 0.044715 x³)). */
function bent(x: number): number {
  return 1 - 2 / (exponential(2 * GELU_SCALE * (x + GELU_CUBE * x * x * x)) + 1);
}

/** (1 + t)/2 + x/2 · (1 − t²) · √(2/π) · (1 + 3 · 0.044715 x²); beyond 30 the tanh is ±1 and its slope zero. */
export function geluSlope(x: number): number {
  const t = bent(x);
  if (Math.abs(x) > 30) return (1 + t) / 2;
  return (1 + t) / 2 + (x / 2) * (1 - t * t) * GELU_SCALE * (1 + 3 * GELU_CUBE * x * x);
}
