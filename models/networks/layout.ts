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
import { nodeRule } from './nodes.js';
import { type ParameterShape, shapeText } from './rules/rule.js';

export const BLOCK_RULES = ['once', 'folded', 'unrolled'] as const;
export type BlockRule = (typeof BLOCK_RULES)[number];
/** Of each block, by its id: how many repetitions each of its layers stands for, one group after another. */
export type BlockGroups = Readonly<Record<string, readonly number[]>>;

/** A node in its place. */
export interface LayerLayout {
  /** Of a node in a block: block.node; unrolled block.3.node; folded also block.2-11.node. */
  readonly id: string;
  readonly node: NodeRecord;
  /** Values that it reads: ids of layers or of the network's inputs. */
  readonly inputs: readonly string[];
  readonly inputShapes: readonly Shape[];
  readonly output: Shape;
  /** Its own: without a table that it shares. */
  readonly parameters: readonly ParameterShape[];
  /** The layer whose table it shares. */
  readonly tableOf?: string;
  /** Lengths whose product is the multiply-accumulates of products for one element of the output, forward. */
  readonly macsPerOutput: Shape;
  /** How many equal layers it stands for. */
  readonly repeat: number;
}

type Value = { readonly id: string; readonly shape: Shape };

/** What nodes see: values by the name that they read them under, and tables that are shared, by their embedding. */
interface Scope {
  readonly values: Map<string, Value>;
  readonly around?: Scope;
  readonly tables: Map<string, readonly number[]>;
}

/** @throws InputError for a name that is not unique or not there, or a node that does not fit its inputs */
export function layoutOf(graph: NetworkGraph, blocks: BlockRule | BlockGroups): LayerLayout[] {
  const layers: LayerLayout[] = [];
  const scope: Scope = { values: new Map(), tables: new Map() };
  for (const { id, shape } of graph.inputs) define(scope, id, { id, shape }, graph.name);
  let before: Value | undefined = scope.values.values().next().value;
  for (const entry of graph.nodes) {
    const where = `${graph.name} node ${shown(entry.id)}`;
    const made: LayerLayout[] =
      entry.kind === 'block'
        ? blockLayers(entry, valuesOf(entry, scope, before, where), scope, blocks, where)
        : [layerOf(entry, { id: entry.id, scope, before, repeat: 1 }, where)];
    layers.push(...made);
    const last = made.at(-1) as LayerLayout;
    before = { id: last.id, shape: last.output };
    define(scope, entry.id, before, where);
    if (entry.kind === 'embedding') scope.tables.set(entry.id, [entry.entries, entry.width]);
  }
  if (layers.length === 0) throw new InputError(`${graph.name} nodes`, 'at least one node', 'none');
  return layers;
}

/** Lengths of symbolic axes. */
export type Lengths = Readonly<Partial<Record<SymbolName, number>>>;

/** Those of a network for a batch. */
export function lengthsOf({ sequence }: NetworkGraph, batch: number): Lengths {
  return { batch, ...(sequence === undefined ? {} : { sequence }) };
}

/** A shape with lengths for its symbols. */
export function boundShape(shape: Shape, lengths: Lengths): number[] {
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
export function forwardMacs(layers: readonly LayerLayout[], lengths: Lengths): number {
  return layers.reduce((sum, { output, macsPerOutput, repeat }) => {
    return sum + repeat * elementsOf(boundShape([...macsPerOutput, ...output], lengths));
  }, 0);
}

/** Where a node stands: what it sees, and the value before it. */
interface Place {
  readonly id: string;
  readonly scope: Scope;
  readonly before: Value | undefined;
  readonly repeat: number;
}

function layerOf(node: NodeRecord, { id, scope, before, repeat }: Place, where: string): LayerLayout {
  const rule = nodeRule(node.kind);
  const inputs = rule.inputs[0] === 0 && node.inputs === undefined ? [] : valuesOf(node, scope, before, where);
  if (!rule.inputs.includes(inputs.length)) {
    throw new InputError(`${where} inputs`, `${rule.inputs.join(' or ')} for ${node.kind}`, String(inputs.length));
  }
  const inputShapes = inputs.map(({ shape }) => shape);
  const shapes = rule.shapes(node, inputShapes, where);
  const layer = { id, node, inputs: inputs.map((value) => value.id), inputShapes, ...shapes, repeat };
  return sharedTable(node) === undefined ? layer : shared(layer, sharedTable(node) as string, scope, where);
}

/** The embedding whose table a node shares. */
function sharedTable(node: NodeRecord): string | undefined {
  return node.kind === 'linear' || node.kind === 'embedding' ? node.weights : undefined;
}

/** A layer whose first parameter is the table of an embedding: as it is, or turned for a linear layer. */
function shared(layer: LayerLayout, table: string, { tables, around }: Scope, where: string): LayerLayout {
  const found = tables.get(table) ?? around?.tables.get(table);
  if (found === undefined) {
    const known = [...tables.keys(), ...(around?.tables.keys() ?? [])].join(', ') || 'none there';
    throw new InputError(`${where} weights`, `an embedding before it (${known})`, shown(table));
  }
  const [own, ...others] = layer.parameters;
  const asked = layer.node.kind === 'linear' ? own?.shape.toReversed() : own?.shape;
  if (asked?.join() === found.join()) return { ...layer, parameters: others, tableOf: table };
  throw new InputError(`${where} weights`, `a table of ${shapeText(asked ?? [])}`, shapeText(found));
}

function blockLayers(
  block: BlockRecord,
  inputs: readonly Value[],
  around: Scope,
  blocks: BlockRule | BlockGroups,
  where: string,
): LayerLayout[] {
  const [input] = inputs;
  if (input === undefined || inputs.length !== 1)
    throw new InputError(`${where} inputs`, '1 for block', String(inputs.length));
  const part = { block, around, where };
  if (blocks === 'once') return repetition(part, block.id, input, block.repeat);
  const layers: LayerLayout[] = [];
  for (const { first, count } of repetitions(block, blocks)) {
    const last = layers.at(-1);
    const from = last === undefined ? input : { id: last.id, shape: last.output };
    const numbers = count === 1 ? String(first) : `${first}-${first + count - 1}`;
    layers.push(...repetition(part, `${block.id}.${numbers}`, from, count));
  }
  return layers;
}

/** Repetitions that stand for others, or for themselves; numbered from 1. */
function repetitions(
  { id, repeat }: BlockRecord,
  blocks: Exclude<BlockRule, 'once'> | BlockGroups,
): { first: number; count: number }[] {
  let next = 1;
  return groupsOf(id, repeat, blocks).map((count) => {
    next += count;
    return { first: next - count, count };
  });
}

function groupsOf(id: string, repeat: number, blocks: Exclude<BlockRule, 'once'> | BlockGroups): readonly number[] {
  if (typeof blocks === 'object') return blocks[id] ?? [repeat];
  if (blocks === 'unrolled' || repeat <= 3) return new Array<number>(repeat).fill(1);
  return [1, repeat - 2, 1];
}

/** A block, and what stands around it. */
interface BlockPart {
  readonly block: BlockRecord;
  readonly around: Scope;
  readonly where: string;
}

/** The nodes of a block once. */
function repetition({ block, around, where }: BlockPart, prefix: string, input: Value, repeat: number): LayerLayout[] {
  const scope: Scope = { values: new Map([[BLOCK_INPUT, input]]), around, tables: new Map() };
  let before = input;
  const layers = block.nodes.map((node) => {
    const nodeWhere = `${where} node ${shown(node.id)}`;
    const layer = layerOf(node, { id: `${prefix}.${node.id}`, scope, before, repeat }, nodeWhere);
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
  { values, around }: Scope,
  before: Value | undefined,
  where: string,
): Value[] {
  if (entry.inputs === undefined) {
    if (before === undefined) throw new InputError(where, 'an input before it', 'none');
    return [before];
  }
  return entry.inputs.map((name) => {
    const value = values.get(name) ?? around?.values.get(name);
    if (value === undefined) {
      const known = [...values.keys(), ...(around?.values.keys() ?? [])].join(', ');
      throw new InputError(`${where} inputs`, `values before it (${known})`, shown(name));
    }
    return value;
  });
}

function define({ values }: Scope, name: string, value: Value, where: string): void {
  if (values.has(name)) throw new InputError(where, 'an id that is new', shown(name));
  values.set(name, value);
}
