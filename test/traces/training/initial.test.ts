/** First values: deviations of layers by the network's rule, and which layers a residual connection adds. */
import { describe, expect, it } from 'vitest';
import type { NetworkGraph } from '../../../models/networks/graph.js';
import { network } from '../../../models/networks/networks.js';
import { drawnNetwork } from '../../../traces/training/network.js';
import { recipe } from '../../../traces/training/recipes.js';

const options = { recipe: recipe('fp16', {}, 'test'), optimiser: 'sgd-momentum' } as const;

/** Of a parameter of a layer, by its id, with the largest magnitude. */
function spreadOf(graph: NetworkGraph, id: string, name: string): { deviation: number; largest: number } {
  const layer = drawnNetwork(graph, options, 1).layers.find((candidate) => candidate.id === id);
  const values = [...(layer?.parameters.find((parameter) => parameter.name === name)?.master ?? [])];
  const squares = values.reduce((sum, value) => sum + value * value, 0);
  return { deviation: Math.sqrt(squares / values.length), largest: Math.max(...values.map(Math.abs)) };
}

describe('gpt-2', () => {
  const graph = network('char-transformer', 'test');
  it.each([
    ['words', 'table', 0.02],
    ['places', 'table', 0.02],
    ['decoder.1.qkv', 'w', 0.02],
    ['decoder.2.wide', 'w', 0.02],
    // Two blocks with two residual connections each.
    ['decoder.1.attention-out', 'w', 0.02 / Math.sqrt(4)],
    ['decoder.2.narrow', 'w', 0.02 / Math.sqrt(4)],
  ])('%s %s has a deviation of %f', (id, name, expected) => {
    // At least 8,192 uniform values: their deviation is within a fiftieth.
    expect(Math.abs(spreadOf(graph, id, name).deviation / expected - 1)).toBeLessThan(0.02);
  });
});

describe('he', () => {
  it.each([
    ['stem', Math.sqrt(6 / 27)],
    ['stage-2-first.1.second', Math.sqrt(6 / 288)],
    ['head', Math.sqrt(6 / 64)],
  ])('weights of %s are uniform in ± %f', (id, limit) => {
    const { deviation, largest } = spreadOf(network('resnet8', 'test'), id, 'w');
    expect(largest).toBeLessThanOrEqual(Math.fround(limit));
    expect(largest / limit).toBeGreaterThan(0.95);
    expect(Math.abs((deviation * Math.sqrt(3)) / limit - 1)).toBeLessThan(0.1);
  });

  it('scales are one and shifts zero', () => {
    const layer = drawnNetwork(network('resnet8', 'test'), options, 1).layers.find(({ id }) => id === 'stem-norm');
    expect([...(layer?.parameters[0]?.master ?? [])]).toEqual([...new Array(16).fill(1), ...new Array(16).fill(0)]);
  });
});
