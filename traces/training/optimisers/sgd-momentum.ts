/** SGD with momentum and weight decay: v ← µ·v + (g + λ·w); w ← w − η·v. Nesterov's form: sgd-nesterov.ts. */
import type { OptimiserStep } from './optimiser.js';

export function sgdMomentum({ master, states, gradient, rule }: OptimiserStep<'sgd-momentum'>): void {
  const [velocities] = states as [Float32Array];
  const { learningRate, momentum, weightDecay } = rule;
  for (let i = 0; i < master.length; i++) {
    const weight = master[i] as number;
    const velocity = Math.fround(
      momentum * (velocities[i] as number) + ((gradient[i] as number) + weightDecay * weight),
    );
    velocities[i] = velocity;
    master[i] = weight - learningRate * velocity;
  }
}
