import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../models/input-error.js';
import { sha256 } from '../../records/json.js';
import { encodeSafetensors } from '../../records/safetensors.js';
import { SCHEMAS } from '../../records/schema.js';
import type { OpRecord } from '../../records/trace/op.js';
import type { TensorRecord } from '../../records/trace/tensor.js';
import type { TraceRecord } from '../../records/trace/trace.js';
import { readTrace, writeTrace } from '../../records/trace/trace-folder.js';

const rule = {
  format: 'float16',
  scaling: { kind: 'fixed', exponent: 0 },
  rounding: 'nearest-even',
  overflow: 'saturate',
} as const;
const RECORD: TraceRecord = {
  schema: SCHEMAS.trace,
  tool: { name: 'octile', version: '0' },
  network: { name: 'test', batch: 2, parameters: 6 },
  layers: [{ id: 'l1', name: 'l1', kind: 'linear' }],
  recipe: {
    name: 'fp16',
    storage: 'float16',
    roles: { activation: rule, weight: rule, dx: rule, dw: rule },
    master: { format: 'float32' },
    firstLayer: 'storage',
    highLayers: [],
    lossScaling: { kind: 'none' },
  },
  units: [{ family: 'ipu21-amp', aFormat: 'float16', bFormat: 'float16', productsPerStep: 16 }],
  seed: 1,
  steps: [{ step: 0, lossScaleExponent: 0 }],
  sampling: { rule: 'all' },
  files: [],
};
const tensor = (id: string, shape: number[], file?: string): TensorRecord => ({
  id,
  role: 'activation',
  shape,
  format: 'float16',
  scaleExponent: 0,
  layer: 'l1',
  step: 0,
  repeat: 1,
  ...(file === undefined ? {} : { file, key: id }),
});
const OP: OpRecord = {
  id: 'l1.forward',
  kind: 'gemm',
  phase: 'forward',
  layer: 'l1',
  step: 0,
  inputs: ['x', 'w'],
  output: 'y',
  dims: { batch: 1, m: 2, k: 3, n: 2 },
  attributes: {},
  repeat: 1,
};
const stored = (shape: number[]) => ({
  dtype: 'F16' as const,
  shape,
  bytes: new Uint8Array(2 * shape.reduce((product, size) => product * size, 1)),
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'octile-trace-'));
  writeTrace(folder, {
    record: RECORD,
    ops: [OP],
    tensors: [
      tensor('x', [2, 3], 'operands.safetensors'),
      tensor('w', [3, 2], 'operands.safetensors'),
      tensor('y', [2, 2]),
    ],
    files: new Map([
      [
        'operands.safetensors',
        encodeSafetensors(
          new Map([
            ['x', stored([2, 3])],
            ['w', stored([3, 2])],
          ]),
        ),
      ],
    ]),
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a file of the trace anew, and its size and digest into trace.json, as a forger would. */
function replaceFile(path: string, content: string | Uint8Array): void {
  writeFileSync(join(folder, path), content);
  changeTrace((trace) => {
    const files = (trace.files as { path: string }[]).filter((file) => file.path !== path);
    return { ...trace, files: [...files, { path, bytes: Buffer.byteLength(content), sha256: sha256(content) }] };
  });
}

function changeTrace(change: (trace: Record<string, unknown>) => unknown): void {
  const path = join(folder, 'trace.json');
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')))));
}

function linesOf(path: string): Record<string, unknown>[] {
  const texts = readFileSync(join(folder, path), 'utf8').trimEnd().split('\n');
  return texts.map((text) => JSON.parse(text) as Record<string, unknown>);
}

function changeLine(path: string, line: number, change: Record<string, unknown>): void {
  const lines = linesOf(path).map((record, i) => ({ ...record, ...(i === line ? change : {}) }));
  replaceFile(path, lines.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

/** The sentence with which reading the trace and every operand of it is refused. */
function refusal(): string {
  try {
    const trace = readTrace(folder);
    for (const id of trace.tensors.keys()) trace.operand(id);
  } catch (error) {
    if (error instanceof InputError) return error.message.replaceAll(folder, 'TRACE');
    throw error;
  }
  return 'no error';
}

describe('readTrace', () => {
  it('gives back what writeTrace was given', () => {
    const trace = readTrace(folder);
    expect(trace.ops).toEqual([OP]);
    expect([...trace.tensors.keys()]).toEqual(['x', 'w', 'y']);
    expect(trace.operand('x')?.bytes).toHaveLength(12);
    expect(trace.operand('y')).toBeUndefined();
  });

  it('keeps unknown fields of a newer minor version', () => {
    changeTrace((trace) => ({ ...trace, schema: 'octile.trace/5.9', weather: 'fair' }));
    changeLine('ops.jsonl', 0, { mood: 'good' });
    const trace = readTrace(folder);
    expect(trace.record).toMatchObject({ schema: 'octile.trace/5.9', weather: 'fair' });
    expect(trace.ops[0]).toMatchObject({ mood: 'good' });
  });

  it.each(['octile.trace/6.0', 'octile.trace/4.0', 'octile.run/1.0', 'trace', 1, null])(
    'refuses the schema %j',
    (schema) => {
      changeTrace((trace) => ({ ...trace, schema }));
      expect(refusal()).toContain('TRACE/trace.json schema: expected octile.trace/5.0, got');
    },
  );

  it.each(['[]', 'null', '7', '{"schema":', ''])('refuses trace.json with %j', (text) => {
    writeFileSync(join(folder, 'trace.json'), text);
    expect(refusal()).toMatch(/^TRACE\/trace\.json( schema| column \d+)?: expected (JSON|octile\.trace\/5\.0), got/);
  });

  it('refuses JSON nested beyond any use', () => {
    writeFileSync(join(folder, 'trace.json'), '['.repeat(1_000_000));
    expect(refusal()).toContain('TRACE/trace.json: expected JSON');
  });

  it('names a missing file, and a folder or a changed byte in its place', () => {
    const path = join(folder, 'operands.safetensors');
    const bytes = readFileSync(path);
    rmSync(path);
    expect(refusal()).toBe('TRACE/operands.safetensors: expected a file that can be read, got no such file');
    mkdirSync(path);
    expect(refusal()).toBe('TRACE/operands.safetensors: expected a file, got a folder');
    rmSync(path, { recursive: true });
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(refusal()).toMatch(/^TRACE\/operands\.safetensors: expected SHA-256 .*; the trace is damaged$/);
    writeFileSync(path, bytes.subarray(1));
    expect(refusal()).toMatch(
      /^TRACE\/operands\.safetensors: expected \d+ bytes, got \d+ bytes; the trace is damaged$/,
    );
  });

  it.each(['../outside', '/etc/hostname', 'a/../../outside', '..', '.', ''])(
    'refuses the path %j in its files',
    (path) => {
      changeTrace((trace) => ({
        ...trace,
        files: [...(trace.files as unknown[]), { path, bytes: 0, sha256: '0'.repeat(64) }],
      }));
      expect(refusal()).toMatch(/expected a path inside its folder|a text that is not empty|expected a file/);
    },
  );

  it('refuses a link that leads out of the folder', () => {
    const outside = mkdtempSync(join(tmpdir(), 'octile-outside-'));
    const path = join(folder, 'operands.safetensors');
    writeFileSync(join(outside, 'operands'), readFileSync(path));
    rmSync(path);
    symlinkSync(join(outside, 'operands'), path);
    expect(refusal()).toContain('expected a path inside its folder');
    rmSync(outside, { recursive: true });
  });

  it('refuses a tensor in a file that trace.json does not list', () => {
    changeLine('tensors.jsonl', 0, { file: 'elsewhere.safetensors' });
    expect(refusal()).toBe(
      'TRACE/tensors.jsonl line 1: expected a file that trace.json lists, got "elsewhere.safetensors"',
    );
  });

  it('refuses files that trace.json vouches for no more', () => {
    changeTrace((trace) => ({ ...trace, files: [] }));
    expect(refusal()).toBe('TRACE/trace.json files: expected an entry for ops.jsonl, got none');
  });

  it('refuses an op whose tensor is missing, by its line', () => {
    changeLine('ops.jsonl', 0, { output: 'z' });
    expect(refusal()).toBe(
      'TRACE/ops.jsonl line 1: expected tensors that tensors.jsonl has, got "z"; the trace is incomplete',
    );
  });

  it('counts lines as an editor does, blank ones too', () => {
    replaceFile('ops.jsonl', `\n\n${JSON.stringify({ ...OP, repeat: -1 })}\n`);
    expect(refusal()).toContain('TRACE/ops.jsonl line 3 repeat: ');
  });

  it.each([
    [{ shape: [2, -3] }, 'shape.1'],
    [{ shape: [2, 1.5] }, 'shape.1'],
    [{ shape: [2, 2 ** 60] }, 'shape.1'],
    [{ role: 'guess' }, 'role'],
    [{ scaleExponent: 1e6 }, 'scaleExponent'],
    [{ format: 'float9' }, 'format'],
    [{ id: '' }, 'id'],
  ])('refuses a tensor with %j, by line and field', (change, field) => {
    changeLine('tensors.jsonl', 2, change);
    expect(refusal()).toContain(`TRACE/tensors.jsonl line 3 ${field}: expected`);
  });

  it('refuses a line that is no JSON, and a second tensor of one name', () => {
    replaceFile('tensors.jsonl', `${JSON.stringify(tensor('x', [2, 3]))}\n{"id":\n`);
    expect(refusal()).toContain('TRACE/tensors.jsonl line 2 column 7: expected JSON, got its end, too early');
    replaceFile('tensors.jsonl', `${JSON.stringify(tensor('x', [2, 3]))}\n`.repeat(2));
    expect(refusal()).toBe('TRACE/tensors.jsonl line 2: expected a tensor id that is new, got "x"');
  });

  it('refuses operands of another shape or width than the tensor says', () => {
    changeLine('tensors.jsonl', 0, { shape: [3, 2] });
    expect(refusal()).toContain('expected shape 3 × 2, got 2 × 3');
    changeLine('tensors.jsonl', 0, { shape: [2, 3], format: 'float8_e4m3fnuz' });
    expect(refusal()).toContain('expected 1-byte codes of float8_e4m3fnuz, got F16');
    changeLine('tensors.jsonl', 0, { format: 'float16', key: 'q' });
    expect(refusal()).toContain('expected the tensor "q"');
  });
});
