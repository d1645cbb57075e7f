/**
 * A training step in plain float32, which the emulated step is held against: the same network, ops and kernels, on
 * float32 tensors, with products of the plain float32 GEMM. So no casts, and whatever makes ops between products faster
 * makes both faster.
 */
import type { Recipe, RoleRule } from '../records/trace/recipe.js';
import type { ArithmeticEngine } from '../sim/arithmetic/kernels/engine.js';
import type { Arithmetic } from '../traces/ops/arithmetic.js';
import { engineArithmetic } from '../traces/ops/engine-arithmetic.js';
import type { Elements } from '../traces/ops/tensor.js';

const single: RoleRule = {
  format: 'float32',
  scaling: { kind: 'fixed', exponent: 0 },
  rounding: 'nearest-even',
  overflow: 'special',
};

export const FLOAT32_RECIPE: Recipe = {
  name: 'float32',
  storage: 'float32',
  master: { format: 'float32' },
  roles: { activation: single, weight: single, dx: single, dw: single },
  firstLayer: 'storage',
  highLayers: [],
  lossScaling: { kind: 'none' },
};

/** Products without a unit. */
export function float32Arithmetic(engine: ArithmeticEngine): Arithmetic {
  const gemm: Arithmetic['gemm'] = ({ a, b, ...request }) => ({
    codes: engine.gemmFloat32({ ...request, a: values(a), b: values(b) }),
  });
  return { ...engineArithmetic(engine), gemm };
}

function values(elements: Elements): Float32Array {
  if (elements instanceof Float32Array) return elements;
  throw new Error('a float32 step met codes');
}
