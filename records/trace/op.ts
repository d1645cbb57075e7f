/**
 * An op: one thing that a step of training asks of the machine, named after what the machine does.
 * A union by kind, each with its own dims, inputs and attributes: a dimension that is missing, unknown or no
 * size is refused. Left out: where it runs (sim/array/ops), what it computes (traces/ops).
 */
import { z } from 'zod';
import { DROPOUT_RATES, MASKS } from '../../models/networks/graph.js';
import { OPTIMISER_STATES } from '../../models/optimisers/optimiser.js';
import { HADAMARD_SIZES } from '../../models/recipes/choices.js';
import { OVERFLOW_RULES, ROUNDING_RULES } from '../../models/rounding.js';
import { count, name, real, size, whole } from '../schema.js';
import { clipNorm, optimiserRule } from './optimiser.js';
import { castScales, fromAmax, groups, type OperandScales, productScales } from './scales.js';

export const PHASES = ['forward', 'dgrad', 'wgrad', 'update'] as const;
export type Phase = (typeof PHASES)[number];

/** How an operand of an element-wise op is read: as many elements as the output, or one row for each group of rows. */
export type ElementWiseOperand = 'whole' | 'row';

/** Functions of element-wise ops, and how each reads its inputs; the output has the shape of the first. */
export const ELEMENT_WISE = {
  /** x, bias → x + bias of the column. */
  'bias-add': ['whole', 'row'],
  /** x, factors → x · factor of the column. */
  'row-multiply': ['whole', 'row'],
  /** x, angles as (cosine, sine) of each pair → each pair of columns turned (rotary positions). */
  rotary: ['whole', 'row'],
  /** a, b → a + b. */
  add: ['whole', 'whole'],
  /** a, b → a · b. */
  multiply: ['whole', 'whole'],
  /** x → max(x, 0). */
  relu: ['whole'],
  /** y = relu(x), dy → dy where y > 0. */
  'relu-backward': ['whole', 'whole'],
  /** x → x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))). */
  gelu: ['whole'],
  /** x, dy → dy · gelu′(x). */
  'gelu-backward': ['whole', 'whole'],
  /** x, bias → gelu(x + bias of the column). */
  'bias-gelu': ['whole', 'row'],
  /** x, bias, dy → dy · gelu′(x + bias). */
  'bias-gelu-backward': ['whole', 'row', 'whole'],
  /** x → x / (1 + e⁻ˣ). */
  silu: ['whole'],
  /** x, dy → dy · silu′(x). */
  'silu-backward': ['whole', 'whole'],
  /** x → 1 / (1 + e⁻ˣ). */
  sigmoid: ['whole'],
  /** y = sigmoid(x), dy → dy · y · (1 − y). */
  'sigmoid-backward': ['whole', 'whole'],
  /** x → tanh(x). */
  tanh: ['whole'],
  /** y = tanh(x), dy → dy · (1 − y²). */
  'tanh-backward': ['whole', 'whole'],
} as const satisfies Readonly<Record<string, readonly ElementWiseOperand[]>>;
export type ElementWiseFunction = keyof typeof ELEMENT_WISE;
export const ELEMENT_WISE_FUNCTIONS = Object.keys(ELEMENT_WISE) as [ElementWiseFunction, ...ElementWiseFunction[]];

/**
 * Functions over windows of an image: `max`: the largest of each; `average`: their mean, padding counted as zeros;
 * `-backward`: the gradient of the input, of `max` from the input and dy, of `average` from dy.
 */
export const POOL_FUNCTIONS = ['max', 'max-backward', 'average', 'average-backward'] as const;
export type PoolFunction = (typeof POOL_FUNCTIONS)[number];

/** Which product of a convolution: y from x and w; dx from dy and w; dw from x and dy. */
export const CONVOLUTION_DIRECTIONS = ['forward', 'dgrad', 'wgrad'] as const;
export type ConvolutionDirection = (typeof CONVOLUTION_DIRECTIONS)[number];

/** What an operand or the result of a norm is, by the rows and columns of the op. */
export type NormOperand = 'whole' | 'two-rows' | 'row' | 'two-columns' | 'column';

/**
 * Normalisations. Rows of a layer-norm are normalised, columns of a batch-norm. Parameters are scale and shift (two
 * rows), of an RMS-norm scale alone; statistics are mean and deviation.
 */
export const NORMS = {
  /** x, parameters → y, without keeping statistics. */
  'layer-norm': { inputs: ['whole', 'two-rows'], output: 'whole' },
  /** x, residual, parameters → y of their sum. */
  'add-layer-norm': { inputs: ['whole', 'whole', 'two-rows'], output: 'whole' },
  /** x → statistics of each row. */
  'layer-norm-statistics': { inputs: ['whole'], output: 'two-columns' },
  /** x, statistics, parameters → y. */
  'layer-norm-apply': { inputs: ['whole', 'two-columns', 'two-rows'], output: 'whole' },
  /** x, statistics, parameters, dy → dx. */
  'layer-norm-backward': { inputs: ['whole', 'two-columns', 'two-rows', 'whole'], output: 'whole' },
  /** x, statistics, dy → gradients of scale and shift. */
  'layer-norm-parameters': { inputs: ['whole', 'two-columns', 'whole'], output: 'two-rows' },
  /** x, scale → y = x / √(mean of squares) · scale. */
  'rms-norm': { inputs: ['whole', 'row'], output: 'whole' },
  /** x, scale, dy → dx. */
  'rms-norm-backward': { inputs: ['whole', 'row', 'whole'], output: 'whole' },
  /** x, dy → gradient of the scale. */
  'rms-norm-parameters': { inputs: ['whole', 'whole'], output: 'row' },
  /** x → statistics of each column. */
  'batch-norm-statistics': { inputs: ['whole'], output: 'two-rows' },
  /** x, statistics, parameters → y. */
  'batch-norm-apply': { inputs: ['whole', 'two-rows', 'two-rows'], output: 'whole' },
  /** x, statistics, dy → gradients of scale and shift. */
  'batch-norm-parameters': { inputs: ['whole', 'two-rows', 'whole'], output: 'two-rows' },
  /** x, statistics, parameters, their gradients, dy → dx. */
  'batch-norm-backward': { inputs: ['whole', 'two-rows', 'two-rows', 'two-rows', 'whole'], output: 'whole' },
} as const satisfies Readonly<
  Record<string, { readonly inputs: readonly NormOperand[]; readonly output: NormOperand }>
>;
export type NormFunction = keyof typeof NORMS;
const NORM_FUNCTIONS = Object.keys(NORMS) as [NormFunction, ...NormFunction[]];

/** Softmax of each row, and its gradient from the result and dy. */
export const SOFTMAX_FUNCTIONS = ['softmax', 'softmax-backward'] as const;
export type SoftmaxFunction = (typeof SOFTMAX_FUNCTIONS)[number];
/** `causal`: rows are queries, in order, `rows` of them in groups of `columns`; each sees keys up to its own place. */
export type AttentionMask = (typeof MASKS)[number];

/** Rows of a table by number, and their gradients added up in a table. */
const EMBEDDING_FUNCTIONS = ['lookup', 'lookup-backward'] as const;

/** Elements in another order, some of them, with zeros between, or of several tensors. */
export const REARRANGEMENTS = ['split-heads', 'merge-heads', 'concat', 'slice', 'pad'] as const;
export type Rearrangement = (typeof REARRANGEMENTS)[number];

/**
 * Between chips: all-reduce, its two halves, and from one chip to the next, where `send` makes what it leaves and
 * `receive` what arrives; between a chip and its host.
 */
export const COLLECTIVES = [
  'all-reduce',
  'reduce-scatter',
  'all-gather',
  'send',
  'receive',
  'from-host',
  'to-host',
] as const;
export type Collective = (typeof COLLECTIVES)[number];

/** Whether a collective makes what was not on the chip. */
export function arrives(name: Collective): boolean {
  return name === 'receive' || name === 'from-host';
}

/** Sizes of a matrix; a tensor of more axes counts its last as columns. */
const matrix = { rows: size, columns: size };
const matrices = { ...matrix, batch: size };
/** Rows in equal groups, each with a row operand or a sum of its own. */
const grouped = { ...matrix, groups: size };
/** Square windows of images, zeros beyond the edge on every side. */
const windows = { images: size, height: size, width: size, kernel: size, stride: size, padding: count };
const dropoutRate = real(...DROPOUT_RATES);
const lossScaleExponent = whole(-1000, 1000);
const signs = z.string().regex(/^[+-]{2,256}$/, 'a + or − for each of so many elements');

/** That an op reads. */
const MOST_INPUTS = 16;

const common = {
  id: name,
  phase: z.enum(PHASES),
  layer: name,
  step: count,
  inputs: z.array(name).max(MOST_INPUTS),
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
  /** `batch` products output [m × n] = a [m × k] · b [k × n], through a dot-product unit where one is named. */
  op('gemm', { batch: size, m: size, n: size, k: size }, { scales: productScales.optional() }).extend({
    unit: name.optional(),
  }),
  /** Of a convolution with these dims forward, whatever its direction; weights [kernel² · channels ÷ groups × channels]. */
  op(
    'convolution',
    { ...windows, inputChannels: size, outputChannels: size, dilation: size, groups: size },
    { direction: z.enum(CONVOLUTION_DIRECTIONS), scales: productScales.optional() },
  ).extend({ unit: name.optional() }),
  /** Largest magnitudes of groups, or the scales that follow from them: one for each group, in their order. */
  op('amax', { ...matrix, ...groups }, { gives: fromAmax }),
  /** Each element in another format; divided before by the scale of its group, where scales are a second input. */
  op('cast', matrix, {
    rounding: z.enum(ROUNDING_RULES),
    overflow: z.enum(OVERFLOW_RULES),
    scales: castScales.optional(),
  }),
  /** Dims of the input: `batch` matrices. */
  op('transpose', matrices, {}),
  op('element-wise', grouped, { function: z.enum(ELEMENT_WISE_FUNCTIONS) }),
  /** x → x ÷ (1 − rate) where its random bits, named by `mask`, keep it, else 0. */
  op('dropout', matrix, { rate: dropoutRate, mask: name }),
  /** Each run of `size` rows of a column: signs, then times the Hadamard matrix of that order ÷ √size. */
  op('hadamard', matrix, { size: z.literal(HADAMARD_SIZES), signs }),
  /** output[g, c] = Σ over the rows of group g. */
  op('column-sum', grouped, {}),
  op('norm', matrix, { function: z.enum(NORM_FUNCTIONS) }),
  op('softmax', matrix, {
    function: z.enum(SOFTMAX_FUNCTIONS),
    mask: z.enum(MASKS),
    /** Of the scores before the softmax. */
    scale: z.number().positive(),
  }),
  op('pool', { ...windows, channels: size }, { function: z.enum(POOL_FUNCTIONS) }),
  /** `rows` numbers of rows of a table [entries × columns]. */
  op('embedding', { ...matrix, entries: size }, { function: z.enum(EMBEDDING_FUNCTIONS) }),
  /** Elements read and made, and how many of them stay side by side. */
  op('rearrange', { read: size, made: size, piece: size }, { function: z.enum(REARRANGEMENTS) }),
  /** Gradient of the mean cross-entropy of a softmax over columns. */
  op('softmax-cross-entropy', matrix, {
    lossScaleExponent,
    /** Of the whole batch, over which the mean is, where these are the rows of a part of it. */
    batchRows: size.optional(),
  }),
  /** An optimiser's step: parameter, its states, gradient → parameter; before the gradient, where it is clipped, the sum of all squares. */
  op('update', matrix, { optimiser: optimiserRule, lossScaleExponent, clipNorm: clipNorm.optional() }),
  /** Of a tensor of so many elements, whole, between so many chips; with the host 1. */
  op('collective', { elements: size, chips: size }, { function: z.enum(COLLECTIVES) }),
]);

export type OpRecord = Readonly<z.infer<typeof opSchema>>;
export type OpKind = OpRecord['kind'];
export type OpOf<Kind extends OpKind> = Extract<OpRecord, { kind: Kind }>;
export const OP_KINDS = opSchema.options.map((option) => option.shape.kind.value) as [OpKind, ...OpKind[]];

/** Fewest and most tensors that an op reads. */
export function inputCount(op: OpRecord): { readonly least: number; readonly most: number } {
  if (op.kind === 'rearrange' && op.attributes.function === 'concat') return { least: 2, most: MOST_INPUTS };
  const inputs = fixedInputs(op);
  return { least: inputs, most: inputs };
}

function fixedInputs(op: OpRecord): number {
  switch (op.kind) {
    case 'gemm':
    case 'convolution':
      return 2 + scaleTensors(op.attributes.scales?.a) + scaleTensors(op.attributes.scales?.b);
    case 'embedding':
      return 2;
    case 'element-wise':
      return ELEMENT_WISE[op.attributes.function].length;
    case 'norm':
      return NORMS[op.attributes.function].inputs.length;
    case 'softmax':
      return op.attributes.function === 'softmax' ? 1 : 2;
    case 'pool':
      return op.attributes.function === 'max-backward' ? 2 : 1;
    case 'update':
      return 2 + OPTIMISER_STATES[op.attributes.optimiser.kind].length + (op.attributes.clipNorm === undefined ? 0 : 1);
    case 'cast':
      return 1 + scaleTensors(op.attributes.scales);
    case 'amax':
      return op.attributes.gives.kind === 'nvfp4' ? 2 : 1;
    case 'transpose':
    case 'column-sum':
    case 'dropout':
    case 'hadamard':
    case 'rearrange':
    case 'softmax-cross-entropy':
      return 1;
    case 'collective':
      return arrives(op.attributes.function) ? 0 : 1;
  }
}

/** Tensors that hold the scales of one. */
function scaleTensors(scales: Pick<OperandScales, 'tensorScale'> | undefined): number {
  if (scales === undefined) return 0;
  return scales.tensorScale === 'none' ? 1 : 2;
}

/** What an op does, in one word for people: its kind, or the function or optimiser that it applies. */
export function operationOf(op: OpRecord): string {
  switch (op.kind) {
    case 'element-wise':
    case 'norm':
    case 'softmax':
    case 'rearrange':
    case 'collective':
      return op.attributes.function;
    case 'pool':
      return `${op.attributes.function.replace('-backward', '')}-pool${op.attributes.function.endsWith('-backward') ? '-backward' : ''}`;
    case 'embedding':
      return op.attributes.function === 'lookup' ? 'embedding' : 'embedding-backward';
    case 'convolution':
      return op.attributes.direction === 'forward' ? 'convolution' : `convolution-${op.attributes.direction}`;
    case 'update':
      return op.attributes.optimiser.kind;
    default:
      return op.kind;
  }
}
