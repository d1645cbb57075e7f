/**
 * SGD with Nesterov momentum and weight decay: s = g + λ·w; v ← µ·v + s; w ← w − η·(s + µ·v).
 * Source: Sutskever et al. 2013, in the form of PyTorch (no dampening).
 */
import type { OptimiserStep } from './optimiser.js';

export function sgdNesterov({ master, states, gradient, rule }: OptimiserStep<'sgd-nesterov'>): void {
  const [velocities] = states as [Float32Array];
  const { learningRate, momentum, weightDecay } = rule;
  for (let i = 0; i < master.length; i++) {
    const weight = master[i] as number;
    const slope = (gradient[i] as number) + weightDecay * weight;
    const velocity = Math.fround(momentum * (velocities[i] as number) + slope);
    velocities[i] = velocity;
    master[i] = weight - learningRate * (slope + momentum * velocity);
  }
}
