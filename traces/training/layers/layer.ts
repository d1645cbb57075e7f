/**
 * A layer of a network that is being trained or lowered, and what each kind does: forward, and backward with what
 * forward kept. One file a kind beside this one; all.ts lists them.
 */
import type { NodeKind, NodeOf, NodeRecord } from '../../../models/networks/graph.js';
import type { StepContext } from '../../ops/emit.js';
import type { Tensor } from '../../ops/tensor.js';
import type { Parameter } from '../../ops/update.js';

/** Whether a layer's operands follow the recipe or stay in the storage format. */
export const OPERAND_RULES = ['recipe', 'storage'] as const;
export type OperandRule = (typeof OPERAND_RULES)[number];

export type Layer<Kind extends NodeKind = NodeKind> = LayerOf<NodeOf<Kind>>;

interface LayerOf<Node extends NodeRecord> {
  readonly id: string;
  readonly node: Node;
  /** Values that it reads: ids of layers or of the network's inputs. */
  readonly inputs: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly operands: OperandRule;
  /** Whether anything before the layer is trained. */
  readonly inputGradients: 'needed' | 'not-needed';
  /** How many equal layers it stands for. */
  readonly repeat: number;
}

export interface BackwardResult {
  /** Gradient of each input; undefined where it is not needed. */
  readonly inputs: readonly (Tensor | undefined)[];
  /** Gradient of each parameter, in their order. */
  readonly parameters: readonly Tensor[];
}

export interface ForwardResult {
  readonly output: Tensor;
  /** @param dy gradient of the output, of its shape */
  readonly backward: (dy: Tensor) => BackwardResult;
}

export type LayerForward<Kind extends NodeKind> = (
  context: StepContext,
  layer: Layer<Kind>,
  inputs: readonly Tensor[],
) => ForwardResult;

/** The input of a layer that reads one. */
export function onlyInput(layer: Layer, inputs: readonly Tensor[]): Tensor {
  const [input] = inputs;
  if (input === undefined || inputs.length !== 1) throw new Error(`layer ${layer.id} reads one input`);
  return input;
}
