import { describe, expect, it } from 'vitest';
import { checkGraph } from '../../../models/networks/check-graph.js';
import { withClasses } from '../../../models/networks/classes.js';
import type { NetworkGraph } from '../../../models/networks/graph.js';
import { layoutOf, parameterCount } from '../../../models/networks/layout.js';
import { network } from '../../../models/networks/networks.js';

describe('a network for so many classes', () => {
  it('has as many outputs: of resnet32 90 columns of 64 and a bias less', () => {
    const count = (graph: NetworkGraph) => parameterCount(layoutOf(graph, 'once'));
    const whole = network('resnet32', 'test');
    expect(count(whole) - count(withClasses(whole, 10))).toBe(90 * 65);
  });

  it('has as many rows in a table that the outputs share', () => {
    const [words] = withClasses(network('char-transformer', 'test'), 90).nodes;
    expect(words).toMatchObject({ kind: 'embedding', entries: 90 });
    checkGraph(withClasses(network('char-transformer', 'test'), 90));
  });

  it('stays as it is where nothing follows them', () => {
    expect(withClasses(network('mlp', 'test'), 7)).toEqual(network('mlp', 'test'));
  });
});

describe('classes are refused', () => {
  const graph: NetworkGraph = {
    name: 'n',
    summary: '',
    inputs: [{ id: 'x', shape: ['batch', 8] }],
    nodes: [
      { id: 'wide', kind: 'linear', outputs: 5 },
      { id: 'bend', kind: 'relu' },
      { id: 'head', kind: 'linear', outputs: 3 },
    ],
    loss: 'softmax-cross-entropy',
  };
  it.each([
    [['tail'], 'n classes: expected linear layers and embeddings of the network, outside blocks, got "tail"'],
    [['bend'], 'n classes: expected linear layers and embeddings of the network, outside blocks, got "bend"'],
    [['head', 'wide'], 'n classes: expected nodes of one size, 3, got 5'],
  ])('%j', (classes, sentence) => {
    expect(() => checkGraph({ ...graph, classes })).toThrow(sentence);
  });
});
