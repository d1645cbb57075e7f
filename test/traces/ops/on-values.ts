/** Ops on values written out in a test: tensors of a storage format from numbers, and numbers from what an op gives. */
import { afterAll } from 'vitest';
import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import type { StorageFormat } from '../../../models/recipes/storage.js';
import type { Role } from '../../../records/trace/tensor.js';
import { createEngine } from '../../../sim/arithmetic/kernels/engine.js';
import { decode, encode } from '../../../sim/arithmetic/reference/convert.js';
import { newTensor, type StepContext } from '../../../traces/ops/emit.js';
import { engineArithmetic } from '../../../traces/ops/engine-arithmetic.js';
import { codesOf, type Tensor } from '../../../traces/ops/tensor.js';
import { type RecipeOptions, recipe } from '../../../traces/training/recipes.js';
import { ampFor } from '../small-training.js';

const engine = createEngine({ threads: 1 });
afterAll(() => engine.close());

export const PLACE = { layer: 'l', phase: 'forward' } as const;

export function contextOf(storage: StorageFormat, options: RecipeOptions = {}, name = 'fp16'): StepContext {
  return {
    ...{ step: 0, seed: 1, repeat: 1, examples: 1, lossScaleExponent: 0, updates: 0, unitFor: ampFor },
    pass: 'training',
    recipe: recipe(name, { storage, ...options }, 'test'),
    arithmetic: engineArithmetic(engine),
  };
}

/** Values rounded to nearest even into a format. */
export function tensorOf(
  context: StepContext,
  name: string,
  shape: readonly number[],
  values: readonly number[],
  { format = context.recipe.storage as string, role = 'activation' as Role, scaleExponent = 0 } = {},
): Tensor {
  const rule = { rounding: 'nearest-even', overflow: 'special' } as const;
  const of = resolveFloatFormat(format, 'test');
  const list = values.map((value) => encode(of, value / 2 ** scaleExponent, rule));
  const codes =
    format === 'float32'
      ? Float32Array.from(values, (value) => value / 2 ** scaleExponent)
      : format.includes('16')
        ? Uint16Array.from(list)
        : Uint8Array.from(list);
  return newTensor(context, PLACE, { name, role, shape, format, scaleExponent }, codes);
}

export function valuesIn(tensor: Tensor): number[] {
  const codes = codesOf(tensor);
  if (codes instanceof Float32Array) return Array.from(codes, (value) => value * 2 ** tensor.scaleExponent);
  const format = resolveFloatFormat(tensor.format, 'test');
  return Array.from(codes, (code) => decode(format, code) * 2 ** tensor.scaleExponent);
}
