/** `octile networks [NAME]`: the networks that Octile knows, or one from a file, layer by layer. */
import { withSequence } from '../../models/networks/check-graph.js';
import type { NetworkGraph } from '../../models/networks/graph.js';
import { forwardMacs, type LayerLayout, layoutOf, lengthsOf, parameterCount } from '../../models/networks/layout.js';
import { NETWORKS } from '../../models/networks/networks.js';
import { shapeText } from '../../models/networks/rules/rule.js';
import { networkFile, networkNamed } from '../../records/network.js';
import { textTable } from '../../reports/export/text-table.js';
import { wholeNumber as wholeText } from '../../reports/units/number.js';
import { type Command, print } from '../command.js';
import { MOST_BATCH, optionName, sequenceOf, wholeNumber } from '../options/checks.js';

interface Options {
  name: string | undefined;
  batch: number;
  sequence: number | undefined;
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
      .option('sequence', {
        type: 'number',
        describe: 'tokens of an example, of networks on tokens (the network’s own)',
      })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .option('file', { type: 'boolean', default: false, describe: 'the graph as a file that --network reads' })
      .example('octile networks cnn', 'layer by layer')
      .example('octile networks residual-mlp --file > mine.json', 'a network of your own to start from'),
  handler: ({ name, batch: given, sequence, json, file }) => {
    const batch = wholeNumber('batch', given, 1, MOST_BATCH);
    if (name === undefined) {
      const all = NETWORKS.map((graph) => described(graph, batch));
      if (json) return print(JSON.stringify(all, null, 2));
      const rows = NETWORKS.map((graph) => [graph.name, graph.summary]);
      return print(textTable(['network', 'what it is'], rows));
    }
    const graph = withSequence(networkNamed(name, 'NAME'), sequenceOf(sequence), optionName('sequence'));
    if (file) return print(JSON.stringify(networkFile(graph), null, 2));
    const found = described(graph, batch);
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
    print(
      `\n${found.name}: ${wholeText(found.parameters)} parameters, ${wholeText(found.forwardMacs)} multiply-accumulates forward`,
    );
  },
};

function described(graph: NetworkGraph, batch: number) {
  const layers = layoutOf(graph, 'once');
  return {
    name: graph.name,
    summary: graph.summary,
    nodes: layers.length,
    parameters: parameterCount(layers),
    forwardMacs: forwardMacs(layers, lengthsOf(graph, batch)),
    layers: layers.map(describedLayer),
  };
}

function describedLayer(layer: LayerLayout) {
  const { id, node, inputs, output, repeat } = layer;
  return { id, kind: node.kind, inputs, output, parameters: parameterCount([{ ...layer, repeat: 1 }]), repeat };
}
