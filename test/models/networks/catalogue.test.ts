/**
 * Networks of the catalogue against what is published of them. Sources: the parameters of torchvision's and Hugging Face's
 * models, without running statistics; multiply-accumulates of torchvision's table of weights (GFLOPS there).
 */
import { describe, expect, it } from 'vitest';
import { checkGraph, withSequence } from '../../../models/networks/check-graph.js';
import { boundShape, forwardMacs, layoutOf, lengthsOf, parameterCount } from '../../../models/networks/layout.js';
import { NETWORKS, network } from '../../../models/networks/networks.js';

const layers = (name: string) => layoutOf(network(name, 'test'), 'once');

it.each(NETWORKS.map((graph) => [graph.name, graph] as const))('%s fits together', (_, graph) => {
  checkGraph(graph);
  expect(parameterCount(layoutOf(graph, 'unrolled'))).toBe(parameterCount(layoutOf(graph, 'once')));
  expect(graph.summary).not.toBe('');
});

it.each([
  ['resnet18', 11_689_512],
  ['resnet50', 25_557_032],
  ['efficientnet-b0', 5_288_548],
  ['efficientnet-b2', 9_109_994],
  ['efficientnet-b4', 19_341_616],
  ['bert-base', 109_482_240],
  ['bert-large', 335_141_888],
  // 87,456,000 and a projection of 768 to 512.
  ['clip-vit-b32', 87_849_216],
  ['vit-l14', 303_966_208],
  ['siglip-so400m14', 428_225_600],
  ['gpt2', 124_439_808],
  ['gpt2-medium', 354_823_168],
  ['gpt2-large', 774_030_080],
  ['gpt2-xl', 1_557_611_200],
  ['llama-2-7b', 6_738_415_616],
])('%s has %i parameters, as published', (name, parameters) => {
  expect(parameterCount(layers(name))).toBe(parameters);
});

const norm = (channels: number) => 2 * channels;

it.each([
  ['resnet8', 1, 10, 75_290],
  ['resnet8-16', 1, 10, 75_290],
  ['resnet20', 3, 10, 269_722],
  ['resnet32', 5, 100, 470_004],
])('%s has the parameters of a hand count: stages of %i blocks, %i classes', (name, blocks, classes, total) => {
  // Stem, blocks of two convolutions (2 rows of a norm behind each), no shortcuts' parameters, the head.
  const block = (from: number, to: number) => 9 * from * to + norm(to) + 9 * to * to + norm(to);
  const stage = (from: number, to: number) => block(from, to) + (blocks - 1) * block(to, to);
  const count = 27 * 16 + norm(16) + stage(16, 16) + stage(16, 32) + stage(32, 64) + 64 * classes + classes;
  expect([parameterCount(layers(name)), count]).toEqual([total, total]);
});

it('char-transformer has the parameters of a hand count', () => {
  // Tables of 65 characters, which the head shares, and 64 places; of a block q, k and v, what is attended, 4 times wider
  // and back, each with a bias, and two norms; a norm.
  const dense = (inputs: number, outputs: number) => inputs * outputs + outputs;
  const block = dense(128, 384) + dense(128, 128) + dense(128, 512) + dense(512, 128) + 2 * norm(128);
  expect(parameterCount(layers('char-transformer'))).toBe((65 + 64) * 128 + 2 * block + norm(128));
  expect((65 + 64) * 128 + 2 * block + norm(128)).toBe(413_312);
});

it('transformer-base has the parameters of a hand count', () => {
  // Four projections (eight in the decoder), two matrices with biases, norms of two rows; one table.
  const feed = 2 * 512 * 2048 + 2048 + 512;
  const encoder = 4 * 512 ** 2 + feed + 2 * norm(512);
  const decoder = 8 * 512 ** 2 + feed + 3 * norm(512);
  expect(parameterCount(layers('transformer-base'))).toBe(37_000 * 512 + 6 * (encoder + decoder));
});

it.each([
  ['resnet18', 1.81],
  ['resnet50', 4.09],
  ['efficientnet-b0', 0.39],
])('%s takes %f G multiply-accumulates forward', (name, expected) => {
  const macs = forwardMacs(layers(name), lengthsOf(network(name, 'test'), 1)) / 1e9;
  expect(Number(macs.toFixed(2))).toBe(expected);
});

it('attention counts both of its products, at any length of the sequence', () => {
  const macs = (sequence: number) => {
    const graph = withSequence(network('bert-large', 'test'), sequence, 'test');
    return forwardMacs(layoutOf(graph, 'once'), lengthsOf(graph, 3));
  };
  // Of 24 blocks: four projections, two of the feed-forward, q · kᵀ and its product with v; one pooler.
  const bySequence = (s: number) => 24 * (12 * s * 1024 ** 2 + 2 * s * s * 1024) + 1024 ** 2;
  expect(macs(128)).toBe(3 * bySequence(128));
  expect(macs(512)).toBe(3 * bySequence(512));
});

describe('shapes on the way', () => {
  const shapeOf = (name: string, id: string) => {
    const graph = network(name, 'test');
    const layer = layers(name).find((candidate) => candidate.id === id);
    return layer === undefined ? undefined : boundShape(layer.output, lengthsOf(graph, 2)).join(' ');
  };
  it.each([
    // He et al. 2016, table 1.
    ['resnet50', 'stem', '2 112 112 64'],
    ['resnet50', 'stem-pool', '2 56 56 64'],
    ['resnet50', 'stage-1.out', '2 56 56 256'],
    ['resnet50', 'stage-4.out', '2 7 7 2048'],
    ['resnet32', 'stage-3.out', '2 8 8 64'],
    ['resnet8-16', 'stage-3-first.out', '2 4 4 64'],
    ['char-transformer', 'head', '2 64 65'],
    ['resnet32', 'stage-2-first.shortcut', '2 16 16 32'],
    // Tan and Le 2019, table 1.
    ['efficientnet-b0', 'stage-5.sum', '2 14 14 112'],
    ['efficientnet-b0', 'top-silu', '2 7 7 1280'],
    ['efficientnet-b4', 'stage-1.weighed', '2 190 190 24'],
    ['efficientnet-b4', 'pool', '2 1792'],
    ['vit-l14', 'tokens', '2 257 1024'],
    ['vit-l14', 'projection', '2 768'],
    ['siglip-so400m14', 'patches', '2 729 1152'],
    ['siglip-so400m14', 'pool', '2 1 1152'],
    ['gpt2', 'decoder.qkv', '2 1024 2304'],
    ['gpt2', 'decoder.attention', '2 1024 768'],
    ['gpt2', 'head', '2 1024 50257'],
    ['llama-2-7b', 'decoder.gated', '2 512 11008'],
    ['transformer-base', 'decoder.cross', '2 64 512'],
  ])('%s: %s is %s', (name, id, shape) => {
    expect(shapeOf(name, id)).toBe(shape);
  });
});

describe('a length of the sequence is refused', () => {
  it.each([
    ['gpt2', 1025, 'gpt2 sequence: expected at most the 1024 places of "places", got 1025'],
    ['resnet18', 8, 'expected a network on tokens, got "resnet18"'],
  ])('%s on %i', (name, sequence, sentence) => {
    expect(() => withSequence(network(name, 'test'), sequence, '--sequence')).toThrow(sentence);
  });
});
