/**
 * What one run of training leaves for the machine: trace.json (what was run), tensors.jsonl (every
 * operand), ops.jsonl (every operation in order). Left out: how they are captured (traces/capture),
 * how long they take (sim).
 */
import { z } from 'zod';
import { OVERFLOW_RULES, ROUNDING_RULES } from '../models/rounding.js';
import { count, digest, name, SCHEMAS, size } from './schema.js';

/** What a tensor is to training; a recipe gives each role its format. */
export const ROLES = ['activation', 'weight', 'dx', 'dw', 'state'] as const;
export type Role = (typeof ROLES)[number];

export const PHASES = ['forward', 'dgrad', 'wgrad', 'update'] as const;
export type Phase = (typeof PHASES)[number];

/** Everything that a step of training does, as the machine sees it. */
export const OP_KINDS = [
  'gemm',
  'cast',
  'transpose',
  'bias-add',
  'bias-gradient',
  'relu',
  'relu-backward',
  'im2col',
  'col2im',
  'max-pool',
  'max-pool-backward',
  'softmax-cross-entropy',
  'sgd-momentum',
] as const;
export type OpKind = (typeof OP_KINDS)[number];

/** Tensors that an op of each kind reads. */
export const OP_INPUTS: Readonly<Record<OpKind, number>> = {
  gemm: 2,
  cast: 1,
  transpose: 1,
  'bias-add': 2,
  'bias-gradient': 1,
  relu: 1,
  'relu-backward': 2,
  im2col: 1,
  col2im: 1,
  'max-pool': 1,
  'max-pool-backward': 2,
  'softmax-cross-entropy': 1,
  'sgd-momentum': 3,
};

const statistics = z.looseObject({
  amax: z.number().nonnegative(),
  zeros: count,
  /** Values that became zero in the cast that made the tensor. */
  underflow: count,
  /** Values clipped to the largest finite value in that cast. */
  saturated: count,
  /** Elements by the exponent field of their code, subnormals and zero first. */
  exponentHistogram: z.array(count),
});
export type TensorStatistics = z.infer<typeof statistics>;

export const tensorSchema = z.looseObject({
  id: name,
  role: z.enum(ROLES),
  shape: z.array(size).max(8),
  format: name,
  /** value = code's value × 2^scaleExponent. */
  scaleExponent: z.number().int().min(-1000).max(1000),
  layer: name,
  step: count,
  file: name.optional(),
  key: name.optional(),
  statistics: statistics.optional(),
});
export type TensorRecord = z.infer<typeof tensorSchema>;

export const opSchema = z.looseObject({
  id: name,
  kind: z.enum(OP_KINDS),
  phase: z.enum(PHASES),
  layer: name,
  step: count,
  inputs: z.array(z.looseObject({ tensor: name, transposed: z.enum(['no', 'yes']) })).max(16),
  output: name,
  /** Sizes by name: m, k, n of a gemm; rows and columns, or elements, of the rest. */
  dims: z.record(z.string(), size),
  unit: name.optional(),
  attributes: z.record(z.string(), z.union([z.string().max(200), z.number()])),
  /** How many equal ops this line stands for. */
  repeat: size,
});
export type OpRecord = z.infer<typeof opSchema>;

const roleRule = z.looseObject({
  format: name,
  scaleExponent: z.number().int().min(-64).max(64),
  rounding: z.enum(ROUNDING_RULES),
  overflow: z.enum(OVERFLOW_RULES),
});
export type RoleRule = z.infer<typeof roleRule>;

export const recipeSchema = z.looseObject({
  name,
  /** The format of stored activations and gradients, and of operands that the recipe leaves alone. */
  storage: z.literal('float16'),
  roles: z.looseObject({ activation: roleRule, weight: roleRule, dx: roleRule, dw: roleRule }),
  /** Whether the first layer's input and the gradient at its output stay in the storage format. */
  firstLayer: z.enum(['storage', 'cast']),
  lossScaling: z.discriminatedUnion('kind', [
    z.looseObject({ kind: z.literal('none') }),
    z.looseObject({ kind: z.literal('fixed'), exponent: z.number().int().min(-64).max(64) }),
  ]),
});
export type Recipe = z.infer<typeof recipeSchema>;

const unit = z.looseObject({ family: name, aFormat: name, bFormat: name, productsPerStep: size });

export const traceSchema = z.looseObject({
  schema: z.string(),
  tool: z.looseObject({ name, version: name }),
  network: z.looseObject({ name, batch: size, parameters: count }),
  layers: z.array(z.looseObject({ id: name, name, kind: name })),
  recipe: recipeSchema,
  /** The unit of every pair of operand formats that occurs, resolved. */
  units: z.array(unit),
  seed: count,
  steps: z.array(z.looseObject({ step: count, lossScaleExponent: z.number().int() })),
  sampling: z.looseObject({ rule: name }),
  files: z.array(z.looseObject({ path: name, bytes: count, sha256: digest })),
});
export type TraceRecord = z.infer<typeof traceSchema>;

export const trainingSchema = z.looseObject({
  schema: z.string(),
  recipe: name,
  network: name,
  dataset: z.looseObject({ name, train: size, test: size }),
  optimizer: z.looseObject({ name, learningRate: z.number(), momentum: z.number(), weightDecay: z.number() }),
  seed: count,
  batch: size,
  epochs: size,
  steps: z.array(z.looseObject({ step: count, loss: z.number().nullable(), lossScaleExponent: z.number().int() })),
  /** Casts over the whole run, by layer and role. */
  casts: z.array(
    z.looseObject({
      layer: name,
      role: z.enum(ROLES),
      format: name,
      elements: count,
      underflow: count,
      saturated: count,
    }),
  ),
  evaluation: z.looseObject({ correct: count, total: size, loss: z.number().nullable() }),
});
export type TrainingRecord = z.infer<typeof trainingSchema>;

export const TRACE_SCHEMA = SCHEMAS.trace;
