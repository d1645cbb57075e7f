/** The folder of a sweep: whatever happens to the process, it loses at most the points in flight and repeats none. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../records/json.js';
import type { SweepPoints } from '../../records/sweep-results.js';
import { readResults } from '../../sweeps/results/results.js';
import { statusOf } from '../../sweeps/results/status.js';
import { runSweep } from '../../sweeps/run/run-sweep.js';
import { openShard, readShard } from '../../sweeps/store/shard.js';
import { readDone } from '../../sweeps/store/store.js';
import { temporaryFolder } from '../cli/octile.js';
import { fakePoints, fakeWorker, sweepProcess } from './fake-sweep.js';

const root = temporaryFolder();

function newFolder(name: string) {
  const folder = join(root, name);
  mkdirSync(folder);
  return { out: join(folder, 'sweep'), ...fakeWorker(folder) };
}

async function run(out: string, points: SweepPoints, entry: URL, workers = 1) {
  const shares: number[] = [];
  const end = await runSweep({
    points,
    folder: out,
    where: '--out',
    workers,
    entry,
    progress: (done) => shares.push(done),
  });
  return { ...end, shares };
}

const begun = (log: string) => readFileSync(log, 'utf8').split('\n').filter(Boolean).map(Number);
const bytes = (out: string) => canonicalText(readResults(out, '--out'));
const correct = (out: string) =>
  readResults(out, '--out').points.map(({ result }) =>
    result.kind === 'trained' ? result.evaluation.correct : result.reason,
  );

describe('a sweep', () => {
  it('has the result of every point, in the order of the plan; a refused one has its reason', async () => {
    const { out, entry } = newFolder('whole');
    const { runs, known, shares } = await run(out, fakePoints(15, 0), entry);
    expect({ runs, known }).toEqual({ runs: 15, known: 0 });
    expect(correct(out)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 'expected another number, got 13', 14]);
    expect(shares.slice(0, 4)).toEqual([0.5, 1, 1.5, 2]);
    expect(shares.at(-1)).toBe(15);
  });

  it('gives the same bytes on one worker, on two, and in two goes', async () => {
    const [one, two, goes] = [newFolder('one'), newFolder('two'), newFolder('goes')];
    await run(one.out, fakePoints(12, 2), one.entry, 1);
    await run(two.out, fakePoints(12, 2), two.entry, 2);
    const points = fakePoints(12, 2);
    await run(goes.out, { ...points, points: points.points.slice(5, 9) }, goes.entry, 2);
    await run(goes.out, points, goes.entry, 1);
    expect(bytes(two.out)).toBe(bytes(one.out));
    expect(bytes(goes.out)).toBe(bytes(one.out));
    expect(readdirSync(join(two.out, 'shards'))).toEqual(['worker-1.jsonl', 'worker-2.jsonl']);
    expect(begun(goes.log).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('runs points of equal settings once', async () => {
    const { out, entry, log } = newFolder('shared');
    const { points, ...rest } = fakePoints(2, 0);
    const twice = [...points, ...points.map((point) => ({ ...point, part: 'again' }))];
    expect(await run(out, { ...rest, points: twice }, entry)).toMatchObject({ runs: 2 });
    expect(begun(log)).toEqual([0, 1]);
    expect(correct(out)).toEqual([0, 1, 0, 1]);
  });

  it('ends with the fault of a point once all others are done; the next call tries that one again', async () => {
    const { out, entry, log } = newFolder('fault');
    const { points, ...rest } = fakePoints(667, 0);
    const some = [0, 1, 666, 2].map((i) => points[i] as (typeof points)[number]);
    await expect(run(out, { ...rest, points: some }, entry)).rejects.toThrow('a fault');
    expect(correct(out)).toEqual([0, 1, 2]);
    await expect(run(out, { ...rest, points: some }, entry)).rejects.toThrow('a fault');
    expect(begun(log)).toEqual([0, 1, 666, 2, 666]);
  });
});

/** Kills the process once so many points are done. */
async function killed(out: string, points: SweepPoints, entry: URL, workers: number, after: number): Promise<void> {
  const child = sweepProcess(out, points, entry, workers);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise((done) => child.on('exit', done));
  while (readDone(out).size < after) {
    if (child.exitCode !== null) throw new Error(`it ended by itself: ${said}`);
    await wait(5);
  }
  child.kill('SIGKILL');
  await ended;
}

describe('a sweep that is killed', () => {
  it.each([1, 2])('on %i worker(s) loses the points in flight alone and repeats none', async (workers) => {
    const { out, entry, log } = newFolder(`killed-${workers}`);
    const points = fakePoints(12, 60);
    await killed(out, points, entry, workers, 2);
    await killed(out, points, entry, workers, 6);
    const done = readDone(out).size;
    const started = begun(log).length;
    expect(started - done).toBeLessThanOrEqual(2 * workers);
    const { known } = await run(out, points, entry, workers);
    expect(known).toBe(done);
    expect(begun(log).length - started).toBe(12 - done);
    const whole = newFolder(`unbroken-${workers}`);
    await run(whole.out, points, whole.entry, 1);
    expect(bytes(out)).toBe(bytes(whole.out));
  });

  it('leaves a torn line, which is left out and then cut off', async () => {
    const { out, entry } = newFolder('torn');
    const points = fakePoints(4, 0);
    await run(out, { ...points, points: points.points.slice(0, 2) }, entry);
    const shard = join(out, 'shards', 'worker-1.jsonl');
    const whole = readFileSync(shard);
    const torn = Buffer.from('{"hash":"00","result":{"kind":"refused","reason":"−');
    appendFileSync(shard, torn.subarray(0, -1));
    expect(readDone(out).size).toBe(2);
    await run(out, points, entry);
    expect(correct(out)).toEqual([0, 1, 2, 3]);
    expect(readFileSync(shard).subarray(0, whole.length)).toEqual(whole);
    expect(readShard(shard)).toHaveLength(4);
  });
});

describe('a folder is refused', () => {
  it('while another process writes it', async () => {
    const { out, entry } = newFolder('busy');
    const child = sweepProcess(out, fakePoints(100, 50), entry, 1);
    const ended = new Promise((done) => child.on('exit', done));
    while (!existsSync(join(out, 'shards'))) await wait(5);
    await expect(run(out, fakePoints(1, 0), entry)).rejects.toThrow('expected a place that no other process writes');
    child.kill('SIGKILL');
    await ended;
  });

  it('of another sweep, of another version, or with other files', async () => {
    const { out, entry } = newFolder('other');
    await run(out, fakePoints(1, 0), entry);
    const points = fakePoints(1, 0);
    await expect(run(out, { ...points, name: 'mine' }, entry)).rejects.toThrow('a folder of the sweep "mine"');
    await expect(run(out, fakePoints(1, 0, '2'), entry)).rejects.toThrow(
      'expected results of version 2, got those of 1',
    );
    const foreign = join(root, 'foreign');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'letter.txt'), 'dear reader');
    await expect(run(foreign, points, entry)).rejects.toThrow('with other files in it');
    expect(readdirSync(foreign)).toEqual(['letter.txt']);
  });

  it('that no sweep is in', () => {
    expect(() => readResults(root, 'DIR')).toThrow('DIR: expected a folder that `octile sweep run` wrote');
  });
});

it('a line in the middle that is no result is named', () => {
  const path = join(root, 'bad.jsonl');
  writeFileSync(path, '{"hash":"x"}\n');
  expect(() => readShard(path)).toThrow('bad.jsonl line 1 hash: expected 64 hex digits');
});

it('an empty shard is one without lines', () => {
  const path = join(root, 'empty.jsonl');
  openShard(path).close();
  expect(readShard(path)).toEqual([]);
});

it('the status counts runs, and what is left at the mean time of what is done', async () => {
  const points = fakePoints(4, 0);
  const [first, second] = points.points;
  const refused = { kind: 'refused', reason: 'no' } as const;
  const done = new Map(
    [first, second].map((point, i) => [
      point?.hash ?? '',
      { hash: point?.hash ?? '', wallS: 10 + 20 * i, result: refused },
    ]),
  );
  expect(statusOf(points, done)).toEqual({
    name: 'fake',
    points: 4,
    runs: 4,
    done: 2,
    refused: 2,
    diverged: 0,
    leftS: 40,
  });
  expect(statusOf(points, new Map()).leftS).toBeUndefined();
});
