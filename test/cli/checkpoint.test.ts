/** A training that is ended, by its own end or by SIGKILL, goes on from its checkpoint with the bytes of a whole one. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { unitFamily } from '../../models/units/families.js';
import { sha256 } from '../../records/json.js';
import { unitFile } from '../../records/unit.js';
import { MAIN, outputOf, refusalOf, temporaryFolder } from './octile.js';

const cwd = temporaryFolder();

/** Batch-norm, momentum, a loss scale with a state, two captured steps, evaluations on the way: whatever a run keeps. */
const NETWORK = `schema: octile.network/1.0
name: kept
inputs: [{ id: x, shape: [batch, 28, 28, 1] }]
nodes:
  - { id: stem, kind: convolution, channels: 4, kernel: 3, stride: 2, bias: false }
  - { id: norm, kind: batch-norm }
  - { id: relu, kind: relu }
  - { id: head, kind: linear, outputs: 10 }
loss: softmax-cross-entropy
`;
const SETTINGS = `schema: octile.training-settings/1.0
network: kept.yaml
trainExamples: 96
testExamples: 20
batch: 16
epochs: 3
optimiser: { kind: adamw, learningRate: 0.002 }
schedule: { kind: cosine, warmupSteps: 2 }
evaluateEvery: 5
capture: { steps: [1, 15] }
`;
writeFileSync(join(cwd, 'kept.yaml'), NETWORK);
writeFileSync(join(cwd, 'settings.yaml'), SETTINGS);

/** Histories of scales, a loss scale that is halved on the way and skips that step, stochastic rounding, signs of each step, parts of batches. */
const STATES = `schema: octile.training-settings/1.0
trainExamples: 96
testExamples: 20
batch: 16
microBatches: 2
epochs: 2
recipe:
  name: delayed
  extends: fp8
  roles:
    activation: { scaling: { kind: delayed, history: 3, margin: 1 } }
    dx: { rounding: stochastic }
  transform: { wgrad: { kind: hadamard, size: 8, signs: step } }
  lossScaling: { kind: backoff, exponent: 14, cleanSteps: 3 }
capture: { steps: [1] }
`;
writeFileSync(join(cwd, 'states.yaml'), STATES);

const train = (out: string, ...more: string[]) => trainBy('settings.yaml', out, ...more);
const trainBy = (file: string, out: string, ...more: string[]) => [
  'train',
  file,
  '--threads',
  '1',
  '--out',
  out,
  ...more,
];

/** Every file of a trace with its digest. */
function digests(folder: string): string[] {
  const files = readdirSync(join(cwd, folder)).sort();
  return files.map((file) => `${file} ${sha256(readFileSync(join(cwd, folder, file)))}`);
}

outputOf(train('whole'), { cwd });

it('keeping a run changes nothing of it', () => {
  outputOf(train('kept', '--checkpoint', 'a.checkpoint', '--checkpoint-every', '4'), { cwd });
  expect(digests('kept')).toEqual(digests('whole'));
  // Of 18 steps the last file is of 16: past both captured steps.
  outputOf(train('resumed', '--checkpoint', 'a.checkpoint', '--resume'), { cwd });
  expect(digests('resumed')).toEqual(digests('whole'));
});

it('keeps histories of scales, the loss scale and its steps that were skipped', () => {
  const states = (out: string, ...more: string[]) => outputOf(trainBy('states.yaml', out, ...more), { cwd });
  states('states');
  states('states-kept', '--checkpoint', 'e.checkpoint', '--checkpoint-every', '7');
  expect(digests('states-kept')).toEqual(digests('states'));
  states('states-resumed', '--checkpoint', 'e.checkpoint', '--resume');
  expect(digests('states-resumed')).toEqual(digests('states'));
  const { steps } = JSON.parse(readFileSync(join(cwd, 'states', 'training.json'), 'utf8'));
  expect(steps.filter(({ skipped }: { skipped?: boolean }) => skipped === true).length).toBeGreaterThan(0);
});

it('killed on its way it goes on, from whichever step was kept last', async () => {
  const words = train('killed', '--checkpoint', 'b.checkpoint', '--checkpoint-every', '1');
  const child = spawn(process.execPath, [MAIN, ...words], { stdio: 'ignore', cwd });
  const ended = new Promise((done) => child.on('exit', (_, signal) => done(signal)));
  while (!existsSync(join(cwd, 'b.checkpoint'))) await wait(2);
  await wait(30);
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
  const resumed = train('killed', '--checkpoint', 'b.checkpoint', '--checkpoint-every', '1', '--resume');
  for (let tries = 0; tries < 100 && readdirSync(cwd).some((name) => name.startsWith('.')); tries++) await wait(50);
  outputOf(resumed, { cwd });
  expect(digests('killed')).toEqual(digests('whole'));
});

it('begins where there is no file yet', () => {
  outputOf(train('begun', '--checkpoint', 'c.checkpoint', '--resume'), { cwd });
  expect(digests('begun')).toEqual(digests('whole'));
});

it.each([
  [['--checkpoint', 'a.checkpoint'], '--checkpoint: expected a new file, got "a.checkpoint", which exists; go on from'],
  [
    ['--checkpoint', 'a.checkpoint', '--resume', '--batch', '8'],
    'a.checkpoint batch: expected "8", got "16"; go on with the settings that it was made with',
  ],
  [['--checkpoint', 'a.checkpoint', '--resume', '--recipe', 'fp16'], 'a.checkpoint recipe: expected "fp16 '],
  [['--checkpoint', 'a.checkpoint', '--resume', '--train-images', '97'], 'a.checkpoint data: expected "strokes '],
  [['--checkpoint', 'kept.yaml', '--resume'], 'kept.yaml schema: expected octile.checkpoint/1.0, got'],
  [['--checkpoint', 'none/x', '--resume'], '--checkpoint: expected a file in a folder that is there, got "none/x"'],
  [['--resume'], '--resume: expected --checkpoint beside it, the file, got no --checkpoint'],
])('%j is refused', (more, sentence) => {
  expect(refusalOf(train('refused', ...more), { cwd })).toContain(sentence);
});

it('a unit from a file is compared by what it says, wherever it lies', () => {
  const own = unitFamily('ipu21-amp', 'test').resolve('float8_e4m3fnuz', 'float8_e5m2fnuz', {}, 'test');
  const write = (path: string, changes: object) =>
    writeFileSync(join(cwd, path), JSON.stringify({ ...(unitFile(own) as object), ...changes }));
  mkdirSync(join(cwd, 'other'));
  write('mine.json', {});
  write('other/mine.json', {});
  const run = (out: string, unit: string, ...more: string[]) =>
    train(out, '--unit', unit, '--checkpoint', 'f.checkpoint', ...more);
  outputOf(run('of-file', 'mine.json', '--checkpoint-every', '4'), { cwd });
  outputOf(run('of-other', 'other/mine.json', '--resume'), { cwd });
  expect(digests('of-other')).toEqual(digests('of-file'));
  write('mine.json', { accumulator: { ...own.accumulator, format: 'float32', mantissaBits: 23 } });
  expect(refusalOf(run('refused', 'mine.json', '--resume'), { cwd })).toContain(
    'f.checkpoint unit: expected "mine.json ',
  );
});

it('a damaged file is refused', () => {
  const bytes = readFileSync(join(cwd, 'a.checkpoint'));
  bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
  writeFileSync(join(cwd, 'd.checkpoint'), bytes);
  const sentence = refusalOf(train('refused', '--checkpoint', 'd.checkpoint', '--resume'), { cwd });
  expect(sentence).toContain('; the file is damaged');
});

it('a file that was cut off is refused as one, another as no checkpoint', () => {
  const bytes = readFileSync(join(cwd, 'a.checkpoint'));
  writeFileSync(join(cwd, 'e.checkpoint'), bytes.subarray(0, 1000));
  writeFileSync(join(cwd, 'f.checkpoint'), 'other');
  const refused = (name: string) => refusalOf(train('refused', '--checkpoint', name, '--resume'), { cwd });
  expect(refused('e.checkpoint')).toContain(
    'expected a whole checkpoint, got its first 1000 bytes; the file was cut off',
  );
  expect(refused('f.checkpoint')).toContain('expected a checkpoint, got another file; name what `octile train` wrote');
});
