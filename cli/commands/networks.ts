/** `octile networks [NAME]`: the networks that can be trained, layer by layer. */
import { InputError } from '../../models/input-error.js';
import type { LayerRecord } from '../../models/networks/network.js';
import { NETWORKS, network } from '../../models/networks/networks.js';
import { type Command, print } from '../command.js';
import { textTable } from '../table.js';

interface Options {
  name: string | undefined;
  json: boolean;
}

export const networksCommand: Command<Options> = {
  command: 'networks [name]',
  describe: 'networks; with a name its layers',
  builder: (yargs) =>
    yargs
      .positional('name', { type: 'string', describe: 'a network' })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON' })
      .example('octile networks cnn', 'layer by layer'),
  handler: ({ name, json }) => {
    const found = name === undefined ? NETWORKS : [network(name, 'NAME')];
    if (json) return print(JSON.stringify(name === undefined ? found : found[0], null, 2));
    if (name === undefined)
      return print(
        textTable(
          ['network', 'what it is'],
          found.map((entry) => [entry.name, entry.summary]),
        ),
      );
    const [chosen] = found;
    if (chosen === undefined) throw new InputError('NAME', 'a network', name);
    const { channels, height, width } = chosen.input;
    const rows = chosen.layers.map((layer, i) => [`${i + 1}-${layer.kind}`, sizeOf(layer)]);
    print(`${chosen.name}: input ${height} × ${width} × ${channels}\n\n${textTable(['layer', 'size'], rows)}`);
  },
};

function sizeOf(layer: LayerRecord): string {
  switch (layer.kind) {
    case 'linear':
      return `${layer.outputs} outputs`;
    case 'conv':
      return `${layer.channels} channels, ${layer.kernel} × ${layer.kernel}`;
    case 'max-pool':
      return `${layer.size} × ${layer.size}`;
    case 'relu':
      return '';
  }
}
