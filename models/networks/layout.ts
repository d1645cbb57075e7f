/**
 * A graph as a list of layers in order, with the values that each reads, shapes and parameters. A block stands
 * once with its `repeat`; or folded, where the first and the last repetition stand for themselves, as their
 * neighbours differ, and one stands for those between; or unrolled.
 */
import { InputError, shown } from '../input-error.js';
import { elementsOf } from '../shape.js';
import {
  BLOCK_INPUT,
  type BlockRecord,
  type NetworkGraph,
  type NodeRecord,
  type Shape,
  type SymbolName,
} from './graph.js';
import { nodeRule, type ParameterShape, shapeText } from './nodes.js';

export const BLOCK_RULES = ['once', 'folded', 'unrolled'] as const;
export type BlockRule = (typeof BLOCK_RULES)[number];

/** A node in its place. */
export interface LayerLayout {
  /** Of a node in a block: block.node; unrolled block.3.node; folded also block.2-11.node. */
  readonly id: string;
  readonly node: NodeRecord;
  /** Values that it reads: ids of layers or of the network's inputs. */
  readonly inputs: readonly string[];
  readonly inputShapes: readonly Shape[];
  readonly output: Shape;
  readonly parameters: readonly ParameterShape[];
  readonly macsPerOutput: number;
  /** How many equal layers it stands for. */
  readonly repeat: number;
}

/** Values by the name that nodes read them under. */
type Scope = ReadonlyMap<string, { readonly id: string; readonly shape: Shape }>;
type Value = { readonly id: string; readonly shape: Shape };

/** @throws InputError for a name that is not unique or not there, or a node that does not fit its inputs */
export function layoutOf(graph: NetworkGraph, blocks: BlockRule): LayerLayout[] {
  const layers: LayerLayout[] = [];
  const scope = new Map<string, Value>();
  for (const { id, shape } of graph.inputs) define(scope, id, { id, shape }, graph.name);
  let before: Value | undefined = scope.values().next().value;
  for (const entry of graph.nodes) {
    const where = `${graph.name} node ${shown(entry.id)}`;
    const found = valuesOf(entry, scope, before, where);
    const made: LayerLayout[] =
      entry.kind === 'block' ? blockLayers(entry, found, blocks, where) : [layerOf(entry, entry.id, found, 1, where)];
    layers.push(...made);
    const last = made.at(-1) as LayerLayout;
    before = { id: last.id, shape: last.output };
    define(scope, entry.id, before, where);
  }
  if (layers.length === 0) throw new InputError(`${graph.name} nodes`, 'at least one node', 'none');
  return layers;
}

/** A shape with lengths for its symbols. */
export function boundShape(shape: Shape, lengths: Readonly<Partial<Record<SymbolName, number>>>): number[] {
  return shape.map((axis) => {
    const length = typeof axis === 'number' ? axis : lengths[axis];
    if (length === undefined) throw new InputError('network', `a length for ${axis}`, 'none');
    return length;
  });
}

/** Trained values of a network. */
export function parameterCount(layers: readonly LayerLayout[]): number {
  return layers.reduce(
    (sum, { parameters, repeat }) => sum + repeat * parameters.reduce((all, { shape }) => all + elementsOf(shape), 0),
    0,
  );
}

/** Multiply-accumulates of products, forward, for these lengths of the symbols. */
export function forwardMacs(
  layers: readonly LayerLayout[],
  lengths: Readonly<Partial<Record<SymbolName, number>>>,
): number {
  return layers.reduce((sum, { output, macsPerOutput, repeat }) => {
    return sum + repeat * macsPerOutput * elementsOf(boundShape(output, lengths));
  }, 0);
}

function layerOf(node: NodeRecord, id: string, inputs: readonly Value[], repeat: number, where: string): LayerLayout {
  const rule = nodeRule(node.kind);
  if (inputs.length !== rule.inputs)
    throw new InputError(`${where} inputs`, `${rule.inputs} for ${node.kind}`, String(inputs.length));
  const inputShapes = inputs.map(({ shape }) => shape);
  const shapes = rule.shapes(node, inputShapes, where);
  return { id, node, inputs: inputs.map((value) => value.id), inputShapes, ...shapes, repeat };
}

function blockLayers(block: BlockRecord, inputs: readonly Value[], blocks: BlockRule, where: string): LayerLayout[] {
  const [input] = inputs;
  if (input === undefined || inputs.length !== 1)
    throw new InputError(`${where} inputs`, '1 for block', String(inputs.length));
  if (blocks === 'once') return repetition(block, block.id, input, block.repeat, where);
  const layers: LayerLayout[] = [];
  for (const { first, count } of repetitions(block.repeat, blocks)) {
    const last = layers.at(-1);
    const from = last === undefined ? input : { id: last.id, shape: last.output };
    const numbers = count === 1 ? String(first) : `${first}-${first + count - 1}`;
    layers.push(...repetition(block, `${block.id}.${numbers}`, from, count, where));
  }
  return layers;
}

/** Repetitions that stand for others, or for themselves; numbered from 1. */
function repetitions(total: number, blocks: Exclude<BlockRule, 'once'>): { first: number; count: number }[] {
  if (blocks === 'unrolled' || total <= 3) {
    return Array.from({ length: total }, (_, i) => ({ first: i + 1, count: 1 }));
  }
  return [
    { first: 1, count: 1 },
    { first: 2, count: total - 2 },
    { first: total, count: 1 },
  ];
}

/** The nodes of a block once. */
function repetition(block: BlockRecord, prefix: string, input: Value, repeat: number, where: string): LayerLayout[] {
  const scope = new Map<string, Value>([[BLOCK_INPUT, input]]);
  let before = input;
  const layers = block.nodes.map((node) => {
    const nodeWhere = `${where} node ${shown(node.id)}`;
    const layer = layerOf(node, `${prefix}.${node.id}`, valuesOf(node, scope, before, nodeWhere), repeat, nodeWhere);
    before = { id: layer.id, shape: layer.output };
    define(scope, node.id, before, nodeWhere);
    return layer;
  });
  if (layers.length === 0) throw new InputError(`${where} nodes`, 'at least one node', 'none');
  if (block.repeat > 1 && before.shape.join() !== input.shape.join()) {
    throw new InputError(where, `an output of the input’s shape ${shapeText(input.shape)}`, shapeText(before.shape));
  }
  return layers;
}

function valuesOf(
  entry: { readonly inputs?: readonly string[] | undefined },
  scope: Scope,
  before: Value | undefined,
  where: string,
): Value[] {
  if (entry.inputs === undefined) {
    if (before === undefined) throw new InputError(where, 'an input before it', 'none');
    return [before];
  }
  return entry.inputs.map((name) => {
    const value = scope.get(name);
    if (value === undefined) {
      const known = [...scope.keys()].join(', ');
      throw new InputError(`${where} inputs`, `values before it (${known})`, shown(name));
    }
    return value;
  });
}

function define(scope: Map<string, Value>, name: string, value: Value, where: string): void {
  if (scope.has(name)) throw new InputError(where, 'an id that is new', shown(name));
  scope.set(name, value);
}
