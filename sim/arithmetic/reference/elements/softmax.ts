/** Softmax of scaled rows and its gradient, in float64. */
import type { SoftmaxRequest } from '../../elements.js';
import { exponential } from './elementary-functions.js';
import { valuesOfCodes } from './values.js';

export function softmaxed({ function: applied, inputs, columns, mask, scale }: SoftmaxRequest): Float32Array {
  const [first, dy] = inputs.map(({ codes, format }) => valuesOfCodes(codes, format)) as [Float32Array, Float32Array];
  const results = new Float32Array(first.length);
  for (let row = 0; row * columns < first.length; row++) {
    const from = row * columns;
    const seen = mask === 'causal' ? (row % columns) + 1 : columns;
    const part = (values: Float32Array) => values.subarray(from, from + seen);
    if (applied === 'softmax') softmaxRow(part(first), scale, part(results));
    else gradientRow(part(first), part(dy), scale, part(results));
  }
  return results;
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
