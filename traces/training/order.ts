/** The order of an epoch's examples, from the seed. */
import { randomUnit, streamOf } from '../../runtime/random.js';

/** Fisher–Yates from counter-based random numbers. */
export function epochOrder(size: number, seed: number, epoch: number): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, i) => i);
  const stream = streamOf('order', epoch);
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(randomUnit(seed, stream, i) * (i + 1));
    const swapped = order[i] as number;
    order[i] = order[j] as number;
    order[j] = swapped;
  }
  return order;
}
