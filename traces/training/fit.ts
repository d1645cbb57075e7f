/**
 * A network made to fit its data: nodes that follow the classes have as many as the data (graph.ts), and the input is
 * that of the data's examples. Left out: how many tokens an example has, which the data took from the network.
 */
import { InputError } from '../../models/input-error.js';
import { withClasses } from '../../models/networks/classes.js';
import type { NetworkGraph } from '../../models/networks/graph.js';
import { layoutOf } from '../../models/networks/layout.js';
import { shapeText } from '../../models/networks/rules/rule.js';
import type { Dataset } from '../data/dataset.js';

/** @throws InputError where the network does not take the data's examples, or has too few outputs or rows for their classes */
export function fitted(network: NetworkGraph, dataset: Dataset): NetworkGraph {
  const graph = withClasses(network, dataset.classes);
  checkInput(graph, dataset);
  checkClasses(graph, dataset);
  return graph;
}

function checkInput({ name, inputs }: NetworkGraph, dataset: Dataset): void {
  const [input] = inputs;
  const expected = ['batch' as const, ...dataset.shape];
  if (inputs.length === 1 && input !== undefined && input.shape.join() === expected.join()) return;
  const got = inputs.map(({ shape }) => shapeText(shape)).join(' and ');
  throw new InputError(`network ${name} inputs`, `one of ${shapeText(expected)}, as ${dataset.name} has them`, got);
}

/** A label for each row of outputs, and rows for all that an embedding is asked for. */
function checkClasses(graph: NetworkGraph, { name, classes, labelled }: Dataset): void {
  const layers = layoutOf(graph, 'once');
  const where = `network ${graph.name}`;
  const last = layers.at(-1)?.output ?? [];
  const outputs = last.at(-1);
  const rows = last.slice(0, -1).filter((axis) => axis !== 1);
  const expected = labelled === 'character' ? ['batch', 'sequence'] : ['batch'];
  if (rows.join() !== expected.join() || typeof outputs !== 'number' || outputs < classes) {
    const asked = `${[...expected, classes].join(' × ')} or more, a row for each ${labelled} of ${name}`;
    throw new InputError(`${where} outputs`, asked, shapeText(last));
  }
  if (labelled !== 'character') return;
  const [tokens] = graph.inputs;
  const tables = layers.filter(({ node, inputs }) => node.kind === 'embedding' && inputs[0] === tokens?.id);
  for (const { id, node } of tables) {
    if (node.kind !== 'embedding' || node.entries >= classes) continue;
    const asked = `at least ${classes}, the different characters of ${name}`;
    throw new InputError(`${where} node ${id} entries`, asked, String(node.entries));
  }
}
