/** `octile networks [NAME]`: the networks that Octile knows, or one from a file, layer by layer. */
import { forwardMacs, type LayerLayout, layoutOf, parameterCount } from '../../models/networks/layout.js';
import { NETWORKS } from '../../models/networks/networks.js';
import { shapeText } from '../../models/networks/nodes.js';
import { networkFile, networkNamed } from '../../records/network.js';
import { textTable } from '../../reports/export/text-table.js';
import { type Command, print } from '../command.js';
import { MOST_BATCH, wholeNumber } from '../options/checks.js';

interface Options {
  name: string | undefined;
  batch: number;
  json: boolean;
  file: boolean;
}

export const networksCommand: Command<Options> = {
  command: 'networks [name]',
  describe: 'networks; with a name or a file its layers, parameters and multiply-accumulates',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', describe: 'a network, or a file (JSON, YAML)' })
      .option('batch', { type: 'number', default: 1, describe: 'examples of the multiply-accumulates' })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .option('file', { type: 'boolean', default: false, describe: 'the graph as a file that --network reads' })
      .example('octile networks cnn', 'layer by layer')
      .example('octile networks residual-mlp --file > mine.json', 'a network of your own to start from'),
  handler: ({ name, batch, json, file }) => {
    const lengths = { batch: wholeNumber('batch', batch, 1, MOST_BATCH) };
    if (name === undefined) {
      const all = NETWORKS.map((graph) => described(graph.name, lengths));
      if (json) return print(JSON.stringify(all, null, 2));
      const rows = NETWORKS.map((graph) => [graph.name, graph.summary]);
      return print(textTable(['network', 'what it is'], rows));
    }
    if (file) return print(JSON.stringify(networkFile(networkNamed(name, 'NAME')), null, 2));
    const found = described(name, lengths);
    if (json) return print(JSON.stringify(found, null, 2));
    const rows = found.layers.map((layer) => [
      layer.id,
      layer.kind,
      layer.inputs.join(', '),
      shapeText(layer.output),
      String(layer.parameters),
      layer.repeat === 1 ? '' : `× ${layer.repeat}`,
    ]);
    print(textTable(['layer', 'kind', 'reads', 'output', 'parameters', 'repeated'], rows));
    print(`\n${found.name}: ${found.parameters} parameters, ${found.forwardMacs} multiply-accumulates forward`);
  },
};

function described(name: string, lengths: { readonly batch: number }) {
  const graph = networkNamed(name, 'NAME');
  const layers = layoutOf(graph, 'once');
  return {
    name: graph.name,
    summary: graph.summary,
    nodes: layers.length,
    parameters: parameterCount(layers),
    forwardMacs: forwardMacs(layers, lengths),
    layers: layers.map(describedLayer),
  };
}

function describedLayer(layer: LayerLayout) {
  const { id, node, inputs, output, repeat } = layer;
  return { id, kind: node.kind, inputs, output, parameters: parameterCount([{ ...layer, repeat: 1 }]), repeat };
}
