/**
 * Whether every part of a graph counts, and its sizes can be: inputs of one batch each, values that are read, tensors
 * that float64 counts exactly. Left out: whether nodes fit their inputs (layout.ts).
 */
import { InputError, shown } from '../input-error.js';
import { elementsOf } from '../shape.js';
import { BLOCK_INPUT, type BlockRecord, type NetworkGraph, type NodeRecord, type Shape } from './graph.js';
import { boundShape, layoutOf } from './layout.js';
import { shapeText } from './nodes.js';

/** Most elements of a value for one example, and of a parameter. */
const MOST_ELEMENTS = 2 ** 28;

/** @throws InputError naming the input or node */
export function checkGraph(graph: NetworkGraph): void {
  for (const { id, shape } of graph.inputs) checkInput(shape, `${graph.name} input ${shown(id)}`);
  const inputs = graph.inputs.map(({ id }) => id);
  checkRead(inputs, graph.nodes, graph.name);
  for (const node of graph.nodes) {
    if (node.kind === 'block') checkRead([BLOCK_INPUT], node.nodes, `${graph.name} node ${shown(node.id)}`);
  }
  checkSizes(graph);
}

function checkInput(shape: Shape, where: string): void {
  if (shape[0] === 'batch' && !shape.slice(1).includes('batch')) return;
  throw new InputError(where, 'a shape with batch first, once', shapeText(shape));
}

/** Every value but the last is read by a node beside it. */
function checkRead(inputs: readonly string[], nodes: readonly (NodeRecord | BlockRecord)[], where: string): void {
  const before = [inputs[0], ...nodes.map(({ id }) => id)];
  const read = new Set(nodes.flatMap((node, i) => node.inputs ?? [before[i]]));
  const unread = [...inputs, ...nodes.slice(0, -1).map(({ id }) => id)].find((id) => !read.has(id));
  if (unread !== undefined)
    throw new InputError(`${where} ${shown(unread)}`, 'a value that a node reads', 'none that does');
}

function checkSizes(graph: NetworkGraph): void {
  for (const { id, inputShapes, output, parameters } of layoutOf(graph, 'once')) {
    const values = [...inputShapes, output].map((shape) => boundShape(shape, { batch: 1 }));
    const most = Math.max(...[...values, ...parameters.map(({ shape }) => shape)].map(elementsOf));
    if (most <= MOST_ELEMENTS) continue;
    const expected = `values and parameters of at most ${MOST_ELEMENTS} elements`;
    throw new InputError(`${graph.name} node ${shown(id)}`, expected, String(most));
  }
}
