/** Nodes whose size is the number of classes that the data have: outputs of linear layers, rows of embeddings. */
import { InputError, shown } from '../input-error.js';
import type { NetworkGraph, NodeOf } from './graph.js';

type Follower = NodeOf<'linear' | 'embedding'>;

/** The network for so many classes; itself where none of its nodes follow them. */
export function withClasses(graph: NetworkGraph, classes: number): NetworkGraph {
  const { classes: followers = [] } = graph;
  const nodes = graph.nodes.map((node) => {
    if (!followers.includes(node.id)) return node;
    return node.kind === 'embedding' ? { ...node, entries: classes } : { ...node, outputs: classes };
  });
  return { ...graph, nodes: nodes as NetworkGraph['nodes'] };
}

/** @throws InputError naming a follower that has no such size, or another size than the first */
export function checkFollowers({ name, classes = [], nodes }: NetworkGraph): void {
  const where = `${name} classes`;
  const followers = classes.map((id) => {
    const node = nodes.find((candidate) => candidate.id === id);
    if (node?.kind === 'linear' || node?.kind === 'embedding') return node;
    throw new InputError(where, 'linear layers and embeddings of the network, outside blocks', shown(id));
  });
  const sizes = followers.map(sizeOf);
  const other = sizes.find((size) => size !== sizes[0]);
  if (other !== undefined) throw new InputError(where, `nodes of one size, ${sizes[0]}`, String(other));
}

function sizeOf(node: Follower): number {
  return node.kind === 'linear' ? node.outputs : node.entries;
}
