/**
 * Whether every part of a graph counts, and its sizes can be: inputs of one batch each, values that are read, tensors
 * that float64 counts exactly. Left out: whether nodes fit their inputs (layout.ts).
 */
import { InputError, shown } from '../input-error.js';
import { elementsOf } from '../shape.js';
import { checkFollowers } from './classes.js';
import { BLOCK_INPUT, type BlockRecord, type NetworkGraph, type NodeRecord, type Shape } from './graph.js';
import { boundShape, type LayerLayout, layoutOf, lengthsOf } from './layout.js';
import { shapeText } from './rules/rule.js';

/** Most elements of a value for one example, and of a parameter. */
const MOST_ELEMENTS = 2 ** 28;

/** @throws InputError naming the input or node */
export function checkGraph(graph: NetworkGraph): void {
  for (const { id, shape } of graph.inputs) checkInput(shape, `${graph.name} input ${shown(id)}`);
  checkSequence(graph);
  checkFollowers(graph);
  checkRead(
    graph.inputs.map(({ id }) => id),
    graph.nodes,
    graph.name,
  );
  for (const node of graph.nodes) {
    if (node.kind === 'block') checkRead([BLOCK_INPUT], node.nodes, `${graph.name} node ${shown(node.id)}`);
  }
  for (const layer of layoutOf(graph, 'once')) checkLayer(layer, graph);
}

/** The network on so many tokens an example. @throws InputError where it has none, or too few places */
export function withSequence(graph: NetworkGraph, sequence: number | undefined, where: string): NetworkGraph {
  if (sequence === undefined) return graph;
  if (graph.sequence === undefined) throw new InputError(where, `a network on tokens`, shown(graph.name));
  const longer = { ...graph, sequence };
  checkGraph(longer);
  return longer;
}

function checkInput(shape: Shape, where: string): void {
  const symbols = shape.slice(1).filter((axis) => typeof axis !== 'number');
  if (shape[0] === 'batch' && symbols.every((axis, i) => axis === 'sequence' && shape[i + 1] === axis && i === 0))
    return;
  throw new InputError(where, 'a shape with batch first, once, and sequence behind it or not at all', shapeText(shape));
}

/** A length of the sequence where there is one, and only there. */
function checkSequence({ name, inputs, sequence }: NetworkGraph): void {
  const asked = inputs.some(({ shape }) => shape.includes('sequence'));
  if (asked === (sequence !== undefined)) return;
  const expected = asked ? 'the tokens of an example, as an input has them' : 'none, as no input has tokens';
  throw new InputError(`${name} sequence`, expected, String(sequence ?? 'none'));
}

/** Every value but the last is read by a node beside it, or in a block beside it. */
function checkRead(inputs: readonly string[], nodes: readonly (NodeRecord | BlockRecord)[], where: string): void {
  const before = [inputs[0], ...nodes.map(({ id }) => id)];
  const read = new Set(nodes.flatMap((node, i) => [...readBy(node, before[i]), ...readWithin(node)]));
  const unread = [...inputs, ...nodes.slice(0, -1).map(({ id }) => id)].find((id) => !read.has(id));
  if (unread !== undefined)
    throw new InputError(`${where} ${shown(unread)}`, 'a value that a node reads', 'none that does');
}

function readBy(node: NodeRecord | BlockRecord, before: string | undefined): readonly (string | undefined)[] {
  return node.inputs ?? (node.kind === 'token' ? [] : [before]);
}

/** Values around a block that its nodes read: a name of the block’s own hides one around it. */
function readWithin(node: NodeRecord | BlockRecord): readonly string[] {
  if (node.kind !== 'block') return [];
  const own = new Set([BLOCK_INPUT]);
  return node.nodes.flatMap(({ id, inputs = [] }) => {
    const outer = inputs.filter((name) => !own.has(name));
    own.add(id);
    return outer;
  });
}

function checkLayer({ id, node, inputShapes, output, parameters }: LayerLayout, graph: NetworkGraph): void {
  const lengths = lengthsOf(graph, 1);
  const values = [...inputShapes, output].map((shape) => boundShape(shape, lengths));
  const most = Math.max(...[...values, ...parameters.map(({ shape }) => shape)].map(elementsOf));
  const where = `${graph.name} node ${shown(id)}`;
  if (most > MOST_ELEMENTS) {
    throw new InputError(where, `values and parameters of at most ${MOST_ELEMENTS} elements`, String(most));
  }
  const [places = 0] = parameters[0]?.shape ?? [];
  const [, tokens = 0] = values[0] ?? [];
  if (node.kind === 'positions' && node.values !== 'sinusoidal' && tokens > places) {
    throw new InputError(`${graph.name} sequence`, `at most the ${places} places of ${shown(id)}`, String(tokens));
  }
}
