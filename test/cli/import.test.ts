/** A dumped layer of 1024 × 1024 at a batch of 512, from its file to error, cycles and joules. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EnergyRecord } from '../../records/energy.js';
import type { ErrorsRecord } from '../../records/trace/errors.js';
import { randomNormal, streamOf } from '../../runtime/random.js';
import { bytesOf, dump, zeros } from '../traces/importers/dumps.js';
import { octile, outputOf, refusalOf, temporaryFolder } from './octile.js';

const folder = temporaryFolder();

/** N(0, deviation²) in bfloat16, cut off. */
function normal(name: string, shape: readonly [number, number], deviation: number) {
  const values = Float32Array.from(
    { length: shape[0] * shape[1] },
    (_, i) => deviation * randomNormal(1, streamOf(name), i),
  );
  const bits = new Uint32Array(values.buffer);
  return ['BF16', shape, bytesOf(Uint16Array.from(bits, (code) => code >>> 16))] as const;
}

it('a linear layer', () => {
  const file = dump(folder, 'fc', {
    'fc.x': normal('x', [512, 1024], 1),
    'fc.w': normal('w', [1024, 1024], 1 / 32),
    'fc.dy': normal('dy', [512, 1024], 1e-3),
    'fc.bias': ['F32', [1024], zeros(4096)],
  });
  const [trace, run, priced] = ['trace', 'run', 'priced'].map((name) => join(folder, name)) as [string, string, string];
  const imported = JSON.parse(
    outputOf(['import', 'safetensors', file, '--out', trace, '--json', '--threads', '1']),
  ) as {
    layers: unknown;
    ignored: unknown;
    errors: ErrorsRecord;
  };
  expect(imported.layers).toEqual([
    {
      id: 'fc',
      kind: 'linear',
      products: 3,
      operands: '512 × 1024 bfloat16, 1024 × 1024 bfloat16, 512 × 1024 bfloat16',
    },
  ]);
  expect(imported.ignored).toEqual([{ name: 'fc.bias', why: 'not called LAYER.x, LAYER.w or LAYER.dy' }]);
  for (const { product, quantisation, accumulation } of imported.errors.products) {
    // The paper's 31.5 and 25.5 dB of 1.4.3 and 1.5.2, of two operands together: 28.5 and 24.5; and the cut of bfloat16 is none of them.
    const expected = product === 'y' ? 28.5 : 24.5;
    expect(Math.abs((quantisation.snrDb ?? 0) - expected)).toBeLessThan(1);
    expect(accumulation.snrDb ?? 0).toBeGreaterThan(50);
  }
  outputOf(['simulate', trace, '--out', run]);
  const energy = JSON.parse(outputOf(['price', run, '--out', priced, '--json'])) as EnergyRecord;
  expect(energy.totalPj.value).toBeGreaterThan(0);
  expect(outputOf(['report', priced, '--out', join(folder, 'report')])).toContain('report.html');
  expect(outputOf(['trace', 'errors', trace])).toContain('f152 × f143 → fp16');
}, 120_000);

describe('hostile files end with one sentence', () => {
  const layer = JSON.stringify({
    'l.w': { dtype: 'F16', shape: [1, 1], data_offsets: [0, 2] },
    'l.x': { dtype: 'F16', shape: [1, 1], data_offsets: [1, 3] },
  });
  const file = (header: string, length: bigint, data: number) => {
    const bytes = Buffer.concat([Buffer.alloc(8), Buffer.from(header), Buffer.alloc(data)]);
    bytes.writeBigUInt64LE(length, 0);
    return bytes;
  };
  const one = (parts: object) =>
    JSON.stringify({ 'l.x': { dtype: 'F16', shape: [1], data_offsets: [0, 2], ...parts } });
  mkdirSync(join(folder, 'hostile'));
  it.each([
    ['a header beyond the file', file('{}', 2n ** 63n, 0), 'a header within the file'],
    [
      'overlapping tensors',
      file(layer, BigInt(layer.length), 3),
      'tensors side by side over 3 bytes of data, got a gap or overlap at 2',
    ],
    [
      'a shape beyond the data',
      file(one({ shape: [2 ** 40] }), BigInt(one({ shape: [2 ** 40] }).length), 2),
      '2199023255552 bytes of data within 2',
    ],
    [
      'a shape beyond whole numbers',
      file(one({ shape: [2 ** 30, 2 ** 30] }), BigInt(one({ shape: [2 ** 30, 2 ** 30] }).length), 2),
      'fewer than 2^50 bytes, got 1073741824 × 1073741824',
    ],
    ['a type that there is not', file(one({ dtype: 'F7' }), BigInt(one({ dtype: 'F7' }).length), 2), 'got "F7"'],
    ['no tensors', file('{}', 2n, 0), 'a layer as LAYER.x and LAYER.w, with or without LAYER.dy, got no tensors'],
  ])('%s', (name, bytes, sentence) => {
    const path = join(folder, 'hostile', `${name}.safetensors`);
    writeFileSync(path, bytes);
    expect(refusalOf(['import', 'safetensors', path, '--out', join(folder, 'refused')])).toContain(sentence);
  });

  it('formats that the unit does not take, before anything is written', () => {
    const path = dump(folder, 'small', { 'l.x': ['F32', [1, 1], zeros(4)], 'l.w': ['F32', [1, 1], zeros(4)] });
    const words = ['import', 'safetensors', path, '--out', join(folder, 'refused'), '--activation-format', 'e4m3'];
    const { status, stderr } = octile(words);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/^octile: --unit[^\n]*: expected [^\n]*\n$/),
    });
    expect(refusalOf(['import', 'safetensors', path, '--scaling', 'none'])).toBe(
      '--scaling: expected one of automatic, recipe, got "none"',
    );
  });
});
