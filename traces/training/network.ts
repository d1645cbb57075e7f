/**
 * A graph made ready for a step: layers with their parameters, drawn from the seed for training, or without
 * values for a step of shapes alone.
 */
import { InputError, shown } from '../../models/input-error.js';
import type { NetworkGraph } from '../../models/networks/graph.js';
import {
  type BlockGroups,
  type BlockRule,
  type LayerLayout,
  layoutOf,
  parameterCount,
} from '../../models/networks/layout.js';
import type { ParameterShape } from '../../models/networks/rules/rule.js';
import { OPTIMISER_STATES, type OptimiserName } from '../../models/optimisers/optimiser.js';
import type { Recipe } from '../../records/trace/recipe.js';
import type { Pass } from '../ops/emit.js';
import type { Parameter } from '../ops/update.js';
import { fused } from './fusion.js';
import { initialValues } from './initial.js';
import type { Layer } from './layers/layer.js';
import { newRunningStatistics } from './layers/running-statistics.js';
import { operandRules } from './operand-rules.js';

export interface TrainedNetwork {
  readonly graph: NetworkGraph;
  readonly layers: readonly Layer[];
  /** Number of trained values. */
  readonly parameters: number;
}

export interface NetworkOptions {
  readonly recipe: Recipe;
  readonly optimiser: OptimiserName;
}

export interface PassOptions extends NetworkOptions {
  readonly pass: Pass;
}

/** Parameters that training draws at most: with gradients and two optimiser states 2 GiB in float32. */
const MOST_TRAINED = 2 ** 27;

/**
 * Every block unrolled, weights drawn from the seed.
 * @throws InputError where a node does not fit its inputs, or there are more parameters than MOST_TRAINED
 */
export function drawnNetwork(graph: NetworkGraph, options: NetworkOptions, seed: number): TrainedNetwork {
  const parameters = parameterCount(layoutOf(graph, 'once'));
  if (parameters > MOST_TRAINED) {
    const remedy = 'time it from its shapes: octile simulate --network';
    throw new InputError(
      `network ${shown(graph.name)}`,
      `at most ${MOST_TRAINED} parameters to train`,
      String(parameters),
      remedy,
    );
  }
  const draw = initialValues(graph, layoutOf(graph, 'unrolled'), seed);
  return networkOf(graph, 'unrolled', { ...options, pass: 'training' }, draw);
}

/** Shapes alone. @throws InputError where a node does not fit its inputs */
export function shapedNetwork(
  graph: NetworkGraph,
  options: PassOptions,
  blocks: BlockRule | BlockGroups,
): TrainedNetwork {
  return networkOf(graph, blocks, options, () => undefined);
}

type Draw = (layer: string, parameter: ParameterShape) => Float32Array<ArrayBuffer> | undefined;

function networkOf(
  graph: NetworkGraph,
  blocks: BlockRule | BlockGroups,
  options: PassOptions,
  draw: Draw,
): TrainedNetwork {
  const layouts = layoutOf(graph, blocks);
  const ruleOf = operandRules(layouts, options.recipe);
  const trained = new Set<string>();
  const tables = new Map<string, Parameter>();
  const layers = layouts.map((layout): Layer => {
    const { id, tableOf } = layout;
    const inputGradients = layout.inputs.some((input) => trained.has(input)) ? 'needed' : 'not-needed';
    if (inputGradients === 'needed' || layout.parameters.length > 0 || tableOf !== undefined) trained.add(id);
    const layer = layerOf(layout, { inputGradients, operands: ruleOf(id, inputGradients) }, options, draw);
    const [table] = layer.parameters;
    if (layer.node.kind === 'embedding' && table !== undefined) tables.set(id, table);
    return tableOf === undefined ? layer : { ...layer, borrowed: tables.get(tableOf) };
  });
  return { graph, layers: fused(layers, options.pass), parameters: parameterCount(layouts) };
}

function layerOf(
  { id, node, inputs, output, parameters, repeat }: LayerLayout,
  rules: Pick<Layer, 'inputGradients' | 'operands'>,
  { optimiser }: NetworkOptions,
  draw: Draw,
): Layer {
  const made = parameters.map((parameter): Parameter => {
    const { name, shape, decay } = parameter;
    const master = draw(id, parameter);
    const zeros = () => (master === undefined ? undefined : new Float32Array(master.length));
    const states = Object.fromEntries(OPTIMISER_STATES[optimiser].map((state) => [state, zeros()]));
    return { layer: id, name, shape, decay, master, states };
  });
  const own = { id, node, inputs, output, parameters: made, fusion: 'none', ...rules, repeat } as const;
  const [first] = made;
  if (node.kind !== 'batch-norm' || first?.master === undefined) return own;
  return { ...own, running: newRunningStatistics(first.master.length / 2) };
}
