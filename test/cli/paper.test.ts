/** `octile paper`: what is run, what is left out, and a page that is made again from its numbers. */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printedHere, refusalHere, temporaryFolder } from './octile.js';

const folder = temporaryFolder();
const out = join(folder, 'paper');
const WORDS = ['paper', '--only', 'formats,integer-step', '--out', out];

describe('octile paper', () => {
  it('computes table 1 and figure 7b, and says what they show', async () => {
    const text = await printedHere(WORDS);
    expect(text).toContain('Every dynamic range is the paper’s, to the decimal that it prints.');
    expect(text).toContain(`page: ${join(out, 'paper.html')}\n`);
    const page = readFileSync(join(out, 'paper.html'), 'utf8');
    expect(page).toContain('<svg');
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    expect(JSON.parse(readFileSync(join(out, 'formats.json'), 'utf8'))).toMatchObject({
      schema: 'octile.paper/1.0',
      experiment: 'formats',
      command: 'octile paper --only formats',
    });
  });

  it('makes the same page from the numbers alone', async () => {
    const [numbers, again] = [join(folder, 'numbers'), join(folder, 'again')];
    mkdirSync(numbers);
    for (const name of ['formats.json', 'integer-step.json']) copyFileSync(join(out, name), join(numbers, name));
    await printedHere(['paper', '--from', numbers, '--out', again]);
    for (const name of ['paper.html', 'paper.md', 'charts/integer-step.svg', 'csv/integer-step.csv']) {
      expect(readFileSync(join(again, name), 'utf8')).toBe(readFileSync(join(out, name), 'utf8'));
    }
  });

  it('checks every point of an experiment before it runs, and leaves out what needs a text or CIFAR-10', async () => {
    const text = await printedHere([
      'paper',
      '--quick',
      '--check',
      '--only',
      'formats,recipes,resnet,loss-scaling,transformer',
    ]);
    expect(text.split('\n').map((line) => line.split(';')[0])).toEqual([
      'formats: computed at once, nothing is trained',
      'recipes: 20 points',
      'loss-scaling: 15 points',
      '',
    ]);
  });

  it.each([
    [['--only', 'magic'], '--only: expected experiments (formats, '],
    [['--from', join(folder, 'nowhere')], '--from: expected a folder that can be read'],
    [['--from', folder], '--from: expected a folder with results of `octile paper`'],
    [['--from', out, '--quick'], '--quick: expected no --from beside it, whose results are there, got --from'],
    [['--check', '--out', out], '--out: expected no --check beside it, which runs nothing, got --check'],
    [['--quick', '--check', '--only', 'resnet', '--cifar', 'nowhere'], 'nowhere'],
  ])('refuses %j', async (words, sentence) => {
    expect(await refusalHere(['paper', ...words])).toContain(sentence);
  });
});
