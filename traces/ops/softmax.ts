/**
 * Softmax of scaled rows and its gradient, in float64 with one rounding at storing. Under a causal mask a query sees the
 * keys up to its own place: rows are queries in order, in groups of as many as there are keys.
 */
import type { AttentionMask, SoftmaxFunction } from '../../records/trace/op.js';
import type { Role } from '../../records/trace/tensor.js';
import { matrixDims } from './cast.js';
import { exponential } from './elementary-functions.js';
import { emit, type Place, type StepContext } from './emit.js';
import { stored, valuesOf } from './stored.js';
import type { Tensor } from './tensor.js';

export interface SoftmaxParts {
  readonly name: string;
  readonly role: Role;
  readonly function: SoftmaxFunction;
  readonly mask: AttentionMask;
  /** Of the scores before the softmax. */
  readonly scale: number;
}

/** Of scores; or the gradient of scores from a softmax's result and its gradient. */
export function softmax(
  context: StepContext,
  place: Place,
  { name, role, function: applied, mask, scale }: SoftmaxParts,
  inputs: readonly [Tensor, ...Tensor[]],
): Tensor {
  const { storage } = context.recipe;
  const { shape } = inputs[0];
  const dims = matrixDims(shape);
  return emit(context, place, {
    kind: 'softmax',
    inputs,
    output: { name, role, shape, format: storage },
    dims,
    attributes: { function: applied, mask, scale },
    compute: (arithmetic) => {
      const [first, dy] = inputs.map(valuesOf) as [Float32Array, Float32Array];
      const results = new Float32Array(first.length);
      for (let row = 0; row < dims.rows; row++) {
        const from = row * dims.columns;
        const seen = mask === 'causal' ? (row % dims.columns) + 1 : dims.columns;
        const part = (values: Float32Array) => values.subarray(from, from + seen);
        if (applied === 'softmax') softmaxRow(part(first), scale, part(results));
        else gradientRow(part(first), part(dy), scale, part(results));
      }
      return { codes: stored(arithmetic, results, storage, 'special') };
    },
  });
}

function softmaxRow(scores: Float32Array, scale: number, results: Float32Array): void {
  let largest = Number.NEGATIVE_INFINITY;
  for (const score of scores) if (score > largest) largest = score;
  const powers = Float64Array.from(scores, (score) => exponential((score - largest) * scale));
  const sum = powers.reduce((all, power) => all + power, 0);
  for (let i = 0; i < results.length; i++) results[i] = (powers[i] as number) / sum;
}

/** scale · y · (dy − Σ y · dy). */
function gradientRow(y: Float32Array, dy: Float32Array, scale: number, results: Float32Array): void {
  let shared = 0;
  for (let i = 0; i < y.length; i++) shared += (y[i] as number) * (dy[i] as number);
  for (let i = 0; i < y.length; i++) results[i] = scale * (y[i] as number) * ((dy[i] as number) - shared);
}
