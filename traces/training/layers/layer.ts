/**
 * A layer of a network that is being trained or lowered, and what each kind does: forward, and backward with what
 * forward kept. One file a kind beside this one; all.ts lists them.
 */
import type { NodeKind, NodeOf, NodeRecord, Shape } from '../../../models/networks/graph.js';
import type { Place, StepContext } from '../../ops/emit.js';
import type { Tensor } from '../../ops/tensor.js';
import type { Parameter } from '../../ops/update.js';
import type { RunningStatistics } from './running-statistics.js';

/**
 * Which of a layer's operands are cast as the recipe says: all, none, or, of the first layer as the paper has it, its
 * weights and their gradient (operands.ts); the others stay in the storage format.
 */
export const OPERAND_RULES = ['recipe', 'storage', 'weights'] as const;
export type OperandRule = (typeof OPERAND_RULES)[number];

/**
 * What a layer does of its neighbours' work, or leaves to them: `leaves-bias`: the next one adds its bias;
 * `takes-bias`: adds that of the one before; `folded`: a norm whose scale is in the weights before it;
 * `adds`: sums the two values that it reads first.
 */
export const FUSIONS = ['none', 'leaves-bias', 'takes-bias', 'folded', 'adds'] as const;
export type Fusion = (typeof FUSIONS)[number];

export type Layer<Kind extends NodeKind = NodeKind> = LayerOf<NodeOf<Kind>>;

interface LayerOf<Node extends NodeRecord> {
  readonly id: string;
  readonly node: Node;
  /** Values that it reads: ids of layers or of the network's inputs. */
  readonly inputs: readonly string[];
  readonly output: Shape;
  /** Its own, which its backward has gradients of. */
  readonly parameters: readonly Parameter[];
  /** Of another layer: a table that it shares, or the bias that it takes. */
  readonly borrowed?: Parameter | undefined;
  /** Of a batch-norm that is trained. */
  readonly running?: RunningStatistics | undefined;
  readonly fusion: Fusion;
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
  /** Gradient of the table that the layer shares. */
  readonly table?: Tensor | undefined;
}

export interface ForwardResult {
  /** Of so many elements; the step gives it the shape that the graph says. */
  readonly output: Tensor;
  /**
   * @param dy gradient of the output, of its shape
   * @param table gradient of the layer's own table from layers that share it
   */
  readonly backward: (dy: Tensor, table?: Tensor) => BackwardResult;
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

/** A parameter of a layer by its name; undefined where it has none such. */
export function parameterOf({ parameters }: Layer, name: string): Parameter | undefined {
  return parameters.find((parameter) => parameter.name === name);
}

/** Where a layer's ops stand. */
export function placesOf({ id }: Layer): { readonly [Phase in 'forward' | 'dgrad' | 'wgrad']: Place } {
  return {
    forward: { layer: id, phase: 'forward' },
    dgrad: { layer: id, phase: 'dgrad' },
    wgrad: { layer: id, phase: 'wgrad' },
  };
}
