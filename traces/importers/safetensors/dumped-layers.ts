/**
 * Layers of a dump, by the names of its tensors: LAYER.x, LAYER.w and LAYER.dy, as PyTorch has them. Linear: x […, I], w
 * [O, I], dy […, O]; convolution: x [N, C, H, W], w [O, C ÷ groups, K, K], dy [N, O, H′, W′], with stride, padding,
 * dilation and groups in the file's metadata under the layer's name. Here they come as the trace has them: channels
 * last, weights [I × O] and [K²·C ÷ groups × O]. LAYER.x.scale and the like: a power of two, of codes. Left out: layers
 * without x or w, tensors of other names.
 */

import { resolveFloatFormat } from '../../../models/formats/resolve.js';
import { InputError, shown } from '../../../models/input-error.js';
import { elementsOf } from '../../../models/shape.js';
import { windowsAlong } from '../../../models/windows.js';
import type { StoredTensor } from '../../../records/safetensors.js';
import { parseRecord, name as plainName } from '../../../records/schema.js';
import { emptyLike } from '../../../sim/arithmetic/elements.js';
import { decode } from '../../../sim/arithmetic/reference/convert.js';
import { dyadicOf, floorLog2 } from '../../../sim/arithmetic/reference/dyadic.js';
import { type DumpedTensor, dumpedTensor } from './dumped-tensor.js';
import { type FoundText, type Window, windowOf } from './window.js';

export interface DumpedLayer {
  readonly id: string;
  readonly x: DumpedTensor;
  readonly w: DumpedTensor;
  readonly dy: DumpedTensor | undefined;
  /** Of a convolution. */
  readonly window?: Window & { readonly kernel: number };
}

/** A tensor of a file, and what an error of it names. */
export interface FoundTensor {
  readonly stored: StoredTensor;
  readonly where: string;
}

export interface Dump {
  readonly tensors: ReadonlyMap<string, FoundTensor>;
  readonly metadata: ReadonlyMap<string, FoundText>;
}

export interface DumpedLayers {
  readonly layers: readonly DumpedLayer[];
  /** Names of tensors that are no layer's, and why. */
  readonly ignored: readonly { readonly name: string; readonly why: string }[];
}

const OPERANDS = ['x', 'w', 'dy'] as const;
type Operand = (typeof OPERANDS)[number];

/** @throws InputError for tensors of a layer that do not fit together */
export function dumpedLayers(dump: Dump, codeFormat: string | undefined): DumpedLayers {
  const found = new Map<string, Partial<Record<Operand, FoundTensor>>>();
  const ignored: { name: string; why: string }[] = [];
  for (const [name, tensor] of dump.tensors) {
    const at = name.lastIndexOf('.');
    const operand = OPERANDS.find((candidate) => candidate === name.slice(at + 1));
    if (at > 0 && operand !== undefined) {
      const layer = name.slice(0, at);
      found.set(layer, { ...found.get(layer), [operand]: tensor });
    } else if (!isScale(name, dump)) ignored.push({ name, why: 'not called LAYER.x, LAYER.w or LAYER.dy' });
  }
  const layers = [...found].flatMap(([id, { x, w, dy }]) => {
    if (x !== undefined && w !== undefined) return [layerOf(id, { x, w, dy }, dump, codeFormat)];
    const missing = x === undefined ? 'x' : 'w';
    for (const operand of OPERANDS) {
      if (found.get(id)?.[operand] !== undefined)
        ignored.push({ name: `${id}.${operand}`, why: `no ${id}.${missing} beside it` });
    }
    return [];
  });
  return { layers, ignored };
}

function isScale(name: string, { tensors }: Dump): boolean {
  return name.endsWith('.scale') && tensors.has(name.slice(0, -'.scale'.length));
}

interface Found {
  readonly x: FoundTensor;
  readonly w: FoundTensor;
  readonly dy: FoundTensor | undefined;
}

function layerOf(id: string, { x, w, dy }: Found, dump: Dump, codeFormat: string | undefined): DumpedLayer {
  parseRecord(plainName, id, `${w.where} layer`);
  const read = (operand: Operand, { stored, where }: FoundTensor) =>
    dumpedTensor(stored, codeFormat, scaleOf(`${id}.${operand}.scale`, dump), where);
  const operands = { x: read('x', x), w: read('w', w), dy: dy === undefined ? undefined : read('dy', dy) };
  switch (operands.w.shape.length) {
    case 2:
      return linearLayer(id, operands, { x, w, dy });
    case 4:
      return convolutionLayer(id, operands, { x, w, dy }, windowOf(dump.metadata.get(id)));
    default:
      throw new InputError(
        `${w.where} shape`,
        'O × I, or O × C × K × K of a convolution',
        operands.w.shape.join(' × '),
      );
  }
}

/** Of a tensor's power of two. */
const MOST_SCALE = 64;

/** The exponent of a power of two; 0 where no scale stands beside the tensor. */
function scaleOf(name: string, { tensors }: Dump): number {
  const found = tensors.get(name);
  if (found === undefined) return 0;
  const { stored, where } = found;
  const value = elementsOf(stored.shape) === 1 ? scaleValue(stored) : Number.NaN;
  const exponent = value > 0 && Number.isFinite(value) ? floorLog2(dyadicOf(value)) : Number.NaN;
  if (Math.abs(exponent) <= MOST_SCALE && 2 ** exponent === value) return exponent;
  const got = Number.isNaN(value) ? `${stored.shape.join(' × ') || 1} of ${stored.dtype}` : String(value);
  throw new InputError(where, `one power of two from 2^-${MOST_SCALE} to 2^${MOST_SCALE}, as F32 or F8_E8M0`, got);
}

function scaleValue({ dtype, bytes }: StoredTensor): number {
  if (dtype === 'F8_E8M0') return decode(resolveFloatFormat('float8_e8m0fnu', 'scale'), bytes[0] as number);
  return dtype === 'F32' ? new DataView(bytes.buffer, bytes.byteOffset).getFloat32(0, true) : Number.NaN;
}

type Operands = Pick<DumpedLayer, 'x' | 'w' | 'dy'>;

function linearLayer(id: string, { x, w, dy }: Operands, found: Found): DumpedLayer {
  const [outputs, inputs] = w.shape as [number, number];
  expectLength(`${found.x.where} shape`, x.shape.at(-1), inputs, `columns, as ${id}.w has them`);
  if (dy !== undefined) {
    const expected = [...x.shape.slice(0, -1), outputs];
    expectShape(`${found.dy?.where} shape`, dy.shape, expected, `as ${id}.x and ${id}.w have it`);
  }
  return { id, x, w: reordered(w, [inputs, outputs], (at) => (at % outputs) * inputs + Math.floor(at / outputs)), dy };
}

function convolutionLayer(id: string, { x, w, dy }: Operands, found: Found, window: Window): DumpedLayer {
  const [outputs, taken, kernel, across] = w.shape as [number, number, number, number];
  if (kernel !== across) throw new InputError(`${found.w.where} shape`, 'square kernels', `${kernel} × ${across}`);
  if (x.shape.length !== 4) throw new InputError(`${found.x.where} shape`, 'N × C × H × W', x.shape.join(' × '));
  const [images, channels, height, width] = x.shape as [number, number, number, number];
  expectLength(`${found.x.where} shape`, channels, taken * window.groups, `channels, as ${id}.w has them`);
  expectLength(`${found.w.where} shape`, outputs % window.groups, 0, `outputs beyond whole groups of ${window.groups}`);
  const sides = [height, width].map((length) => windowsAlong(length, { ...window, kernel })) as [number, number];
  if (Math.min(...sides) < 1)
    throw new InputError(`${found.x.where} shape`, `images that hold a window of ${kernel}`, `${height} × ${width}`);
  if (dy !== undefined) {
    const expected = [images, outputs, ...sides];
    const how = `with stride ${window.stride}, padding ${window.padding}, dilation ${window.dilation}; the file’s metadata says otherwise under ${shown(id)}`;
    expectShape(`${found.dy?.where} shape`, dy.shape, expected, how);
  }
  const features = kernel * kernel * taken;
  const weights = reordered(w, [features, outputs], (at) => {
    const [output, feature] = [at % outputs, Math.floor(at / outputs)];
    const [channel, tap] = [feature % taken, Math.floor(feature / taken)];
    return (output * taken + channel) * kernel * kernel + tap;
  });
  return {
    id,
    x: channelsLast(x),
    w: weights,
    dy: dy === undefined ? undefined : channelsLast(dy),
    window: { ...window, kernel },
  };
}

/** [N, C, H, W] → [N, H, W, C]. */
function channelsLast(tensor: DumpedTensor): DumpedTensor {
  const [images, channels, height, width] = tensor.shape as [number, number, number, number];
  const pixels = height * width;
  return reordered(tensor, [images, height, width, channels], (at) => {
    const [channel, pixel] = [at % channels, Math.floor(at / channels)];
    return (Math.floor(pixel / pixels) * channels + channel) * pixels + (pixel % pixels);
  });
}

function reordered(tensor: DumpedTensor, shape: readonly number[], source: (at: number) => number): DumpedTensor {
  const { codes } = tensor;
  const moved = emptyLike(codes, codes.length);
  for (let at = 0; at < moved.length; at++) moved[at] = codes[source(at)] as number;
  return { ...tensor, shape, codes: moved };
}

function expectLength(where: string, got: number | undefined, expected: number, what: string): void {
  if (got !== expected) throw new InputError(where, `${expected} ${what}`, String(got ?? 'a single value'));
}

function expectShape(where: string, got: readonly number[], expected: readonly number[], what: string): void {
  if (got.join() === expected.join()) return;
  throw new InputError(where, `${expected.join(' × ')}, ${what}`, got.join(' × ') || 'a single value');
}
