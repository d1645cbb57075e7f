/** What a captured tensor's line says of it, and how its codes lie in the file: counted by hand. */
import { describe, expect, it } from 'vitest';
import { joined } from '../../records/pieces.js';
import { decodeSafetensors } from '../../records/safetensors.js';
import type { TallyRequest } from '../../sim/arithmetic/elements.js';
import { plainElements } from '../../sim/arithmetic/reference/elements/plain.js';
import { captureInto, createCapture } from '../../traces/capture/capture.js';
import type { Arithmetic } from '../../traces/ops/arithmetic.js';
import type { Tensor } from '../../traces/ops/tensor.js';
import { contextOf, tensorOf } from './ops/on-values.js';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const context = contextOf('float16');
const plain = plainElements();

function captured(tensor: Tensor) {
  const capture = createCapture();
  capture.tensor(tensor);
  capture.tensor(tensor);
  expect(capture.tensors).toHaveLength(1);
  const [record] = capture.tensors;
  const [[path, bytes]] = [...capture.files()] as [[string, Uint8Array]];
  expect(record).toMatchObject({ id: '0/l/x', file: path, key: '0/l/x', step: 0, layer: 'l', repeat: 1 });
  return { record, file: bytes, stored: decodeSafetensors(bytes, path).get('0/l/x') };
}

/** The exponent fields that are met, with how often. */
function met(histogram: readonly number[] | undefined): Record<number, number> {
  return Object.fromEntries((histogram ?? []).flatMap((count, field) => (count === 0 ? [] : [[field, count]])));
}

describe('statistics', () => {
  it('of 1.4.3 × 2^-2: one code is NaN, none is −0', () => {
    // 1, −1.5, 0, −0 → 0, NaN, 60 (the largest), 2^-12 (the least) at a scale of 2^-2: fields 10, 10, 0, 0, 0, 15, 0.
    const x = tensorOf(context, 'x', [7], [1, -1.5, 0, -0, nan, 60, 2 ** -12], {
      format: 'float8_e4m3fnuz',
      scaleExponent: -2,
    });
    const { record, stored } = captured({ ...x, cast: { underflow: 5, saturated: 4, nan: 3 } });
    expect(record?.statistics).toMatchObject({ amax: 60, zeros: 2, nan: 1, underflow: 5, saturated: 4 });
    expect(record?.statistics?.exponentHistogram).toHaveLength(16);
    expect(met(record?.statistics?.exponentHistogram)).toEqual({ 0: 4, 10: 2, 15: 1 });
    expect(stored).toMatchObject({ dtype: 'F8_E4M3FNUZ', shape: [7] });
  });

  it('of float16: both zeros are zeros, infinities neither NaN nor the largest', () => {
    const { record } = captured(tensorOf(context, 'x', [2, 4], [0, -0, inf, -inf, nan, -3, 2 ** -24, 65504]));
    expect(record?.statistics).toMatchObject({ amax: 65504, zeros: 2, nan: 1, underflow: 0, saturated: 0 });
    expect(met(record?.statistics?.exponentHistogram)).toEqual({ 0: 3, 16: 1, 30: 1, 31: 3 });
  });

  it('of float32', () => {
    const { record, stored } = captured(tensorOf(context, 'x', [3], [-0, -(2 ** 100), nan], { format: 'float32' }));
    expect(record?.statistics).toMatchObject({ amax: 2 ** 100, zeros: 1, nan: 1 });
    expect(met(record?.statistics?.exponentHistogram)).toEqual({ 0: 1, 227: 1, 255: 1 });
    expect(stored?.dtype).toBe('F32');
  });

  it('of OCP E4M3: NaN is the top code alone, beside 448', () => {
    const { record } = captured(tensorOf(context, 'x', [3], [448, -nan, -448], { format: 'float8_e4m3fn' }));
    expect(record?.statistics).toMatchObject({ amax: 448, zeros: 0, nan: 1 });
  });
});

it('codes are counted once for a matrix and its transpose, and again where they have changed', () => {
  let counted = 0;
  const tally = (request: TallyRequest) => {
    counted += 1;
    return plain.tally(request);
  };
  const elements = { ...plain, tally };
  const capture = createCapture();
  const tell = (tensor: Tensor) => capture.tensor(tensor, { elements } as Arithmetic);
  const x = tensorOf(context, 'x', [2, 3], [1, 2, 3, 4, 5, 6]);
  tell(x);
  tell(tensorOf(context, 'other', [1], [1]));
  expect(counted).toBe(2);
  tell(x);
  tell({ ...x, id: '0/l/turned', shape: [3, 2], layout: 'column-major' });
  expect(counted).toBe(2);
  // As an update: the gradient, then the parameter that changed in place.
  tell(x);
  tell(tensorOf(context, 'gradient', [1], [1]));
  (x.codes as Uint16Array)[5] = 0;
  tell({ ...x, id: '0/l/next' });
  expect(counted).toBe(4);
  expect(capture.tensors.map(({ statistics }) => statistics?.amax)).toEqual([6, 1, 6, 1, 5]);
});

it('a transposed matrix is written as it is read: rows of the transposed one', () => {
  const x = tensorOf(context, 'x', [2, 3], [1, 2, 3, 4, 5, 6], { format: 'float8_e5m2fnuz' });
  const plain = captured(x).stored?.bytes ?? new Uint8Array();
  const turned = captured({ ...x, shape: [3, 2], layout: 'column-major' }).stored;
  expect(turned?.shape).toEqual([3, 2]);
  expect([...(turned?.bytes ?? [])]).toEqual([0, 3, 1, 4, 2, 5].map((at) => plain[at]));
});

it('tensors without codes have shapes alone, and no file', () => {
  const capture = createCapture();
  const { codes: _, ...shell } = tensorOf(context, 'x', [2], [1, 2]);
  capture.tensor(shell);
  expect(capture.tensors).toEqual([
    {
      id: '0/l/x',
      role: 'activation',
      shape: [2],
      format: 'float16',
      scaleExponent: 0,
      layer: 'l',
      step: 0,
      repeat: 1,
    },
  ]);
  expect(capture.files().size).toBe(0);
});

describe('files of operands', () => {
  const x = tensorOf(context, 'x', [2, 3], [1, 2, 3, 4, 5, 6]);
  const other = tensorOf(context, 'x', [2, 3], [7, 8, 9, 1, 2, 3]);

  it('are made as soon as their step is whole, once, of memory that the next step fills', () => {
    const made: string[] = [];
    const pieces: Uint8Array[][] = [];
    const capture = captureInto(
      (path, [...parts]) => {
        made.push(path);
        pieces.push(parts);
        return joined(parts);
      },
      () => true,
    );
    capture.tensor(x);
    expect(made).toEqual([]);
    capture.tensor({ ...other, id: '1/l/x' });
    expect(made).toEqual(['tensors-0.safetensors']);
    capture.tensor({ ...x, id: '2/l/x' });
    const files = capture.files();
    expect(capture.files()).toBe(files);
    expect(made).toEqual([0, 1, 2].map((step) => `tensors-${step}.safetensors`));
    expect(pieces[2]?.at(-1)).toBe(pieces[1]?.at(-1));
    // 1, 2, 3, 4, 5, 6 in float16, little-endian.
    const codes = [0x3c00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600].flatMap((code) => [code & 0xff, code >> 8]);
    for (const step of [0, 2]) {
      const bytes = files.get(`tensors-${step}.safetensors`) ?? new Uint8Array();
      expect([...(decodeSafetensors(bytes, 'F').get(`${step}/l/x`)?.bytes ?? [])]).toEqual(codes);
    }
  });

  it('that a kept run had stand as they were, beside later ones', () => {
    const before = captured(x);
    const capture = createCapture();
    const files = new Map([['tensors-0.safetensors', before.file]]);
    capture.restore({ ops: [], tensors: before.record === undefined ? [] : [before.record], files });
    capture.tensor(x);
    capture.tensor({ ...other, id: '1/l/x' });
    expect([...capture.files().keys()]).toEqual(['tensors-0.safetensors', 'tensors-1.safetensors']);
    expect(capture.files().get('tensors-0.safetensors')).toEqual(before.file);
    expect(capture.tensors.map(({ id }) => id)).toEqual(['0/l/x', '1/l/x']);
  });
});
