/** Layers of a training, dumped as PyTorch has them, import to the products of that training, bit for bit. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { StoredTensor } from '../../../records/safetensors.js';
import type { TensorRecord } from '../../../records/trace/tensor.js';
import { readTrace } from '../../../records/trace/trace-folder.js';
import { type ImportStage, importStage, readDump } from '../../../stages/import-safetensors.js';
import type { Capture } from '../../../traces/capture/capture.js';
import { recipe } from '../../../traces/training/recipes.js';
import { capturedTensors } from '../captured-values.js';
import { SMALL_IMAGES, SMALL_MLP, trainSmall } from '../small-training.js';
import { dump, type Tensors, zeros } from './dumps.js';

const folder = mkdtempSync(join(tmpdir(), 'octile-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let runs = 0;
function imported(file: string, options: Partial<ImportStage> = {}) {
  const out = mkdtempSync(join(folder, `trace-${runs++}-`));
  const stage: ImportStage = {
    ...{ files: [file], recipe: 'fp8', recipeOptions: {}, scaling: 'recipe', unit: 'ipu21-amp', codes: undefined },
    ...{ threads: 1, toolVersion: '0', ...options },
  };
  const result = importStage(stage, readDump(stage.files, stage.codes), out);
  return { ...result, trace: readTrace(out) };
}

/** A captured tensor with its axes in another order, each element so many bytes. */
function permuted(
  capture: Capture,
  name: string,
  shape: readonly number[],
  order: readonly number[],
): readonly [StoredTensor['dtype'], readonly number[], Uint8Array] {
  const record = capture.tensors.find(({ id }) => id.endsWith(`/${name}`)) as TensorRecord;
  const { dtype, bytes } = capturedTensors(capture).get(record.id) as StoredTensor;
  const width = dtype === 'F32' ? 4 : 2;
  const result = new Uint8Array(bytes.length);
  const made = order.map((axis) => shape[axis] as number);
  for (let at = 0; at < bytes.length / width; at++) {
    let rest = at;
    const place = new Array<number>(shape.length);
    for (let axis = made.length - 1; axis >= 0; axis--) {
      place[order[axis] as number] = rest % (made[axis] as number);
      rest = Math.floor(rest / (made[axis] as number));
    }
    const from = place.reduce((sum, index, axis) => sum * (shape[axis] as number) + index, 0);
    result.set(bytes.subarray(from * width, (from + 1) * width), at * width);
  }
  return [dtype, made, result];
}

const codesOf = (capture: Capture, name: string) =>
  capturedTensors(capture).get(capture.tensors.find(({ id }) => id.endsWith(`/${name}`))?.id ?? '')?.bytes;

const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('hex');

describe('a layer of a training', () => {
  it('linear: the same forward product, gradients and casts', () => {
    const { capture } = trainSmall({ recipe: recipe('fp8', {}, 'test'), network: SMALL_MLP, images: 16, batch: 8 });
    const file = dump(folder, 'linear', {
      'net.fc.x': permuted(capture, '2-relu/y', [8, 48], [0, 1]),
      'net.fc.w': permuted(capture, '3-linear/w', [48, 40], [1, 0]),
      'net.fc.dy': permuted(capture, '4-relu/dx', [8, 40], [0, 1]),
    });
    const { trace, errors } = imported(file);
    for (const name of ['x.cast', 'w.cast', 'xw', 'dy.cast', 'dw', 'dw.cast', 'dx']) {
      expect(hex(trace.operand(`0/net.fc/${name}`)?.bytes)).toBe(hex(codesOf(capture, `3-linear/${name}`)));
    }
    expect(errors.products.map(({ layer, product }) => `${layer} ${product}`)).toEqual([
      'net.fc y',
      'net.fc dw',
      'net.fc dx',
    ]);
    expect(trace.record.layers).toEqual([{ id: 'net.fc', name: 'net.fc', kind: 'linear' }]);
  });

  it('convolution, with groups and dilation from the metadata', () => {
    const { capture } = trainSmall({ recipe: recipe('fp8', {}, 'test'), network: SMALL_IMAGES, images: 16, batch: 8 });
    // [8, 7, 7, 4] in, 3 × 3 of 2 channels by 6, out as large; NHWC → NCHW, [K, K, C, O] → OIHW.
    const file = dump(
      folder,
      'conv',
      {
        'conv.x': permuted(capture, 'stem-pool/y', [8, 7, 7, 4], [0, 3, 1, 2]),
        'conv.w': permuted(capture, 'grouped/w', [3, 3, 2, 6], [3, 2, 0, 1]),
        'conv.dy': permuted(capture, 'depthwise/dx', [8, 7, 7, 6], [0, 3, 1, 2]),
      },
      { conv: 'padding=2, dilation=2, groups=2' },
    );
    const { trace } = imported(file);
    for (const name of ['x.cast', 'w.cast', 'xw', 'dy.cast', 'dw', 'dw.cast', 'dx']) {
      expect(hex(trace.operand(`0/conv/${name}`)?.bytes)).toBe(hex(codesOf(capture, `grouped/${name}`)));
    }
  });
});

describe('types', () => {
  // Two rows of two: values 1, −1.5, 0.5 and 2 as each type codes them.
  const ONE_BYTE = {
    F8_E4M3: [0x38, 0xbc, 0x30, 0x40],
    F8_E5M2: [0x3c, 0xbe, 0x38, 0x40],
    F8_E4M3FNUZ: [0x40, 0xc4, 0x38, 0x48],
    F8_E5M2FNUZ: [0x40, 0xc2, 0x3c, 0x44],
  } as const;
  const w = ['F16', [2, 2], Uint8Array.of(0, 0x3c, 0, 0, 0, 0, 0, 0x3c)] as const;
  const of = (dtype: StoredTensor['dtype'], bytes: readonly number[], shape: readonly number[] = [2, 2]) => {
    const file = dump(folder, `type-${dtype}`, { 'l.x': [dtype, shape, Uint8Array.from(bytes)], 'l.w': w });
    return imported(file, { unit: 'exact', codes: dtype === 'U8' ? 'f143' : undefined });
  };

  it.each(Object.entries(ONE_BYTE))('%s is an operand as it is', (dtype, codes) => {
    const { trace } = of(dtype as StoredTensor['dtype'], codes);
    expect(trace.ops.filter(({ output }) => output.startsWith('0/l/x.'))).toEqual([]);
    const y = trace.operand('0/l/xw');
    expect([...new Float32Array(new Uint8Array(y?.bytes ?? []).buffer)]).toEqual([1, -1.5, 0.5, 2]);
  });

  it('U8 and I8 are codes of a format that is said', () => {
    expect([...(of('U8', ONE_BYTE.F8_E4M3FNUZ).trace.operand('0/l/x')?.bytes ?? [])]).toEqual([0x40, 0xc4, 0x38, 0x48]);
  });

  it('F4 lies low bits first: 1, −1.5, 0.5 and 2 are 2, b, 1 and 4', () => {
    const { trace } = of('F4', [0xb2, 0x41]);
    expect(trace.tensors.get('0/l/x')?.format).toBe('float4_e2m1fn');
    expect([...(trace.operand('0/l/x')?.bytes ?? [])]).toEqual([0x2, 0xb, 0x1, 0x4]);
  });

  it('F6 too: four in three bytes', () => {
    // E3M2: 1 = 0c, −1.5 = 2e, 0.5 = 08, 2 = 10, so 0c | 2e << 6 | 08 << 12 | 10 << 18.
    const bits = 0x0c + 0x2e * 2 ** 6 + 0x08 * 2 ** 12 + 0x10 * 2 ** 18;
    const { trace } = of('F6_E3M2', [bits % 256, Math.floor(bits / 256) % 256, Math.floor(bits / 65536)]);
    expect(trace.tensors.get('0/l/x')?.format).toBe('float6_e3m2fn');
    expect([...(trace.operand('0/l/x')?.bytes ?? [])]).toEqual([0x0c, 0x2e, 0x08, 0x10]);
  });

  it('BF16 and F32 are cast, and are the storage format', () => {
    const bf16 = of('BF16', [0x80, 0x3f, 0xc0, 0xbf, 0, 0x3f, 0, 0x40]).trace;
    expect(bf16.record.recipe.storage).toBe('bfloat16');
    expect(bf16.tensors.get('0/l/x.cast')?.format).toBe('float8_e4m3fnuz');
    const f32 = of('F32', [0, 0, 0x80, 0x3f, 0, 0, 0xc0, 0xbf, 0, 0, 0, 0x3f, 0, 0, 0, 0x40]).trace;
    expect(f32.record.recipe.storage).toBe('float32');
    // 2^-2 of activations: 4, −6, 2 and 8.
    expect([...(f32.operand('0/l/x.cast')?.bytes ?? [])]).toEqual([0x50, 0xd4, 0x48, 0x58]);
  });

  it.each([
    ['F32', [0, 0, 0, 0x3e]],
    ['F8_E8M0', [0x7c]],
  ] as const)('a scale of 2^-3 as %s stays beside the codes', (dtype, bytes) => {
    const file = dump(folder, `scale-${dtype}`, {
      'l.x': ['F8_E4M3', [2, 2], Uint8Array.from(ONE_BYTE.F8_E4M3)],
      'l.x.scale': [dtype, [], Uint8Array.from(bytes)],
      'l.w': w,
    });
    const { trace, ignored } = imported(file, { unit: 'exact' });
    expect(trace.tensors.get('0/l/x')?.scaleExponent).toBe(-3);
    const y = new Float32Array(new Uint8Array(trace.operand('0/l/xw')?.bytes ?? []).buffer);
    expect([...y]).toEqual([0.125, -0.1875, 0.0625, 0.25]);
    expect(ignored).toEqual([]);
  });
});

it('tensors of other names, and of layers without x or w, are ignored and named', () => {
  const file = dump(folder, 'others', {
    'a.x': ['F16', [2, 2], zeros(8)],
    'a.w': ['F16', [3, 2], zeros(12)],
    'a.bias': ['F64', [3], zeros(24)],
    'b.w': ['F16', [3, 2], zeros(12)],
    'b.dy': ['F16', [2, 3], zeros(12)],
    step: ['I64', [], zeros(8)],
  });
  const { layers, ignored } = imported(file);
  expect(layers).toEqual([{ id: 'a', kind: 'linear', products: 1, operands: '2 × 2 float16, 2 × 3 float16' }]);
  expect(ignored).toEqual([
    { name: 'a.bias', why: 'not called LAYER.x, LAYER.w or LAYER.dy' },
    { name: 'step', why: 'not called LAYER.x, LAYER.w or LAYER.dy' },
    { name: 'b.w', why: 'no b.x beside it' },
    { name: 'b.dy', why: 'no b.x beside it' },
  ]);
});

describe('refuses', () => {
  const x = ['F16', [2, 3, 5, 5], zeros(300)] as const;
  const cases: readonly (readonly [string, Tensors, Record<string, string> | undefined, string])[] = [
    [
      'other columns',
      { 'l.x': ['F16', [2, 3], zeros(12)], 'l.w': ['F16', [4, 5], zeros(40)] },
      undefined,
      '"l.x" shape: expected 5 columns, as l.w has them, got 3',
    ],
    [
      'another dy',
      { 'l.x': ['F16', [2, 5], zeros(20)], 'l.w': ['F16', [4, 5], zeros(40)], 'l.dy': ['F16', [2, 5], zeros(20)] },
      undefined,
      '"l.dy" shape: expected 2 × 4, as l.x and l.w have it, got 2 × 5',
    ],
    [
      'F64 operands',
      { 'l.x': ['F64', [1, 1], zeros(8)], 'l.w': ['F16', [1, 1], zeros(2)] },
      undefined,
      'F32, U8, I8, U16, got F64; save it as one of them',
    ],
    [
      'codes of no format',
      { 'l.x': ['U8', [1, 1], zeros(1)], 'l.w': ['F16', [1, 1], zeros(2)] },
      undefined,
      'expected a type that says its format, got U8; say it with --codes FORMAT',
    ],
    [
      'weights of three axes',
      { 'l.x': ['F16', [1, 1], zeros(2)], 'l.w': ['F16', [1, 1, 1], zeros(2)] },
      undefined,
      '"l.w" shape: expected O × I, or O × C × K × K of a convolution, got 1 × 1 × 1',
    ],
    [
      'no elements',
      { 'l.x': ['F16', [0, 2], zeros(0)], 'l.w': ['F16', [1, 2], zeros(4)] },
      undefined,
      '"l.x" shape: expected at least one element, got 0 × 2',
    ],
    [
      'a scale of three',
      {
        'l.x': ['F8_E4M3', [1, 1], zeros(1)],
        'l.x.scale': ['F32', [], Uint8Array.of(0, 0, 0x40, 0x40)],
        'l.w': ['F16', [1, 1], zeros(2)],
      },
      undefined,
      'expected one power of two from 2^-64 to 2^64, as F32 or F8_E8M0, got 3',
    ],
    [
      'channels',
      { 'l.x': x, 'l.w': ['F16', [4, 2, 3, 3], zeros(144)] },
      undefined,
      '"l.x" shape: expected 2 channels, as l.w has them, got 3',
    ],
    [
      'a dy of another stride',
      { 'l.x': x, 'l.w': ['F16', [1, 3, 3, 3], zeros(54)], 'l.dy': ['F16', [2, 1, 5, 5], zeros(100)] },
      { l: 'padding=1,stride=2' },
      '"l.dy" shape: expected 2 × 1 × 3 × 3, with stride 2, padding 1',
    ],
    [
      'metadata of other fields',
      { 'l.x': x, 'l.w': ['F16', [1, 3, 3, 3], zeros(54)] },
      { l: 'strides=2' },
      'metadata "l": expected fields of stride, padding, dilation, groups, got "strides=2"',
    ],
    [
      'metadata of no size',
      { 'l.x': x, 'l.w': ['F16', [1, 3, 3, 3], zeros(54)] },
      { l: 'stride=0' },
      'metadata "l" stride: expected a whole number from 1 to 65536, got 0',
    ],
    [
      'no layer',
      { 'l.weight': ['F16', [1, 1], zeros(2)] },
      undefined,
      'expected a layer as LAYER.x and LAYER.w, with or without LAYER.dy, got "l.weight"',
    ],
  ];
  it.each(cases)('%s', (name, tensors, metadata, sentence) => {
    const file = dump(folder, `refused-${name}`, tensors, metadata);
    expect(() => readDump([file], undefined)).toThrow(sentence);
    expect(() => readDump([file], undefined)).toThrow(file);
  });

  it('a name that two files have', () => {
    const file = dump(folder, 'twice', { 'l.x': ['F16', [1, 1], zeros(2)], 'l.w': ['F16', [1, 1], zeros(2)] });
    expect(() => readDump([file, file], undefined)).toThrow('expected names that no file before it has, got "l.w"');
  });
});
