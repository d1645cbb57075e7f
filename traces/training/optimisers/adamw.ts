/**
 * AdamW: m ← β₁·m + (1 − β₁)·g; v ← β₂·v + (1 − β₂)·g²; w ← w − η·(m̂ ÷ (√v̂ + ε) + λ·w), with m̂ = m ÷ (1 − β₁ᵗ)
 * and v̂ = v ÷ (1 − β₂ᵗ). Source: Loshchilov and Hutter 2019, algorithm 2 with the schedule in η, as PyTorch.
 */
import type { OptimiserStep } from './optimiser.js';

export function adamw({ master, states, gradient, rule, step }: OptimiserStep<'adamw'>): void {
  const [means, variances] = states as [Float32Array, Float32Array];
  const { learningRate, beta1, beta2, epsilon, weightDecay } = rule;
  const meanCorrection = 1 - power(beta1, step + 1);
  const varianceCorrection = 1 - power(beta2, step + 1);
  for (let i = 0; i < master.length; i++) {
    const weight = master[i] as number;
    const slope = gradient[i] as number;
    const mean = Math.fround(beta1 * (means[i] as number) + (1 - beta1) * slope);
    const variance = Math.fround(beta2 * (variances[i] as number) + (1 - beta2) * slope * slope);
    means[i] = mean;
    variances[i] = variance;
    const change = mean / meanCorrection / (Math.sqrt(variance / varianceCorrection) + epsilon);
    master[i] = weight - learningRate * (change + weightDecay * weight);
  }
}

/** By repeated multiplication: engines differ in the last bit of Math.pow. */
function power(base: number, exponent: number): number {
  let product = 1;
  for (let i = 0; i < exponent; i++) product *= base;
  return product;
}
