/**
 * A network as one of several tensor-parallel chips has it. Source: Shoeybi et al. 2019 (Megatron-LM), section 3: of two
 * linear layers with element-wise functions or attention between them the first is cut by columns, heads with it, the
 * second by rows; tables of more rows than columns, and a last layer of more outputs than inputs, by their rows and
 * outputs, the last parts filled up. All else every chip has whole. Left out: norms and sums cut by tokens; that a softmax over classes
 * that are cut takes two numbers a row from the other chips.
 */
import { InputError, shown } from '../../../models/input-error.js';
import { ACTIVATIONS, type BlockRecord, type NetworkGraph, type NodeRecord } from '../../../models/networks/graph.js';
import { layoutOf } from '../../../models/networks/layout.js';

/** How a node is cut: what of it is a sum over the chips, its output (`rows`, `table`) or the gradient of its input. */
export type Cut = 'columns' | 'rows' | 'table';

export interface SplitGraph {
  readonly graph: NetworkGraph;
  /** Of the nodes of the new graph. */
  readonly cuts: ReadonlyMap<NodeRecord, Cut>;
}

type Entry = NodeRecord | BlockRecord;

/** @throws InputError where nothing can be cut, or lengths are no multiples of the chips */
export function splitGraph(graph: NetworkGraph, chips: number): SplitGraph {
  const widths = new Map(layoutOf(graph, 'once').map(({ node, inputShapes }) => [node, inputShapes[0]?.at(-1)]));
  const cuts = new Map<NodeRecord, Cut>();
  const cut = (nodes: readonly Entry[], place: string): Entry[] =>
    nodes.map((entry, i) => {
      if (entry.kind === 'block') return { ...entry, nodes: cut(entry.nodes, `${place} ${entry.id}`) as NodeRecord[] };
      const isLast = nodes === graph.nodes && i === nodes.length - 1;
      const how = cutOf(nodes, i, isLast ? widths.get(entry) : undefined);
      const narrow = narrowed(entry, how, chips, `${place} node ${shown(entry.id)}`);
      if (how !== 'whole' && how !== 'between') cuts.set(narrow, how);
      return narrow;
    });
  const nodes = cut(graph.nodes, graph.name);
  if ([...cuts.values()].includes('rows')) return { graph: { ...graph, nodes }, cuts };
  const expected = 'linear layers in pairs, or attention between them, to be dealt over chips';
  throw new InputError(
    `network ${shown(graph.name)}`,
    expected,
    'none',
    'deal batches or layers: --parallel data, pipeline',
  );
}

/** `between`: of values that are cut, and so cut with them. */
function cutOf(nodes: readonly Entry[], at: number, headInputs: unknown): Cut | 'between' | 'whole' {
  const node = nodes[at] as NodeRecord;
  if (node.kind === 'embedding') return node.entries > node.width ? 'table' : 'whole';
  if (node.kind === 'linear') {
    if (readsCut(nodes, at)) return 'rows';
    const isWideHead = typeof headInputs === 'number' && node.outputs > headInputs;
    return isWideHead || endsInLinear(nodes, at) ? 'columns' : 'whole';
  }
  return carries(node) && readsCut(nodes, at) ? 'between' : 'whole';
}

/** Element-wise functions and attention: of columns, or heads, they need no others. */
function carries({ kind }: Entry): boolean {
  return kind === 'multiply' || kind === 'attention' || ACTIVATIONS.some((activation) => activation === kind);
}

function inputsOf(nodes: readonly Entry[], at: number): number[] {
  const { inputs } = nodes[at] as Entry;
  if (inputs === undefined) return [at - 1];
  return inputs.map((name) => nodes.findIndex(({ id }) => id === name));
}

function readersOf(nodes: readonly Entry[], at: number): number[] {
  return [...nodes.keys()].filter((reader) => inputsOf(nodes, reader).includes(at));
}

/** Whether all that a node reads is cut by columns. */
function readsCut(nodes: readonly Entry[], at: number): boolean {
  return inputsOf(nodes, at).every((input) => isCut(nodes, input));
}

function isCut(nodes: readonly Entry[], at: number): boolean {
  const node = nodes[at];
  if (node === undefined) return false;
  if (node.kind === 'linear') return !readsCut(nodes, at) && endsInLinear(nodes, at);
  return carries(node) && readsCut(nodes, at);
}

/** Whether all ways from a node go through what carries cut values to a linear layer. */
function endsInLinear(nodes: readonly Entry[], at: number): boolean {
  const readers = readersOf(nodes, at);
  return (
    readers.length > 0 &&
    at < nodes.length - 1 &&
    readers.every((reader) => {
      const node = nodes[reader] as Entry;
      if (node.kind === 'linear') return node.weights === undefined;
      return carries(node) && endsInLinear(nodes, reader);
    })
  );
}

function narrowed(node: NodeRecord, how: ReturnType<typeof cutOf>, chips: number, where: string): NodeRecord {
  if (how === 'table' && node.kind === 'embedding') return { ...node, entries: Math.ceil(node.entries / chips) };
  if (how === 'columns' && node.kind === 'linear') return { ...node, outputs: outputsOf(node.outputs, chips) };
  if (how === 'between' && node.kind === 'attention')
    return { ...node, heads: part(node.heads, 'heads', chips, where) };
  return node;
}

/** Of a pair of layers outputs divide wherever heads do; others are filled up. */
function outputsOf(outputs: number, chips: number): number {
  return Math.ceil(outputs / chips);
}

function part(length: number, name: string, chips: number, where: string): number {
  if (length % chips === 0) return length / chips;
  throw new InputError(where, `chips that divide its ${length} ${name}`, String(chips));
}
