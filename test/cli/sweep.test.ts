/** `octile sweep` as its users run it: a plan checked, run, killed, gone on with, and exported. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../records/json.js';
import { readResults } from '../../sweeps/results/results.js';
import { readDone } from '../../sweeps/store/store.js';
import { MAIN, outputOf, printedHere, refusalHere, temporaryFolder } from './octile.js';

const folder = temporaryFolder();

function planFile(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const HEADER = 'schema: octile.sweep/1.0\nname: small\n';
const SMALL = 'base: { network: mlp, trainExamples: 64, testExamples: 20, epochs: 1, batch: 16 }\n';
const AXES = `axes:
  - name: recipe
    points:
      - { label: fp8, set: { recipe: fp8 } }
      - { label: fp16, set: { recipe: fp16 } }
  - { field: optimiser.learningRate, name: rate, values: [0.1, 0.01] }
seeds: 2
`;
const PLAN = planFile(
  'plan.yaml',
  HEADER + SMALL.replace('batch: 16', 'batch: 16, optimiser: { kind: sgd-momentum }') + AXES,
);

describe('octile sweep check', () => {
  it('says how many points and steps there are, and how much work', async () => {
    // Weights 784 · 512, twice 512 · 512, 512 · 10: 930,816 forward, as many for each gradient but no dx of the first
    // layer (401,408): 2,391,040 an example; 64 examples, 8 runs.
    const text = await printedHere(['sweep', 'check', PLAN]);
    expect(text).toMatch(
      /^small: 8 points; 32 steps, 1.22 GMAC; 0\.306–6\.12 s on one worker at 0\.200–4 GMAC\/s \(assumed\), by unit and network\n$/,
    );
  });

  it('has the settings of every point as JSON, with what was left out', async () => {
    const { points, runs } = JSON.parse(await printedHere(['sweep', 'check', PLAN, '--json']));
    expect(runs).toBe(8);
    expect(points.points[7]).toMatchObject({
      keys: { recipe: 'fp16', rate: '0.01' },
      seed: 2,
      settings: {
        network: 'mlp',
        unit: 'ipu21-amp',
        optimiser: { learningRate: 0.01, momentum: 0.9 },
        recipe: { name: 'fp16' },
      },
    });
    const hashes = points.points.map(({ hash }: { hash: string }) => hash);
    expect(new Set(hashes).size).toBe(8);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, string, string]>([
    [
      'a field that settings do not have',
      'base: { colour: red }',
      'plan.yaml colour: expected a known field, got an unknown one',
    ],
    ['a value out of range', 'base: { batch: 0 }', 'plan.yaml batch: expected a whole number from 1 to 4096, got 0'],
    ['a recipe that is not known', 'base: { recipe: fp9 }', 'plan.yaml recipe: expected a recipe'],
    ['a network that is not known', 'base: { network: perceptron }', 'plan.yaml network: expected'],
    ['a unit that is not known', 'base: { unit: abacus }', 'plan.yaml unit: expected'],
    ['data that are not there', 'base: { data: "mnist:nowhere" }', 'nowhere'],
    [
      'a batch beyond the examples',
      'base: { trainExamples: 8, batch: 16 }',
      'plan.yaml batch: expected a whole number from 1 to 8, got 16',
    ],
    ['a network that does not take the data', 'base: { network: bert-base }', 'network bert-base inputs: expected'],
    ['a unit that does not take the recipe', 'base: { unit: volta }', 'plan.yaml unit'],
    [
      'one point of many',
      'axes: [{ field: batch, values: [8, 16, -1] }]\nseeds: [3]',
      'plan.yaml, batch -1, seed 3 batch: expected a whole number from 1 to 4096, got -1',
    ],
  ])('refuses %s', async (_, text, sentence) => {
    const path = planFile('wrong.yaml', `${HEADER}${text}\n`);
    expect((await refusalHere(['sweep', 'check', path])).replace(`${folder}/wrong.yaml`, 'plan.yaml')).toContain(
      sentence,
    );
  });
});

describe('octile sweep run', () => {
  it('gives the same bytes on one worker and on two, as JSON and as CSV', async () => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    const said = outputOf(['sweep', 'run', PLAN, '--out', one, '--workers', '1']);
    expect(said).toBe(`small: 8 of 8 runs done\nresults: octile sweep export ${one}\n`);
    outputOf(['sweep', 'run', PLAN, '--out', two, '--workers', '2']);
    for (const format of ['json', 'csv']) {
      const words = (out: string) => ['sweep', 'export', out, '--format', format];
      expect(await printedHere(words(two))).toBe(await printedHere(words(one)));
    }
    const [header = '', first = ''] = (await printedHere(['sweep', 'export', one])).split('\r\n');
    expect(header).toMatch(/^part,recipe,rate,seed,outcome,correct,total,accuracy \(%\),test loss \(nat\)/);
    expect(first).toMatch(/^,fp8,0.1,1,trained,\d+,20,\d+,/);
    expect(JSON.parse(await printedHere(['sweep', 'status', one, '--json']))).toMatchObject({
      runs: 8,
      done: 8,
      leftS: 0,
    });
    expect(outputOf(['sweep', 'run', PLAN, '--out', one])).toBe(said);
  });

  it('killed, goes on where it stopped, with the bytes of an unbroken run', async () => {
    const plan = planFile(
      'long.yaml',
      `${HEADER}${SMALL.replace('trainExamples: 64', 'trainExamples: 128')}seeds: 4\n`,
    );
    const [broken, whole] = [join(folder, 'broken'), join(folder, 'whole')];
    const child = spawn(process.execPath, [MAIN, 'sweep', 'run', plan, '--out', broken, '--workers', '2'], {
      stdio: 'ignore',
    });
    const ended = new Promise((done) => child.on('exit', done));
    while (readDone(broken).size < 1 && child.exitCode === null) await wait(20);
    child.kill('SIGKILL');
    await ended;
    while (readdirSync(folder).some((name) => name.startsWith('.'))) await wait(20);
    const shards = () =>
      readdirSync(join(broken, 'shards')).map((name) => readFileSync(join(broken, 'shards', name), 'utf8'));
    const before = shards();
    outputOf(['sweep', 'run', plan, '--out', broken, '--workers', '2']);
    shards().forEach((text, i) => {
      const kept = before[i] ?? '';
      expect(text.startsWith(kept.slice(0, kept.lastIndexOf('\n') + 1))).toBe(true);
    });
    outputOf(['sweep', 'run', plan, '--out', whole, '--workers', '1']);
    const results = (out: string) => canonicalText(readResults(out, '--out'));
    expect(results(broken)).toBe(results(whole));
  });
});

it('an action that there is not is refused, and so is a folder that no sweep is in', async () => {
  expect(await refusalHere(['sweep', 'fly'])).toContain(
    'octile sweep: expected an action (check, run, status, export), got "fly"',
  );
  expect(await refusalHere(['sweep', 'status', folder])).toContain('expected a folder that `octile sweep run` wrote');
});
