/** What the commands on gates and operands print and refuse. One small unit is synthesised. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Characterisation } from '../../records/characterisation.js';
import { outputOf, refusalHere, temporaryFolder } from './octile.js';

const folder = temporaryFolder();
const SMALL = ['hardware', 'characterise', '--unit', 'amp-int8', '--products', '2', '--order', 'one-output'];

it('energies of a small unit: none for zeros; blocks add up; two bounds; at another voltage by its square', () => {
  const out = join(folder, 'characterised');
  const few = ['--operands', 'zeros,uniform', '--windows', '2', '--cycles', '24'];
  const words = [...SMALL, ...few, '--json', '--out', out, '--waves', '--voltage', '1.4'];
  const record = JSON.parse(outputOf(words)) as Characterisation;
  const [zeros, uniform] = record.operands;
  expect(zeros?.zeroDelayFj.value).toBe(0);
  expect(zeros?.unitDelayFj.value).toBe(0);
  // 22 cycles behind a warm-up of 4 (three stages): 20 · 128 units · 2 products · 2 windows.
  expect(uniform?.macs).toBe(20 * 128 * 2 * 2);
  const sum = uniform?.byBlock.reduce((total, { unitDelayFj }) => total + unitDelayFj, 0);
  expect(sum).toBeCloseTo(uniform?.unitDelayFj.value ?? Number.NaN, 6);
  expect(uniform?.unitDelayFj.value).toBeGreaterThan(uniform?.zeroDelayFj.value ?? Number.POSITIVE_INFINITY);
  const saif = readFileSync(join(out, 'window.saif'), 'utf8');
  expect(saif).toContain('(SAIFVERSION "2.0")');
  const again = JSON.parse(outputOf([...SMALL, ...few, '--json'])) as Characterisation;
  // (1.4 V ÷ 0.7 V)² = 4.
  expect(uniform?.centralFj.value).toBeCloseTo(4 * (again.operands[1]?.centralFj.value ?? Number.NaN), 6);
}, 120_000);

it.each([
  [['--operands', 'noise'], '--operands: expected one of zeros, one-value'],
  [['--order', 'random'], '--order: expected one of ipu21-tile, warp-tile'],
  [['--library', 'generic'], '--library: expected one whose energies are known (asap7'],
  [['--cycles', '3'], '--cycles: expected a whole number from 5 to'],
  [['--waves'], '--waves: expected --out beside it'],
  [['--measured', 'a100'], '--measured: expected a measured product'],
  [['--measured', 'a100-float16', '--voltage', '1'], '--voltage: expected no --measured beside it'],
])('%j is refused', async (words, refusal) => {
  const base = words.includes('--order') ? SMALL.slice(0, -2) : SMALL;
  expect(await refusalHere([...base, ...words])).toContain(refusal);
});

it('a macro-model of a unit without a scale port needs traces of one’s own', async () => {
  const sentence =
    '--unit: expected a unit with a scale port, since the traces that come along have scales, got amp-f13';
  expect(await refusalHere(['hardware', 'macro-model', '--unit', 'amp-f13'])).toContain(sentence);
});

it('a macro-model needs traces to fit on and others to judge by, or none', async () => {
  const words = ['hardware', 'macro-model', '--unit', 'amp-f13', '--fit', 'trace'];
  expect(await refusalHere(words)).toContain('--fit: expected --judge beside it');
});
