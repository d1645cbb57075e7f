/** What a report says of runs: its baseline, which findings hold, what its numbers rest on. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tiledMachine } from '../../models/machines/machines.js';
import { network } from '../../models/networks/networks.js';
import { technology } from '../../models/technologies/technologies.js';
import type { Recipe } from '../../records/trace/recipe.js';
import { finding } from '../../reports/compose/findings/finding.js';
import type { ReportInput } from '../../reports/compose/input.js';
import { lowerStage } from '../../stages/lower.js';
import { priceStage } from '../../stages/price.js';
import { composeStage } from '../../stages/report.js';
import { simulateStage } from '../../stages/simulate.js';
import { recipe } from '../../traces/training/recipes.js';

const folder = mkdtempSync(join(tmpdir(), 'octile-compose-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const IPU = { ...tiledMachine('ipu21', 'test'), tiles: 64 };

/** A priced run of one step from shapes alone, under a name. */
function pricedRun(name: string, chosen: Recipe, scaling: readonly number[] = []): void {
  const run = join(folder, `${name}-run`);
  const priced = join(folder, name);
  for (const made of [run, priced]) mkdirSync(made);
  const options = { network: network('mlp', 'test'), recipe: { ...chosen, name }, unit: 'ipu21-amp', batch: 16 };
  lowerStage({ ...options, toolVersion: '0' }, run, 'unit');
  simulateStage(run, { machine: IPU, engine: 'closed-form', activity: 'none', source: 'referred', scaling }, run);
  priceStage(run, technology('published-7nm', 'test'), priced, 'referred');
}

const compose = (...names: string[]) => composeStage(names.map((name) => ({ folder: join(folder, name) })));

beforeAll(() => {
  pricedRun('plain', recipe('fp16', {}, 'test'));
  pricedRun('eight', recipe('fp8', {}, 'test'));
  pricedRun('eight-scaled', recipe('fp8', {}, 'test'), [32, 64]);
  pricedRun('plain-scaled', recipe('fp16', {}, 'test'), [32, 64]);
});

describe('the baseline', () => {
  it.each([
    [['eight', 'plain'], 1],
    [['plain', 'eight'], 0],
    [['eight'], 0],
    [['eight', 'eight-scaled'], 0],
  ])('of %j is run %i: the first that casts nothing, or the first', (names, expected) => {
    expect(compose(...names).baseline).toBe(expected);
  });
});

describe('findings', () => {
  it('compare each run but the baseline with it', () => {
    expect(compose('plain').findings).toEqual([]);
    const { findings } = compose('eight', 'plain');
    expect(findings[0]).toMatch(/^A step takes [\d,]+ cycles in eight and [\d,]+ cycles in plain: [\d.]+ × as fast\.$/);
    expect(findings.at(-1)).toMatch(/^A step costs [\d.]+ × the energy in eight/);
  });

  it('say nothing of accuracy where nothing was trained, and of fewer tiles where none were timed', () => {
    expect(compose('plain', 'eight').findings.join(' ')).not.toMatch(/reaches|work a tile/);
    expect(compose('plain-scaled', 'eight-scaled').findings.join(' ')).toContain('on 32 tiles');
  });

  it('are sentences of facts, printed only where there are any', () => {
    const even = finding(
      ({ input: { label } }) => (label.length % 2 === 0 ? { half: label.length / 2 } : undefined),
      ({ half }) => `twice ${half}`,
    );
    const runs = (label: string) => ({ input: { label } as ReportInput, base: {} as ReportInput });
    expect([even(runs('four')), even(runs('one'))]).toEqual(['twice 2', undefined]);
  });
});

describe('every metric', () => {
  it('says what it rests on: the cycle model, or the basis of its energies', () => {
    const [row] = compose('plain').rows;
    const bases = Object.fromEntries(Object.entries(row?.metrics ?? {}).map(([name, { basis }]) => [name, basis]));
    expect(bases).toMatchObject({
      Throughput: 'simulated',
      'Average power': 'measured',
      'Energy: clock': 'assumed',
    });
  });
});

describe('charts and tables', () => {
  it('are those that the runs have something for', () => {
    const ids = (names: string[]) => compose(...names).charts.map(({ id }) => id);
    expect(ids(['plain', 'eight'])).not.toContain('speed-against-tiles');
    expect(ids(['plain-scaled', 'eight-scaled'])).toContain('speed-against-tiles');
    expect(ids(['plain', 'eight'])).not.toContain('training-loss');
    expect(compose('plain', 'eight').tables.map(({ id }) => id)).toContain('ops-eight');
  });

  it('spend each cycle once: the parts of a step add up to it', () => {
    const { tables, rows } = compose('plain', 'eight');
    const parts = tables.find(({ id }) => id === 'cycles-table')?.rows ?? [];
    const sum = (column: number) => parts.reduce((total, row) => total + Number(row[column]), 0);
    expect([sum(1), sum(2)]).toEqual(rows.map(({ metrics }) => metrics['Cycles a step']?.value));
  });
});
