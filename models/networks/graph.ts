/**
 * A network as a graph: inputs with symbolic axes, nodes that name their inputs, blocks that repeat, a loss.
 * No weights: shapes are inferred and parameters counted (layout.ts); only training draws values.
 * Images are [batch, height, width, channels], tokens [batch, sequence, width], their numbers [batch, sequence].
 * Left out: formats (the recipe), what a node computes (traces/training/layers).
 */

import type { OptimiserName } from '../optimisers/optimiser.js';
import type { Schedule } from '../optimisers/schedule.js';

/** Axes whose length is chosen when the network is used. */
export const SYMBOLS = ['batch', 'sequence'] as const;
export type SymbolName = (typeof SYMBOLS)[number];

/** Lengths of axes, the symbolic ones first. */
export type Shape = readonly (number | SymbolName)[];

/** Element-wise functions of one input: nodes by their own names. */
export const ACTIVATIONS = ['relu', 'gelu', 'silu', 'sigmoid', 'tanh'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

interface NodeParts {
  /** Unique among the nodes beside it; tensors and reports carry it. */
  readonly id: string;
  /** Values that the node reads: ids of nodes or inputs; without them the node before (the first: the first input). */
  readonly inputs?: readonly string[] | undefined;
}

/** Axes that a node takes as one: all that have a number, or the last alone, as for tokens. */
export const LINEAR_AXES = ['all', 'last'] as const;

/** y = x · w + b. */
export interface LinearNode extends NodeParts {
  readonly kind: 'linear';
  readonly outputs: number;
  /** All unless said. */
  readonly axes?: (typeof LINEAR_AXES)[number] | undefined;
  /** Whether there is a b: yes unless said. */
  readonly bias?: boolean | undefined;
  /** The embedding whose table, turned, is w. */
  readonly weights?: string | undefined;
}

/** Square windows of images, zeros beyond every edge. */
interface WindowParts extends NodeParts {
  readonly kernel: number;
  readonly padding?: number | undefined;
}

/** A square kernel; the padding keeps the size of what the stride does not thin out, unless said (odd kernels). */
export interface ConvolutionNode extends WindowParts {
  readonly kind: 'convolution';
  readonly channels: number;
  /** 1 unless said, as dilation and groups. */
  readonly stride?: number | undefined;
  readonly dilation?: number | undefined;
  readonly groups?: number | undefined;
  readonly bias?: boolean | undefined;
}

/** y = f(x), element by element. */
export type ActivationNode = { [Kind in Activation]: NodeParts & { readonly kind: Kind } }[Activation];

/** The largest of each window: `size` for squares that do not overlap and fill the image, or kernel and stride. */
export interface MaxPoolNode extends NodeParts {
  readonly kind: 'max-pool';
  readonly size?: number | undefined;
  readonly kernel?: number | undefined;
  readonly stride?: number | undefined;
  readonly padding?: number | undefined;
}

/** The mean of each window, padding counted as zeros. */
export interface AveragePoolNode extends WindowParts {
  readonly kind: 'average-pool';
  readonly stride: number;
}

/** An image to the mean of each channel. */
export interface GlobalAveragePoolNode extends NodeParts {
  readonly kind: 'global-average-pool';
}

/** In training each element is left out by chance, the others are divided by their share. */
export interface DropoutNode extends NodeParts {
  readonly kind: 'dropout';
  /** Share that is left out, within DROPOUT_RATES. */
  readonly rate: number;
}

/** One of all that 16 random bits can say, to all but one in a hundred. */
export const DROPOUT_RATES = [2 ** -16, 0.99] as const;

/** The sum of two values of one shape: a residual connection. */
export interface AddNode extends NodeParts {
  readonly kind: 'add';
}

/** The product of two values of one shape, or of an image and a factor for each of its channels. */
export interface MultiplyNode extends NodeParts {
  readonly kind: 'multiply';
}

/** Normalisations, with a scale of their own (RMS) or scale and shift; of each token, or each channel over the batch. */
export const NORM_KINDS = ['batch-norm', 'layer-norm', 'rms-norm'] as const;
/** Added to a variance or mean square. Source: the default of PyTorch's norms; Llama 2 has 1e-5 too, BERT 1e-12. */
export const NORM_EPSILON = 1e-5;
export type NormKind = (typeof NORM_KINDS)[number];
export type NormNode = { [Kind in NormKind]: NodeParts & { readonly kind: Kind } }[NormKind];

/** Numbers of tokens to rows of a table. */
export interface EmbeddingNode extends NodeParts {
  readonly kind: 'embedding';
  readonly entries: number;
  readonly width: number;
  /** The embedding whose table it shares. */
  readonly weights?: string | undefined;
}

export const POSITION_VALUES = ['learned', 'sinusoidal'] as const;

/** A row for each place added to the token that stands there. */
export interface PositionsNode extends NodeParts {
  readonly kind: 'positions';
  /** Learned unless said. */
  readonly values?: (typeof POSITION_VALUES)[number] | undefined;
  /** Places of a learned table: as many as there are tokens unless said. */
  readonly entries?: number | undefined;
}

/** One learned token, the same for each example: a class token, a probe. It reads nothing. */
export interface TokenNode extends NodeParts {
  readonly kind: 'token';
  readonly width: number;
}

/** `causal`: each token sees those up to its own place. */
export const MASKS = ['none', 'causal'] as const;

/** softmax(q · kᵀ / √width of a head) · v for each head; reads q, k and v, or one value that has them side by side. */
export interface AttentionNode extends NodeParts {
  readonly kind: 'attention';
  readonly heads: number;
  /** None unless said. */
  readonly mask?: (typeof MASKS)[number] | undefined;
  /** Rotary: pairs of each head's q and k turned by their token's place. */
  readonly positions?: 'rotary' | undefined;
}

/** Axes along which values are joined or cut: that of the tokens, or the last. */
export const CUT_AXES = ['tokens', 'channels'] as const;
export type CutAxis = (typeof CUT_AXES)[number];

/** Values side by side. */
export interface ConcatNode extends NodeParts {
  readonly kind: 'concat';
  readonly axis: CutAxis;
}

/** A part of a value. */
export interface SliceNode extends NodeParts {
  readonly kind: 'slice';
  readonly axis: CutAxis;
  /** The first unless said. */
  readonly from?: number | undefined;
  readonly length: number;
}

/** Every so-manieth row and column of an image. */
export interface SubsampleNode extends NodeParts {
  readonly kind: 'subsample';
  readonly stride: number;
}

/** Channels of zeros around those that are there. */
export interface PadNode extends NodeParts {
  readonly kind: 'pad';
  readonly before: number;
  readonly after: number;
}

/** The same elements under other lengths: of all axes that have a number. */
export interface ReshapeNode extends NodeParts {
  readonly kind: 'reshape';
  readonly shape: readonly number[];
}

export type NodeRecord =
  | LinearNode
  | ConvolutionNode
  | ActivationNode
  | MaxPoolNode
  | AveragePoolNode
  | GlobalAveragePoolNode
  | DropoutNode
  | AddNode
  | MultiplyNode
  | NormNode
  | EmbeddingNode
  | PositionsNode
  | TokenNode
  | AttentionNode
  | ConcatNode
  | SliceNode
  | SubsampleNode
  | PadNode
  | ReshapeNode;
export type NodeKind = NodeRecord['kind'];
export type NodeOf<Kind extends NodeKind> = Extract<NodeRecord, { readonly kind: Kind }>;

/** The name by which a block's nodes read the block's own input. */
export const BLOCK_INPUT = 'input';

/**
 * Equal nodes one after another, each repetition with weights of its own: the first reads the block's input, each
 * other one the last node of the one before; the block's value is the last node of the last one. Its nodes may also
 * read values that stand before the block: every repetition reads the same.
 */
export interface BlockRecord extends NodeParts {
  readonly kind: 'block';
  readonly repeat: number;
  readonly nodes: readonly NodeRecord[];
}

export const LOSSES = ['softmax-cross-entropy'] as const;
export type LossName = (typeof LOSSES)[number];

/** What training a network uses unless told otherwise, in the words of its settings (records/training-settings.ts). */
export interface UsualTraining {
  /** SGD with momentum where nothing is said. */
  readonly optimiser?: OptimiserName | undefined;
  /** USUAL_LEARNING_RATE where nothing is said. */
  readonly learningRate?: number | undefined;
  readonly weightDecay?: number | undefined;
  readonly schedule?: Schedule | undefined;
  /** Examples a step. */
  readonly batch?: number | undefined;
  /** How long, where it is not passes over the data. */
  readonly steps?: number | undefined;
}

export interface NetworkGraph extends UsualTraining {
  readonly name: string;
  readonly summary: string;
  readonly inputs: readonly { readonly id: string; readonly shape: Shape }[];
  readonly nodes: readonly (NodeRecord | BlockRecord)[];
  /** Of the last node, its last axis the classes. */
  readonly loss: LossName;
  /** Tokens of an example unless told otherwise; of networks that have such an axis. */
  readonly sequence?: number | undefined;
  /** Linear layers and embeddings, by id, whose outputs or entries become as many as the classes of the data. */
  readonly classes?: readonly string[] | undefined;
  /** First values of weights; `he` unless said. */
  readonly initial?: Initial | undefined;
}

/**
 * Rules of first values (rules/rule.ts): of He et al. 2015, for layers behind which a ReLU stands; of GPT-2, smaller
 * where a layer adds to what passes by it.
 */
export const INITIALS = ['he', 'gpt-2'] as const;
export type Initial = (typeof INITIALS)[number];

/** Least and most examples of a step, and steps of a training. */
export const TRAINING_RANGES = { batch: [1, 4096], steps: [1, 10_000_000] } as const;

/** Of SGD with momentum 0.9 at batch 128: the multi-layer perceptron learns at it on every seed that was tried. */
export const USUAL_LEARNING_RATE = 0.05;
/** Beyond which no training is meant. */
export const MOST_LEARNING_RATE = 100;
