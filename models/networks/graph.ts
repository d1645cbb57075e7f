/**
 * A network as a graph: inputs with symbolic axes, nodes that name their inputs, blocks that repeat, a loss.
 * No weights: shapes are inferred and parameters counted (layout.ts); only training draws values.
 * Left out: formats (the recipe), what a node computes (traces/training/layers).
 */

/** Axes whose length is chosen when the network is used. */
export const SYMBOLS = ['batch'] as const;
export type SymbolName = (typeof SYMBOLS)[number];

/** Lengths of axes, the symbolic ones first; images are [batch, height, width, channels]. */
export type Shape = readonly (number | SymbolName)[];

/** Element-wise functions of one input: nodes by their own names. */
export const ACTIVATIONS = ['relu', 'gelu'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

interface NodeParts {
  /** Unique among the nodes beside it; tensors and reports carry it. */
  readonly id: string;
  /** Values that the node reads: ids of nodes or inputs; without them the node before (the first: the first input). */
  readonly inputs?: readonly string[] | undefined;
}

/** y = x · w + b over all axes that have a number, taken as one. */
export interface LinearNode extends NodeParts {
  readonly kind: 'linear';
  readonly outputs: number;
}

/** Stride 1, zero padding that keeps height and width; odd kernel. */
export interface ConvolutionNode extends NodeParts {
  readonly kind: 'convolution';
  readonly channels: number;
  readonly kernel: number;
}

/** y = f(x), element by element. */
export type ActivationNode = { [Kind in Activation]: NodeParts & { readonly kind: Kind } }[Activation];

/** Non-overlapping squares; height and width must divide. */
export interface MaxPoolNode extends NodeParts {
  readonly kind: 'max-pool';
  readonly size: number;
}

/** The sum of two values of one shape: a residual connection. */
export interface AddNode extends NodeParts {
  readonly kind: 'add';
}

export type NodeRecord = LinearNode | ConvolutionNode | ActivationNode | MaxPoolNode | AddNode;
export type NodeKind = NodeRecord['kind'];
export type NodeOf<Kind extends NodeKind> = Extract<NodeRecord, { readonly kind: Kind }>;

/** The name by which a block's nodes read the block's own input. */
export const BLOCK_INPUT = 'input';

/**
 * Equal nodes one after another, each repetition with weights of its own: the first reads the block's input, each
 * other one the last node of the one before; the block's value is the last node of the last one.
 */
export interface BlockRecord extends NodeParts {
  readonly kind: 'block';
  readonly repeat: number;
  readonly nodes: readonly NodeRecord[];
}

export const LOSSES = ['softmax-cross-entropy'] as const;
export type LossName = (typeof LOSSES)[number];

export interface NetworkGraph {
  readonly name: string;
  readonly summary: string;
  readonly inputs: readonly { readonly id: string; readonly shape: Shape }[];
  readonly nodes: readonly (NodeRecord | BlockRecord)[];
  /** Of the last node. */
  readonly loss: LossName;
  /** That training uses unless told otherwise; USUAL_LEARNING_RATE where the network says none. */
  readonly learningRate?: number | undefined;
}

/** Of SGD with momentum 0.9 at batch 128: the multi-layer perceptron learns at it on every seed that was tried. */
export const USUAL_LEARNING_RATE = 0.05;
/** Beyond which no training is meant. */
export const MOST_LEARNING_RATE = 100;
