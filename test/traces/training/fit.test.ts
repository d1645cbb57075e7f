import { describe, expect, it } from 'vitest';
import type { NetworkGraph, NodeRecord } from '../../../models/networks/graph.js';
import { layoutOf } from '../../../models/networks/layout.js';
import { network } from '../../../models/networks/networks.js';
import { textDataset } from '../../../traces/data/text.js';
import { fitted } from '../../../traces/training/fit.js';
import { NOISE } from '../rectangle.js';

/** 90 different characters, over and over. */
const TEXT = textDataset(
  Array.from({ length: 900 }, (_, i) => String.fromCodePoint(0x100 + (i % 90))).join(''),
  { sequence: 4, seed: 1 },
  'test',
);
const outputsOf = (graph: NetworkGraph) => layoutOf(graph, 'once').at(-1)?.output;

it('the character transformer takes any text: its table and its outputs follow', () => {
  expect(outputsOf(fitted(network('char-transformer', 'test'), TEXT))).toEqual(['batch', 'sequence', 90]);
});

describe('a network is refused', () => {
  const on = (input: NetworkGraph['inputs'][number]['shape'], ...nodes: NodeRecord[]): NetworkGraph => ({
    ...{ name: 'n', summary: '', inputs: [{ id: 'x', shape: input }], nodes, loss: 'softmax-cross-entropy' },
    ...(input.includes('sequence') ? { sequence: 4 } : {}),
  });
  const image = ['batch', 4, 6, 2] as const;
  const tokens = ['batch', 'sequence'] as const;
  const words = (entries: number) => ({ id: 'words', kind: 'embedding', entries, width: 8 }) as const;
  const head = (outputs: number) => ({ id: 'head', kind: 'linear', outputs, axes: 'last' }) as const;
  it.each([
    ['on other images', on(['batch', 4, 6, 3], head(7)), NOISE, 'inputs: expected one of batch × 4 × 6 × 2, as noise'],
    ['with fewer outputs than classes', on(image, { ...head(6), axes: 'all' }), NOISE, 'n outputs: expected batch × 7'],
    ['with outputs for each pixel', on(image, head(7)), NOISE, 'got batch × 4 × 6 × 7'],
    ['with fewer rows than characters', on(tokens, words(89), head(90)), TEXT, 'entries: expected at least 90'],
    ['with fewer outputs than characters', on(tokens, words(90), head(89)), TEXT, 'a row for each character of text'],
    ['on images for a text', on(image, head(90)), TEXT, 'inputs: expected one of batch × sequence, as text has them'],
  ])('%s', (_, graph, dataset, sentence) => {
    expect(() => fitted(graph, dataset)).toThrow(sentence);
  });
});
