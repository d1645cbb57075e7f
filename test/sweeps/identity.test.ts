/** What makes two points one run: everything that decides the result, by content, and nothing else. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { network } from '../../models/networks/networks.js';
import { networkFile } from '../../records/network.js';
import { parseSweep } from '../../records/sweep.js';
import { checkedSweep } from '../../sweeps/plan/check.js';
import { temporaryFolder } from '../cli/octile.js';

const folder = temporaryFolder();
const SMALL = { network: 'mlp', trainExamples: 32, testExamples: 8, epochs: 1, batch: 16 };

function hashOf(fields: object): string {
  const plan = parseSweep({ schema: 'octile.sweep/1.0', name: 'one', base: { ...SMALL, ...fields } }, 'plan');
  return checkedSweep(plan, 'plan', '0').points.points[0]?.hash ?? '';
}

function file(name: string, content: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

describe('points are one run', () => {
  it('whether defaults are written or left out', () => {
    expect(hashOf({ seed: 1, unit: 'ipu21-amp', optimiser: { kind: 'sgd-momentum', momentum: 0.9 } })).toBe(hashOf({}));
  });

  it('whether a recipe is named or written as what does not differ from it', () => {
    expect(hashOf({ recipe: { extends: 'fp8' } })).toBe(hashOf({ recipe: 'fp8' }));
    expect(hashOf({ recipe: { extends: 'fp8', storage: 'float32' } })).not.toBe(hashOf({ recipe: 'fp8' }));
  });

  it('whatever is captured of them', () => {
    expect(hashOf({ capture: { steps: 2 } })).toBe(hashOf({}));
  });

  it('of a network in two files of one content, and not of another one', () => {
    const graph = networkFile(network('mlp', 'test')) as { readonly summary: string };
    const [one, two] = [file('one.json', graph), file('two.json', graph)];
    expect(hashOf({ network: one })).toBe(hashOf({ network: two }));
    expect(hashOf({ network: one })).toBe(hashOf({ network: 'mlp' }));
    expect(hashOf({ network: file('other.json', { ...graph, learningRate: 0.5 }) })).not.toBe(hashOf({ network: one }));
  });

  it('not of another seed, batch, size of data, or rate', () => {
    const changes = [
      { seed: 2 },
      { batch: 8 },
      { trainExamples: 48 },
      { optimiser: { kind: 'sgd-momentum', learningRate: 0.5 } },
    ];
    expect(new Set([{}, ...changes].map(hashOf)).size).toBe(5);
  });
});

it('data of files count by their contents, wherever they lie', () => {
  const [here, there] = ['here', 'there'].map((name) => join(folder, name)) as [string, string];
  for (const place of [here, there]) mkdirSync(place);
  const text = 'the same words again and again, '.repeat(400);
  writeFileSync(join(here, 'a.txt'), text);
  copyFileSync(join(here, 'a.txt'), join(there, 'b.txt'));
  const { trainExamples: _, testExamples: _test, ...settings } = SMALL;
  const own = (path: string) => {
    const base = { ...settings, network: 'char-transformer', data: `text:${path}`, batch: 2 };
    const plan = parseSweep({ schema: 'octile.sweep/1.0', name: 'one', base }, 'plan');
    return checkedSweep(plan, 'plan', '0').points.points[0]?.hash;
  };
  const first = own(join(here, 'a.txt'));
  expect(own(join(there, 'b.txt'))).toBe(first);
  writeFileSync(join(there, 'b.txt'), `${text}!`);
  expect(own(join(there, 'b.txt'))).not.toBe(first);
});
