import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { octile, outputOf, refusalOf, SMALL_TRAINING, temporaryFolder } from './octile.js';

const folder = temporaryFolder();
const at = (...parts: string[]) => join(folder, ...parts);

/** The whole way in a folder of its own, with relative paths. */
function wholeWay(name: string, threads: number): string {
  const cwd = at(name);
  mkdirSync(cwd);
  outputOf(['train', ...SMALL_TRAINING, '--threads', String(threads), '--out', 'trace'], { cwd });
  outputOf(['simulate', 'trace', '--tiles', '64', '--out', 'run'], { cwd });
  outputOf(['price', 'run', '--out', 'priced'], { cwd });
  outputOf(['report', 'priced', '--out', 'report'], { cwd });
  return cwd;
}

/** Every file below a folder with the digest of its bytes. */
function digests(of: string): Record<string, string> {
  const files = readdirSync(of, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const entries = files.map((file): [string, string] => {
    const path = join(file.parentPath, file.name);
    return [path.slice(of.length + 1), createHash('sha256').update(readFileSync(path)).digest('hex')];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

beforeAll(() => {
  wholeWay('first', 1);
});

describe('train → simulate → price → report', () => {
  it('leaves the records of each stage', () => {
    const files = Object.keys(digests(at('first')));
    for (const file of [
      'trace/trace.json',
      'trace/ops.jsonl',
      'trace/training.json',
      'run/run.json',
      'priced/energy.json',
      'report/report.json',
      'report/report.html',
    ]) {
      expect(files).toContain(file);
    }
  });

  it('the same seed gives the same bytes in every file, on two threads and in another folder', () => {
    expect(digests(wholeWay('second', 2))).toEqual(digests(at('first')));
  });

  it('a run is priced again by a table of one’s own, and is as it was', () => {
    const before = digests(at('first', 'run'));
    const free = { low: 0, value: 0, high: 0, basis: 'assumed', source: 'what if it cost nothing' };
    const table = {
      schema: 'octile.technology/1.0',
      name: 'mine',
      base: 'gates-asap7',
      figures: { tiles: { clock: free } },
    };
    writeFileSync(at('mine.json'), JSON.stringify(table));
    const price = (...words: string[]) => JSON.parse(outputOf(['price', at('first', 'run'), '--json', ...words]));
    const [usual, own] = [price('--out', at('usual')), price('--technology', at('mine.json'), '--out', at('own'))];
    const clockPj = usual.entries.find(({ action }: { action: string }) => action === 'clock').energyPj.value;
    expect(own.technology.name).toBe('mine');
    expect(own.totalPj.value).toBeCloseTo(usual.totalPj.value - clockPj, 0);
    expect(digests(at('first', 'run'))).toEqual(before);
    expect(refusalOf(['price', at('first', 'run'), '--technology', at('none.yaml'), '--out', at('x')])).toContain(
      'none.yaml',
    );
  });

  it('another seed gives another trace', () => {
    outputOf(
      ['train', ...SMALL_TRAINING, '--seed=8', '--out', at('other')].filter(
        (word, i, all) => word !== '--seed' && all[i - 1] !== '--seed',
      ),
    );
    expect(digests(at('other'))['trace.json']).not.toBe(digests(at('first', 'trace'))['trace.json']);
  });

  it('names no path, host or thread count in what is compared', () => {
    for (const file of ['trace/trace.json', 'run/run.json', 'priced/energy.json', 'report/report.json']) {
      const text = readFileSync(at('first', file), 'utf8');
      expect(text).not.toContain(folder);
      expect(text).not.toMatch(/threads|hostname|"date"/);
    }
  });

  it('draws figures of the size that is asked for: 3 inches are 216 points', () => {
    const chart = at('figures', 'charts', 'training-loss');
    const size = ['--width', '3in', '--text', 'text', '--dpi', '72'];
    outputOf(['report', at('first', 'priced'), ...size, '--out', at('figures')]);
    expect(readFileSync(`${chart}.svg`, 'utf8')).toMatch(/width="216pt"[\s\S]*<text /);
    expect(readFileSync(`${chart}.png`).readUInt32BE(16)).toBe(216);
    expect(readFileSync(`${chart}.pdf`, 'latin1')).toContain('/FontFile2');
  });

  it('prints one JSON record with --json', () => {
    const training = JSON.parse(outputOf(['train', ...SMALL_TRAINING, '--json', '--out', at('json', 'trace')]));
    expect(training.total).toBe(20);
    const totals = JSON.parse(
      outputOf(['simulate', at('first', 'trace'), '--activity', 'none', '--json', '--out', at('json', 'run')]),
    );
    expect(totals.cycles).toBeGreaterThan(0);
    expect(
      JSON.parse(outputOf(['price', at('json', 'run'), '--json', '--out', at('json', 'priced')])).totalPj.value,
    ).toBeGreaterThan(0);
    expect(
      JSON.parse(outputOf(['report', at('json', 'priced'), '--json', '--out', at('json', 'report')])).rows,
    ).toHaveLength(1);
  });

  it('demo does it all in one call', () => {
    const text = outputOf(['demo', ...SMALL_TRAINING, '--tiles', '64', '--out', at('demo')]);
    expect(text).toContain('fp16');
    expect(text).toContain('From shapes alone');
    expect(existsSync(at('demo', 'report', 'report.html'))).toBe(true);
  });

  it('demo trains each recipe with as many seeds as it is told, two unless said', () => {
    const report = JSON.parse(readFileSync(at('demo', 'report', 'report.json'), 'utf8'));
    expect(report.rows.map(({ runs }: { runs: { seed: number }[] }) => runs.map(({ seed }) => seed))).toEqual([
      [7, 8],
      [7, 8],
    ]);
    expect(existsSync(at('demo', 'fp8-seed-8', 'priced', 'energy.json'))).toBe(true);
    expect(refusalOf(['demo', '--seeds', '0', '--out', at('none')])).toContain('--seeds');
  });

  it('demo refuses what the machine does not hold before it trains, and times no fewer tiles than hold it (16 do not)', () => {
    // 10,000 epochs would outlast the test.
    const long = ['demo', '--epochs', '10000', '--tiles', '4', '--out', at('small')];
    expect(refusalOf(long)).toMatch(/expected .* bytes of SRAM/);
    const scaling = JSON.parse(readFileSync(at('demo', 'fp8', 'run', 'scaling.json'), 'utf8'));
    expect(scaling.points.map(({ tiles }: { tiles: number }) => tiles)).toEqual([64]);
  });

  it('report takes labels, and refuses one run twice', () => {
    const [one, two] = [at('demo', 'fp16', 'priced'), at('demo', 'fp8', 'priced')];
    const text = outputOf(['report', `before=${one}`, `after=${two}`, '--out', at('labelled')]);
    expect(text).toContain('after : before');
    expect(refusalOf(['report', `a=${one}`, `b=${one}`, '--out', at('twice')])).toContain('expected each run once');
    expect(refusalOf(['report', `a\u001b=${one}`, '--out', at('hostile')])).toContain('label');
  });
});

describe('--out', () => {
  it('refuses a folder with something in it, and leaves it as it was', () => {
    const before = digests(at('first', 'run'));
    const sentence = refusalOf(['simulate', at('first', 'trace'), '--activity', 'none', '--out', at('first', 'run')]);
    expect(sentence).toContain('--out: expected an empty or new folder');
    expect(sentence).toContain('add --force to replace it');
    expect(digests(at('first', 'run'))).toEqual(before);
  });

  it('refuses before the work, not after it', () => {
    // 10,000 epochs of it would outlast the test.
    const training = ['train', '--epochs', '10000', '--train-images', '6400'];
    expect(refusalOf([...training, '--out', at('first', 'run')])).toContain('an empty or new folder');
  });

  it('replaces a folder with --force, whole', () => {
    outputOf(['simulate', '--network', 'mlp', '--batch', '8', '--tiles', '16', '--out', at('old')]);
    outputOf(['price', at('first', 'run'), '--force', '--out', at('old')]);
    expect(readdirSync(at('old')).sort()).toEqual(['energy.json', 'octile.sha256', 'source.json']);
    expect(digests(at('old'))['energy.json']).toBe(digests(at('first', 'priced'))['energy.json']);
  });

  it('takes an empty folder', () => {
    mkdirSync(at('empty'));
    outputOf(['price', at('first', 'run'), '--out', at('empty')]);
    expect(existsSync(at('empty', 'energy.json'))).toBe(true);
  });

  it('refuses a file in its place, and a file among the folders above', () => {
    writeFileSync(at('file'), 'text');
    expect(refusalOf(['price', at('first', 'run'), '--out', at('file')])).toContain(', a file');
    expect(refusalOf(['price', at('first', 'run'), '--force', '--out', at('file')])).toContain(
      '--out: expected a folder',
    );
    expect(refusalOf(['price', at('first', 'run'), '--out', at('file', 'below')])).toContain(
      '--out: expected a place that can be written',
    );
    expect(readFileSync(at('file'), 'utf8')).toBe('text');
  });

  it('refuses to replace the folder that it runs in, or one above it', () => {
    mkdirSync(at('here', 'below'), { recursive: true });
    writeFileSync(at('here', 'mine.txt'), 'mine');
    for (const [cwd, out] of [
      [at('here'), '.'],
      [at('here', 'below'), '..'],
    ] as const) {
      expect(refusalOf(['price', at('first', 'run'), '--force', '--out', out], { cwd })).toContain(
        '--out: expected a folder that does not hold the current one',
      );
    }
    expect(readFileSync(at('here', 'mine.txt'), 'utf8')).toBe('mine');
  });

  it('refuses to replace what it reads, or a folder that holds it, even with --force', () => {
    const before = digests(at('first'));
    for (const words of [
      ['price', at('first', 'run'), '--out', at('first', 'run')],
      ['simulate', at('first', 'trace'), '--out', at('first')],
      ['report', at('first', 'priced'), '--out', at('first', 'priced')],
    ]) {
      expect(refusalOf([...words, '--force'])).toContain('--out: expected a folder that does not hold what is read');
    }
    expect(digests(at('first'))).toEqual(before);
  });

  it('leaves nothing behind where the input is refused, not even the folders above', () => {
    refusalOf(['price', at('first', 'trace'), '--out', at('new', 'deep', 'priced')]);
    expect(existsSync(at('new'))).toBe(false);
  });

  it('leaves an earlier result as it was where the input is refused', () => {
    const before = digests(at('first', 'priced'));
    refusalOf(['price', at('first', 'trace'), '--force', '--out', at('first', 'priced')]);
    expect(digests(at('first', 'priced'))).toEqual(before);
    expect(readdirSync(at('first')).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('a folder refers to the one before it', () => {
  it('by a path relative to itself, copying nothing', () => {
    expect(JSON.parse(readFileSync(at('first', 'priced', 'source.json'), 'utf8'))).toEqual({
      schema: 'octile.source/1.0',
      path: '../run',
    });
    expect(readdirSync(at('first', 'run')).sort()).toEqual(['octile.sha256', 'run.json', 'source.json']);
  });

  it('moved alone, it says what is missing and what to do', () => {
    cpSync(at('first', 'priced'), at('alone', 'priced'), { recursive: true });
    expect(refusalOf(['report', at('alone', 'priced'), '--out', at('alone', 'report')])).toContain(
      'source.json: expected a folder with run.json, got',
    );
  });

  it('self-contained, it can be moved alone and gives the same report', () => {
    outputOf(['price', at('first', 'run'), '--self-contained', '--out', at('whole', 'priced')]);
    renameSync(at('whole'), at('moved'));
    outputOf(['report', at('moved', 'priced'), '--out', at('moved', 'report')]);
    expect(digests(at('moved', 'report'))['report.json']).toBe(digests(at('first', 'report'))['report.json']);
  });

  it('a run that changed since it was priced is refused, and so is a trace', () => {
    cpSync(at('first'), at('changed'), { recursive: true });
    for (const [file, remedy] of [
      ['run/run.json', 'price the run again'],
      ['trace/trace.json', 'simulate the trace again'],
    ] as const) {
      const path = at('changed', file);
      const before = readFileSync(path);
      writeFileSync(path, `${before} `);
      expect(refusalOf(['report', at('changed', 'priced'), '--out', at('changed-report')])).toContain(remedy);
      writeFileSync(path, before);
    }
  });

  it('is kept where --force would replace what it refers to', () => {
    const before = digests(at('first'));
    expect(refusalOf(['report', at('first', 'priced'), '--force', '--out', at('first', 'trace')])).toContain(
      '--out: expected a folder that does not hold what is read',
    );
    expect(digests(at('first'))).toEqual(before);
  });
});

describe('a stage given another stage’s folder', () => {
  it.each([
    [['simulate', 'nowhere'], 'nowhere/trace.json: expected a file that can be read, got no such file'],
    [
      ['price', 'nowhere'],
      'nowhere: expected a folder with run.json, got no such folder; `octile simulate` writes one',
    ],
    [['report', 'run'], 'run: expected a folder with energy.json, got one without it; `octile price` writes one'],
    [['report', 'priced', 'trace'], 'trace: expected a folder with energy.json'],
    [['simulate', 'trace/trace.json'], 'trace/trace.json/trace.json: expected a file that can be read'],
    [['simulate', 'trace', '--machine', 'nope'], '--machine: expected a machine'],
    [['simulate', 'trace', '--activity', 'some'], '--activity: expected one of operands, statistics, none, got "some"'],
    [['price', 'run', '--technology', 'nope'], '--technology: expected a technology'],
  ])('%j is refused', (words, sentence) => {
    expect(refusalOf(words, { cwd: at('first') })).toContain(sentence);
  });

  it('says that it failed, with exit code 2, and nothing on standard output', () => {
    expect(octile(['price', 'nowhere'], { cwd: folder })).toMatchObject({ status: 2, stdout: '' });
  });
});
