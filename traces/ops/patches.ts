/**
 * Convolution as a matrix product: image patches to rows (im2col) and back (col2im), and max-pooling.
 * Images are [batch, height, width, channels]; a patch row is kernel row, kernel column, channel.
 * Stride 1 and zero padding that keeps height and width.
 */
import type { Role } from '../../records/trace.js';
import { newTensor, type Place, recordOp, type StepContext } from './context.js';
import { HALF_SIGN, HALF_VALUES, isHalfNan } from './halves.js';
import { type Codes, codesOf, elementsOf, halvesOf, type Tensor } from './tensor.js';

/** Height, width and channels of images, and the side of the square kernel. */
interface PatchShape {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly kernel: number;
}

/** [batch, h, w, c] → [batch·h·w, kernel²·c]; padding is the code of zero. */
export function im2col(
  context: StepContext,
  place: Place,
  name: string,
  role: Role,
  x: Tensor,
  kernel: number,
): Tensor {
  const shape = patchShape(x.shape, kernel);
  const { batch, height, width, channels } = shape;
  const rows = batch * height * width;
  const columns = kernel * kernel * channels;
  const codes = context.arithmetic === undefined ? undefined : gatherPatches(codesOf(x), shape);
  const output = newTensor(context, place, name, role, [rows, columns], x.format, codes, x.scaleExponent);
  recordOp(context, place, { kind: 'im2col', inputs: [x], output, dims: { rows, columns, channels, width, kernel } });
  return output;
}

/** The gradient of im2col: overlapping patches added up in float32, in kernel order, rounded to float16. */
export function col2im(
  context: StepContext,
  place: Place,
  name: string,
  patches: Tensor,
  image: readonly number[],
  kernel: number,
): Tensor {
  const shape = patchShape(image, kernel);
  const shell = newTensor(context, place, name, 'dx', image, 'float16', undefined);
  let output = shell;
  if (context.arithmetic !== undefined) {
    const { codes } = context.arithmetic.convert({
      codes: scatterPatches(halvesOf(patches), shape),
      from: { format: 'float32', scaleExponent: 0 },
      to: { format: 'float16', scaleExponent: 0 },
      rounding: 'nearest-even',
      overflow: 'special',
    });
    output = { ...shell, codes };
  }
  const [rows, columns] = patches.shape as [number, number];
  const dims = { rows, columns, channels: shape.channels, width: shape.width, kernel };
  recordOp(context, place, { kind: 'col2im', inputs: [patches], output, dims });
  return output;
}

/** The largest value of each size × size square; NaN wins, and the first of equals. */
export function maxPool(context: StepContext, place: Place, name: string, x: Tensor, size: number): Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const shape = [batch, height / size, width / size, channels];
  let codes: Uint16Array | undefined;
  if (context.arithmetic !== undefined) {
    const input = halvesOf(x);
    codes = gathered(input, winners(input, x.shape, size));
  }
  const output = newTensor(context, place, name, 'activation', shape, 'float16', codes);
  recordOp(context, place, { kind: 'max-pool', inputs: [x], output, dims: { elements: elementsOf(x.shape), size } });
  return output;
}

/** Each gradient goes to the element that won its square; all others are +0. */
export function maxPoolBackward(
  context: StepContext,
  place: Place,
  name: string,
  x: Tensor,
  dy: Tensor,
  size: number,
): Tensor {
  let codes: Uint16Array | undefined;
  if (context.arithmetic !== undefined) {
    const gradients = halvesOf(dy);
    codes = new Uint16Array(elementsOf(x.shape));
    const indices = winners(halvesOf(x), x.shape, size);
    for (let i = 0; i < indices.length; i++) codes[indices[i] as number] = gradients[i] as number;
  }
  const output = newTensor(context, place, name, 'dx', x.shape, 'float16', codes);
  recordOp(context, place, {
    kind: 'max-pool-backward',
    inputs: [x, dy],
    output,
    dims: { elements: elementsOf(x.shape), size },
  });
  return output;
}

function patchShape(image: readonly number[], kernel: number): PatchShape {
  const [batch, height, width, channels] = image as [number, number, number, number];
  return { batch, height, width, channels, kernel };
}

/** Calls `visit` for every kernel position of every pixel that lies inside the image. */
function forEachTap(shape: PatchShape, visit: (patchOffset: number, imageOffset: number) => void): void {
  const { batch, height, width, channels, kernel } = shape;
  const half = (kernel - 1) / 2;
  for (let pixel = 0; pixel < batch * height * width; pixel++) {
    const x = pixel % width;
    const y = Math.floor(pixel / width) % height;
    for (let tap = 0; tap < kernel * kernel; tap++) {
      const [dy, dx] = [Math.floor(tap / kernel) - half, (tap % kernel) - half];
      if (y + dy < 0 || y + dy >= height || x + dx < 0 || x + dx >= width) continue;
      visit((pixel * kernel * kernel + tap) * channels, (pixel + dy * width + dx) * channels);
    }
  }
}

function gatherPatches(input: Codes, shape: PatchShape): Codes {
  const { batch, height, width, channels, kernel } = shape;
  const elements = batch * height * width * kernel * kernel * channels;
  const output = input instanceof Uint8Array ? new Uint8Array(elements) : new Uint16Array(elements);
  forEachTap(shape, (patch, image) => {
    for (let c = 0; c < channels; c++) output[patch + c] = input[image + c] as number;
  });
  return output;
}

function scatterPatches(patches: Uint16Array<ArrayBufferLike>, shape: PatchShape): Float32Array {
  const sums = new Float32Array(shape.batch * shape.height * shape.width * shape.channels);
  forEachTap(shape, (patch, image) => {
    for (let c = 0; c < shape.channels; c++) {
      sums[image + c] = (sums[image + c] as number) + (HALF_VALUES[patches[patch + c] as number] as number);
    }
  });
  return sums;
}

function gathered(codes: Uint16Array<ArrayBufferLike>, indices: Uint32Array): Uint16Array {
  const result = new Uint16Array(indices.length);
  for (let i = 0; i < indices.length; i++) result[i] = codes[indices[i] as number] as number;
  return result;
}

/** Index in x of the winner of each square, in output order. */
function winners(x: Uint16Array<ArrayBufferLike>, shape: readonly number[], size: number): Uint32Array {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const [rows, columns] = [height / size, width / size];
  const result = new Uint32Array(batch * rows * columns * channels);
  let at = 0;
  for (let row = 0; row < batch * rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let c = 0; c < channels; c++) {
        const first = (row * size * width + column * size) * channels + c;
        result[at++] = squareWinner(x, first, channels, width, size);
      }
    }
  }
  return result;
}

function squareWinner(
  x: Uint16Array<ArrayBufferLike>,
  first: number,
  channels: number,
  width: number,
  size: number,
): number {
  let best = first;
  for (let i = 1; i < size * size; i++) {
    const index = first + (Math.floor(i / size) * width + (i % size)) * channels;
    if (orderKey(x[index] as number) > orderKey(x[best] as number)) best = index;
  }
  return best;
}

/** An integer that orders float16 codes as their values; NaN above all. */
function orderKey(code: number): number {
  if (isHalfNan(code)) return HALF_SIGN;
  return code >= HALF_SIGN ? HALF_SIGN - code : code;
}
