/** Records that something damaged: each stage refuses them with a sentence, or does without what is gone. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../models/input-error.js';
import { tiledMachine } from '../../models/machines/machines.js';
import { technology } from '../../models/technologies/technologies.js';
import { sha256 } from '../../records/json.js';
import { priceStage } from '../../stages/price.js';
import { composeStage } from '../../stages/report.js';
import { simulateStage } from '../../stages/simulate.js';
import { trainStage } from '../../stages/train.js';
import { imageDataset } from '../../traces/data/images.js';
import { strokesDataset } from '../../traces/data/strokes.js';
import { smallestTraining } from '../../verify/fuzz/smallest-training.js';

const folder = mkdtempSync(join(tmpdir(), 'octile-damaged-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (...parts: string[]) => join(folder, ...parts);
const IPU = { ...tiledMachine('ipu21', 'test'), tiles: 16 };
const TABLE = technology('published-7nm', 'test');

beforeAll(() => {
  for (const name of ['trace', 'run', 'priced', 'out']) mkdirSync(at(name));
  const dataset = imageDataset(strokesDataset(32, 10, 1));
  trainStage({ ...smallestTraining('mlp'), dataset, batch: 16 }, at('trace'));
  simulate(at('trace'), at('run'));
  priceStage(at('run'), TABLE, at('priced'), 'self-contained');
}, 120_000);

function simulate(from: string, into: string): void {
  simulateStage(from, { machine: IPU, engine: 'counted', activity: 'none', scaling: [], source: 'referred' }, into);
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Paths to every value, the first two elements standing for each list. */
function pathsOf(value: Json, path: string[] = []): string[][] {
  if (value === null || typeof value !== 'object') return [path];
  const entries = Array.isArray(value) ? Object.entries(value).slice(0, 2) : Object.entries(value);
  return [path, ...entries.flatMap(([key, entry]) => pathsOf(entry, [...path, key]))];
}

/** A copy with one value taken out, or replaced. */
function changed(value: Json, path: readonly string[], replacement: Json | undefined): Json {
  const copy = structuredClone(value);
  let parent = copy as Record<string, Json>;
  for (const key of path.slice(0, -1)) parent = parent[key] as Record<string, Json>;
  const last = path.at(-1) ?? '';
  if (replacement === undefined) delete parent[last];
  else parent[last] = replacement;
  return copy;
}

const REPLACEMENTS: readonly (Json | undefined)[] = [undefined, null, 'text', -1, []];

/** The machine of a run with its programs, where there is still a machine. */
function withPrograms(run: Json, programs: Json | undefined): unknown {
  const { machine } = run as { machine?: Json };
  return machine !== null && typeof machine === 'object' && !Array.isArray(machine)
    ? { ...machine, programs }
    : machine;
}

/** The changes of a record after which `work` fails in another way than with a sentence. */
function crashes(original: Json, work: (changed: Json) => void): string[] {
  const paths = pathsOf(original).slice(1);
  const found = paths.flatMap((path) =>
    REPLACEMENTS.map((replacement) => {
      const failure = failureOf(() => work(changed(original, path, replacement)));
      return failure === undefined ? undefined : `${path.join('.')} = ${JSON.stringify(replacement)}: ${failure}`;
    }),
  );
  return found.filter((text) => text !== undefined);
}

function failureOf(work: () => void): string | undefined {
  try {
    work();
  } catch (error) {
    if (!(error instanceof InputError)) return String(error);
    if (error.message.includes('\n')) return `more than one line: ${error.message}`;
  }
  return undefined;
}

function readJson(...path: string[]): Json {
  return JSON.parse(readFileSync(at(...path), 'utf8')) as Json;
}

function readJsonLines(name: string): Record<string, Json>[] {
  const lines = readFileSync(at('trace', name), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, Json>);
}

describe('a damaged record is refused with a sentence', () => {
  it('an op with another number of inputs than its kind reads', () => {
    const op = readJsonLines('ops.jsonl').find(({ kind }) => kind === 'gemm') as { inputs: Json[] } & Record<
      string,
      Json
    >;
    shapesOnly(at('trace-inputs'));
    replaceFile(at('trace-inputs'), 'ops.jsonl', JSON.stringify({ ...op, inputs: op.inputs.slice(1) }));
    expect(() => simulate(at('trace-inputs'), at('out'))).toThrow(
      'ops.jsonl line 1 inputs: expected 2 for gemm, got 1',
    );
  });

  it('run.json, when it is priced', () => {
    mkdirSync(at('short'));
    const run = readJson('run', 'run.json') as { machine: Record<string, Json> };
    // Its numbers are swept elsewhere; what says where they come from is text.
    const { sources: _, bases: _bases, calibratedOn: _cases, programs, ...machine } = run.machine;
    const found = crashes({ ...run, machine }, (changed) => {
      const record = { ...(changed as object), machine: withPrograms(changed, programs) };
      writeFileSync(at('short', 'run.json'), JSON.stringify(record));
      priceStage(at('short'), TABLE, at('out'), 'referred');
    });
    expect(found).toEqual([]);
  });

  it.each(['energy.json', 'training.json', 'trace.json'])('%s, when it is reported', (name) => {
    const folder = at(`priced-${name}`);
    cpSync(at('priced'), folder, { recursive: true });
    const found = crashes(readJson('priced', name), (record) => {
      writeFileSync(join(folder, name), JSON.stringify(record));
      forgeDigests(folder);
      composeStage([{ folder }]);
    });
    expect(found).toEqual([]);
  });

  it.each(['cast', 'gemm', 'softmax-cross-entropy', 'update'])(
    'a line of ops.jsonl (%s), when it is simulated',
    (kind) => {
      const lines = readJsonLines('ops.jsonl');
      const place = lines.findIndex((line) => line.kind === kind);
      const folder = at(`trace-${kind}`);
      shapesOnly(folder);
      const found = crashes(lines[place] as Json, (record) => {
        const others = lines.map((line, i) => JSON.stringify(i === place ? record : line));
        replaceFile(folder, 'ops.jsonl', `${others.join('\n')}\n`);
        simulate(folder, at('out'));
      });
      expect(found).toEqual([]);
    },
  );
});

/** Makes a changed trace the one that the run is of, and the run the one that was priced. */
function forgeDigests(folder: string): void {
  const sha = (name: string) => sha256(readFileSync(join(folder, name)));
  const change = (name: string, key: string, digest: string) => {
    const record = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, Json>;
    if (key in record) writeFileSync(join(folder, name), JSON.stringify({ ...record, [key]: digest }));
  };
  const trace = JSON.parse(readFileSync(join(folder, 'trace.json'), 'utf8')) as { files?: { path?: string }[] };
  if (Array.isArray(trace.files)) {
    const training = { path: 'training.json', bytes: 0, sha256: sha('training.json') };
    const files = trace.files.map((file) => (file?.path === 'training.json' ? training : file));
    writeFileSync(join(folder, 'trace.json'), JSON.stringify({ ...trace, files }));
  }
  change('run.json', 'traceSha256', sha('trace.json'));
  change('energy.json', 'runSha256', sha('run.json'));
}

/** The trace without its operands, so that reading it costs little. */
function shapesOnly(folder: string): void {
  mkdirSync(folder);
  for (const name of ['ops.jsonl', 'training.json']) cpSync(at('trace', name), join(folder, name));
  const { files, ...trace } = readJson('trace', 'trace.json') as { files: { path: string }[] };
  const kept = files.filter(({ path }) => path === 'ops.jsonl');
  writeFileSync(join(folder, 'trace.json'), JSON.stringify({ ...trace, files: kept }));
  const shapes = readJsonLines('tensors.jsonl').map(
    ({ file: _, key: _key, ...tensor }) => `${JSON.stringify(tensor)}\n`,
  );
  replaceFile(folder, 'tensors.jsonl', shapes.join(''));
}

/** Writes a file, with its size and digest in trace.json: damage that no digest shows. */
function replaceFile(folder: string, path: string, content: string): void {
  writeFileSync(join(folder, path), content);
  const trace = JSON.parse(readFileSync(join(folder, 'trace.json'), 'utf8')) as { files: { path: string }[] };
  const others = trace.files.filter((file) => file.path !== path);
  const files = [...others, { path, bytes: Buffer.byteLength(content), sha256: sha256(content) }];
  writeFileSync(join(folder, 'trace.json'), JSON.stringify({ ...trace, files }));
}
