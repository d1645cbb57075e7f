/**
 * An op: one thing that a step of training asks of the machine, named after what the machine does.
 * A union by kind, each with its own dims, inputs and attributes: a dimension that is missing, unknown or no
 * size is refused. Left out: where it runs (sim/array/ops), what it computes (traces/ops).
 */
import { z } from 'zod';
import { OPTIMISER_STATES } from '../../models/optimisers/optimiser.js';
import { OVERFLOW_RULES, ROUNDING_RULES } from '../../models/rounding.js';
import { count, name, size, whole } from '../schema.js';
import { optimiserRule } from './optimiser.js';

export const PHASES = ['forward', 'dgrad', 'wgrad', 'update'] as const;
export type Phase = (typeof PHASES)[number];

/** How an operand of an element-wise op is read: as many elements as the output, or one row for all rows. */
export type ElementWiseOperand = 'whole' | 'row';

/** Functions of element-wise ops, and how each reads its inputs; the output has the shape of the first. */
export const ELEMENT_WISE = {
  /** x, bias → x + bias of the column. */
  'bias-add': ['whole', 'row'],
  /** a, b → a + b. */
  add: ['whole', 'whole'],
  /** x → max(x, 0). */
  relu: ['whole'],
  /** y = relu(x), dy → dy where y > 0. */
  'relu-backward': ['whole', 'whole'],
  /** x → x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))). */
  gelu: ['whole'],
  /** x, dy → dy · gelu′(x). */
  'gelu-backward': ['whole', 'whole'],
} as const satisfies Readonly<Record<string, readonly ElementWiseOperand[]>>;
export type ElementWiseFunction = keyof typeof ELEMENT_WISE;
export const ELEMENT_WISE_FUNCTIONS = Object.keys(ELEMENT_WISE) as [ElementWiseFunction, ...ElementWiseFunction[]];

/** `max`: the largest of each square. `max-backward`: its gradient to the element that was the largest. */
const POOL_FUNCTIONS = ['max', 'max-backward'] as const;

/** Sizes of a matrix; a tensor of more axes counts its last as columns. */
const matrix = { rows: size, columns: size };
/** Patches of square kernels at every position of images of `channels` and `width`. */
const patches = { ...matrix, channels: size, width: size, kernel: size };
const lossScaleExponent = whole(-1000, 1000);

const common = {
  id: name,
  phase: z.enum(PHASES),
  layer: name,
  step: count,
  inputs: z.array(name).max(16),
  output: name,
  /** How many equal ops, one after another on tensors of their own, this line stands for. */
  repeat: size,
};

function op<Kind extends string, Dims extends z.ZodRawShape, Attributes extends z.ZodRawShape>(
  kind: Kind,
  dims: Dims,
  attributes: Attributes,
) {
  return z.looseObject({
    ...common,
    kind: z.literal(kind),
    dims: z.strictObject(dims),
    attributes: z.strictObject(attributes),
  });
}

export const opSchema = z.discriminatedUnion('kind', [
  /** output [m × n] = a [m × k] · b [k × n], through a dot-product unit where one is named. */
  op('gemm', { m: size, n: size, k: size }, {}).extend({ unit: name.optional() }),
  /** Each element in another format. */
  op('cast', matrix, { rounding: z.enum(ROUNDING_RULES), overflow: z.enum(OVERFLOW_RULES) }),
  /** Dims of the input. */
  op('transpose', matrix, {}),
  op('element-wise', matrix, { function: z.enum(ELEMENT_WISE_FUNCTIONS) }),
  /** output[c] = Σ over rows. */
  op('column-sum', matrix, {}),
  /** Image patches to rows. */
  op('im2col', patches, {}),
  /** Overlapping patches added up to an image. */
  op('col2im', patches, {}),
  /** Squares of size × size of an image of `elements`. */
  op('pool', { elements: size, size }, { function: z.enum(POOL_FUNCTIONS) }),
  /** Gradient of the mean cross-entropy of a softmax over columns. */
  op('softmax-cross-entropy', matrix, { lossScaleExponent }),
  /** An optimiser's step: parameter, its states, gradient → parameter. */
  op('update', matrix, { optimiser: optimiserRule, lossScaleExponent }),
]);

export type OpRecord = Readonly<z.infer<typeof opSchema>>;
export type OpKind = OpRecord['kind'];
export type OpOf<Kind extends OpKind> = Extract<OpRecord, { kind: Kind }>;
export const OP_KINDS = opSchema.options.map((option) => option.shape.kind.value) as [OpKind, ...OpKind[]];

/** Tensors that an op reads. */
export function inputCount(op: OpRecord): number {
  switch (op.kind) {
    case 'gemm':
      return 2;
    case 'element-wise':
      return ELEMENT_WISE[op.attributes.function].length;
    case 'pool':
      return op.attributes.function === 'max' ? 1 : 2;
    case 'update':
      return 2 + OPTIMISER_STATES[op.attributes.optimiser.kind].length;
    case 'cast':
    case 'transpose':
    case 'column-sum':
    case 'im2col':
    case 'col2im':
    case 'softmax-cross-entropy':
      return 1;
  }
}

/** What an op does, in one word for people: its kind, or the function or optimiser that it applies. */
export function operationOf(op: OpRecord): string {
  switch (op.kind) {
    case 'element-wise':
      return op.attributes.function;
    case 'pool':
      return op.attributes.function === 'max' ? 'max-pool' : 'max-pool-backward';
    case 'update':
      return op.attributes.optimiser.kind;
    default:
      return op.kind;
  }
}
