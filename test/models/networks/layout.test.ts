import { describe, expect, it } from 'vitest';
import type { NetworkGraph } from '../../../models/networks/graph.js';
import { boundShape, forwardMacs, layoutOf, parameterCount } from '../../../models/networks/layout.js';
import { network } from '../../../models/networks/networks.js';

const graph = (nodes: NetworkGraph['nodes'], shape: NetworkGraph['inputs'][number]['shape'] = ['batch', 6, 4, 3]) => ({
  name: 'test',
  summary: '',
  inputs: [{ id: 'x', shape }],
  nodes,
  loss: 'softmax-cross-entropy' as const,
});

describe('shapes', () => {
  const layers = layoutOf(
    graph([
      { id: 'conv', kind: 'convolution', channels: 5, kernel: 3 },
      { id: 'relu', kind: 'relu' },
      { id: 'pool', kind: 'max-pool', size: 2 },
      { id: 'dense', kind: 'linear', outputs: 7 },
    ]),
    'once',
  );

  it('go from node to node, symbols kept', () => {
    expect(layers.map(({ output }) => output)).toEqual([
      ['batch', 6, 4, 5],
      ['batch', 6, 4, 5],
      ['batch', 3, 2, 5],
      ['batch', 7],
    ]);
    expect(boundShape(layers[2].output, { batch: 9 })).toEqual([9, 3, 2, 5]);
    expect(() => boundShape(layers[2].output, {})).toThrow('expected a length for batch, got none');
  });

  it('count parameters and multiply-accumulates as a hand count says', () => {
    // 3 × 3 × 3 inputs to 5 channels with biases; 3 × 2 × 5 inputs to 7.
    expect(parameterCount(layers)).toBe(27 * 5 + 5 + 30 * 7 + 7);
    expect(forwardMacs(layers, { batch: 2 })).toBe(2 * (6 * 4 * 5 * 27 + 7 * 30));
  });

  it('of the shipped networks are the layers of their summaries', () => {
    const parameters = (name: string) => parameterCount(layoutOf(network(name, 'test'), 'once'));
    expect(parameters('mlp')).toBe(784 * 512 + 512 + 2 * (512 * 512 + 512) + 512 * 10 + 10);
    expect(parameters('cnn')).toBe(9 * 16 + 16 + 144 * 32 + 32 + 1568 * 128 + 128 + 1280 + 10);
    expect(parameters('small-cnn')).toBe(9 * 8 + 8 + 72 * 16 + 16 + 784 * 64 + 64 + 640 + 10);
    expect(parameters('residual-mlp')).toBe(784 * 256 + 256 + 6 * (256 * 256 + 256) + 2560 + 10);
  });
});

describe('a block', () => {
  const block = {
    id: 'blocks',
    kind: 'block',
    repeat: 3,
    nodes: [
      { id: 'a', kind: 'convolution', channels: 3, kernel: 3 },
      { id: 'sum', kind: 'add', inputs: ['a', 'input'] },
    ],
  } as const;

  it('stands once with its number', () => {
    const layers = layoutOf(graph([block, { id: 'relu', kind: 'relu' }]), 'once');
    expect(layers.map(({ id, inputs, repeat }) => ({ id, inputs, repeat }))).toEqual([
      { id: 'blocks.a', inputs: ['x'], repeat: 3 },
      { id: 'blocks.sum', inputs: ['blocks.a', 'x'], repeat: 3 },
      { id: 'relu', inputs: ['blocks.sum'], repeat: 1 },
    ]);
  });

  it('unrolled reads the repetition before, and counts as many parameters', () => {
    const once = layoutOf(graph([block]), 'once');
    const layers = layoutOf(graph([block]), 'unrolled');
    expect(layers.map(({ id, inputs }) => `${id}: ${inputs.join(' ')}`)).toEqual([
      'blocks.1.a: x',
      'blocks.1.sum: blocks.1.a x',
      'blocks.2.a: blocks.1.sum',
      'blocks.2.sum: blocks.2.a blocks.1.sum',
      'blocks.3.a: blocks.2.sum',
      'blocks.3.sum: blocks.3.a blocks.2.sum',
    ]);
    expect(parameterCount(layers)).toBe(parameterCount(once));
    expect(forwardMacs(layers, { batch: 2 })).toBe(forwardMacs(once, { batch: 2 }));
  });

  it('must give back the shape that it took', () => {
    const wider = { ...block, nodes: [{ id: 'a', kind: 'convolution', channels: 5, kernel: 3 }] } as const;
    expect(() => layoutOf(graph([wider]), 'once')).toThrow(
      'test node "blocks": expected an output of the input’s shape batch × 6 × 4 × 3, got batch × 6 × 4 × 5',
    );
  });
});

describe('a block whose nodes read a value before it', () => {
  const block = {
    id: 'blocks',
    kind: 'block',
    repeat: 2,
    inputs: ['a'],
    nodes: [{ id: 'sum', kind: 'add', inputs: ['input', 'x'] }],
  } as const;

  it('reads the same in every repetition', () => {
    const layers = layoutOf(graph([{ id: 'a', kind: 'relu' }, block]), 'unrolled');
    expect(layers.map(({ id, inputs }) => `${id}: ${inputs.join(' ')}`)).toEqual([
      'a: x',
      'blocks.1.sum: a x',
      'blocks.2.sum: blocks.1.sum x',
    ]);
  });
});

describe('tokens', () => {
  const tokens = ['batch', 'sequence'] as const;
  const words = { id: 'words', kind: 'embedding', entries: 50, width: 12 } as const;
  const of = (nodes: NetworkGraph['nodes']) => layoutOf(graph([words, ...nodes], tokens), 'once');

  it('keep their axis, and a table that is shared counts once', () => {
    const layers = of([
      { id: 'qkv', kind: 'linear', outputs: 36, axes: 'last', bias: false },
      { id: 'attention', kind: 'attention', heads: 3, mask: 'causal' },
      { id: 'head', kind: 'linear', outputs: 50, axes: 'last', weights: 'words' },
    ]);
    expect(layers.map(({ output }) => output.join(' '))).toEqual([
      'batch sequence 12',
      'batch sequence 36',
      'batch sequence 12',
      'batch sequence 50',
    ]);
    expect(parameterCount(layers)).toBe(50 * 12 + 12 * 36 + 50);
    // Of each token: 12 × 36, two products with 5 tokens of 12, 12 × 50.
    expect(forwardMacs(layers, { batch: 2, sequence: 5 })).toBe(2 * 5 * (432 + 2 * 5 * 12 + 600));
  });

  it.each([
    [{ id: 'a', kind: 'attention', heads: 5 }, 'node "a" heads: expected heads that divide 4, got 5'],
    [{ id: 'a', kind: 'attention', heads: 4, positions: 'rotary' }, 'expected heads of an even width to turn in pairs'],
    [{ id: 'a', kind: 'attention', heads: 4, inputs: ['words', 'words'] }, 'expected 1 or 3 for attention, got 2'],
    [{ id: 'a', kind: 'positions' }, 'node "a" entries: expected the places of the table, got none'],
    [{ id: 'a', kind: 'positions', values: 'sinusoidal', entries: 4 }, 'expected none of sinusoidal values, got 4'],
    [
      { id: 'a', kind: 'linear', outputs: 50, weights: 'x' },
      'weights: expected an embedding before it (words), got "x"',
    ],
    [{ id: 'a', kind: 'linear', outputs: 51, weights: 'words' }, 'weights: expected a table of 51 × 12, got 50 × 12'],
    [{ id: 'a', kind: 'embedding', entries: 5, width: 5 }, 'expected an input of numbers of tokens, batch × sequence'],
    [
      { id: 'a', kind: 'slice', axis: 'channels', from: 8, length: 5 },
      'length: expected channels within 12, got 8 to 12',
    ],
    [
      { id: 'a', kind: 'slice', axis: 'tokens', from: 1, length: 1 },
      'expected the first of sequence alone, got 1 to 1',
    ],
    [
      { id: 'a', kind: 'concat', axis: 'tokens', inputs: ['words', 'words'] },
      'expected inputs whose lengths are numbers',
    ],
    [{ id: 'a', kind: 'token', width: 12, inputs: ['words'] }, 'node "a" inputs: expected 0 for token, got 1'],
  ] as const)('%j', (node, sentence) => {
    expect(() => of([node as NetworkGraph['nodes'][number]])).toThrow(sentence);
  });
});

describe('a graph that does not fit together is refused with the node', () => {
  it.each([
    [[{ id: 'a', kind: 'relu', inputs: ['b'] }], 'test node "a" inputs: expected values before it (x), got "b"'],
    [[{ id: 'x', kind: 'relu' }], 'test node "x": expected an id that is new, got "x"'],
    [[{ id: 'a', kind: 'add' }], 'test node "a" inputs: expected 2 for add, got 1'],
    [
      [{ id: 'a', kind: 'convolution', channels: 1, kernel: 4 }],
      'test node "a" kernel: expected an odd kernel, or a padding, got 4',
    ],
    [
      [{ id: 'a', kind: 'max-pool', size: 4 }],
      'test node "a" size: expected a height and width that 4 divides, got 6 × 4',
    ],
    [
      [
        { id: 'a', kind: 'linear', outputs: 2 },
        { id: 'b', kind: 'add', inputs: ['a', 'x'] },
      ],
      'test node "b": expected two inputs of one shape, got batch × 2 and batch × 6 × 4 × 3',
    ],
    [
      [
        { id: 'a', kind: 'linear', outputs: 2 },
        { id: 'b', kind: 'convolution', channels: 1, kernel: 3 },
      ],
      'test node "b": expected an input of batch × height × width × channels, got batch × 2',
    ],
    [
      [{ id: 'a', kind: 'max-pool', size: 2, stride: 2 }],
      'test node "a": expected size, or kernel and stride, got both',
    ],
    [[{ id: 'a', kind: 'max-pool', kernel: 2 }], 'test node "a": expected size, or kernel and stride, got neither'],
    [
      [{ id: 'a', kind: 'average-pool', kernel: 3, stride: 1, padding: 2 }],
      'test node "a" padding: expected at most half of the kernel, 3, got 2',
    ],
    [
      [{ id: 'a', kind: 'convolution', channels: 4, kernel: 3, groups: 2 }],
      'test node "a" groups: expected channels that 2 divides, got 3 and 4',
    ],
    [
      [{ id: 'a', kind: 'convolution', channels: 4, kernel: 7, padding: 0 }],
      'test node "a" kernel: expected a kernel that the padded image holds, got one for batch × 6 × 4 × 3',
    ],
    [[{ id: 'a', kind: 'pad', before: 0, after: 0 }], 'test node "a": expected channels before or after, got neither'],
    [
      [{ id: 'a', kind: 'reshape', shape: [6, 11] }],
      'test node "a" shape: expected lengths of 72 elements in all, got 6 × 11',
    ],
    [
      [
        { id: 'a', kind: 'linear', outputs: 4 },
        { id: 'b', kind: 'multiply', inputs: ['x', 'a'] },
      ],
      'expected two inputs of one shape, or an image and a factor for each of its channels, got batch × 6 × 4 × 3 and batch × 4',
    ],
    [[], 'test nodes: expected at least one node, got none'],
  ] as const)('%j', (nodes, sentence) => {
    expect(() => layoutOf(graph(nodes as NetworkGraph['nodes']), 'once')).toThrow(sentence);
  });
});
