/** What of a training is captured, by options; what is refused before anything is trained. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { outputOf, refusalOf, temporaryFolder } from './octile.js';

const folder = temporaryFolder();
const TRAIN = [
  'train',
  '--train-images',
  '64',
  '--test-images',
  '10',
  '--batch',
  '16',
  '--epochs',
  '1',
  '--threads',
  '1',
];

function captured(name: string, options: readonly string[]) {
  const out = join(folder, name);
  const printed = outputOf([...TRAIN, '--out', out, ...options]);
  const trace = JSON.parse(readFileSync(join(out, 'trace.json'), 'utf8')) as Record<string, unknown>;
  return { printed, trace };
}

it('named steps, of chosen layers and roles', () => {
  const options = ['--capture-steps', 'last,0', '--capture-layers', '3*', '--capture-roles', 'weight,dx'];
  const { trace } = captured('chosen', options);
  expect(trace.steps).toMatchObject([{ step: 0 }, { step: 3 }]);
  // Of 3-linear [16 × 512 · 512 × 512] the weights as codes, once and turned, and dy, dy cast and dx: 2 · (2 · 512² + 16 · 512 · 5).
  expect(trace.sampling).toEqual({
    rule: '2 of 4 steps, as they were named',
    operands: { bytes: 1_130_496, leftOut: [], limitBytes: 2 ** 30, layers: ['3*'], roles: ['weight', 'dx'] },
  });
});

it('a limit leaves layers out whole, and says so', () => {
  const { printed, trace } = captured('limited', ['--capture-limit', '2e5']);
  expect(trace.sampling).toMatchObject({ operands: { limitBytes: 200_000 } });
  expect(printed).toMatch(/captured: 1 of 4 steps, .*; left out by the limit of 200 kB: 1-linear \(\d\.\d+ MB\), /);
});

it.each([
  [['--capture-steps', '4'], '--capture-steps: expected steps from 0 to 3, or last, got 4'],
  [['--capture-steps', '0,x'], '--capture-steps: expected numbers of steps from 0, or last, by commas, got "0,x"'],
  [
    ['--capture-steps', '0', '--captured-steps', '2'],
    '--capture-steps: expected no --captured-steps beside it, got both',
  ],
  [['--captured-steps', '0'], '--captured-steps: expected a whole number from 1 to 100, got 0'],
  [['--capture-roles', 'activations'], /^--capture-roles: expected one of activation, weight, .*, got "activations"$/],
  [
    ['--capture-layers', 'conv*'],
    /^--capture-layers: expected layers of the network \(1-linear, .*, loss\), got "conv\*"$/,
  ],
  [['--capture-limit', '-1'], '--capture-limit: expected a whole number from 0 to 4294967296, got -1'],
])('%j is refused', (options, sentence) => {
  expect(refusalOf([...TRAIN, '--out', join(folder, 'refused'), ...options])).toEqual(
    typeof sentence === 'string' ? sentence : expect.stringMatching(sentence),
  );
});
