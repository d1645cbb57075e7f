/**
 * Convolution as a matrix product: image patches to rows (im2col) and back (col2im).
 * Images are [batch, height, width, channels]; a patch row is kernel row, kernel column, channel.
 * Stride 1 and zero padding that keeps height and width.
 */
import type { Role } from '../../records/trace/tensor.js';
import { emit, type Place, type StepContext } from './emit.js';
import { emptyLike, stored, valuesOf } from './stored.js';
import { codesOf, type Elements, type Tensor } from './tensor.js';

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
  { name, role }: { readonly name: string; readonly role: Role },
  x: Tensor,
  kernel: number,
): Tensor {
  const shape = patchShape(x.shape, kernel);
  const dims = patchDims(shape);
  const { format, scaleExponent } = x;
  return emit(context, place, {
    kind: 'im2col',
    inputs: [x],
    output: { name, role, shape: [dims.rows, dims.columns], format, scaleExponent },
    dims,
    attributes: {},
    compute: () => ({ codes: gatherPatches(codesOf(x), shape) }),
  });
}

/** The gradient of im2col: overlapping patches added up in float32, in kernel order, rounded to the storage format. */
export function col2im(
  context: StepContext,
  place: Place,
  name: string,
  patches: Tensor,
  { image, kernel }: { readonly image: readonly number[]; readonly kernel: number },
): Tensor {
  const shape = patchShape(image, kernel);
  const { storage } = context.recipe;
  return emit(context, place, {
    kind: 'col2im',
    inputs: [patches],
    output: { name, role: 'dx', shape: image, format: storage },
    dims: patchDims(shape),
    attributes: {},
    compute: (arithmetic) => ({
      codes: stored(arithmetic, scatterPatches(valuesOf(patches), shape), storage, 'special'),
    }),
  });
}

function patchShape(image: readonly number[], kernel: number): PatchShape {
  const [batch, height, width, channels] = image as [number, number, number, number];
  return { batch, height, width, channels, kernel };
}

function patchDims({ batch, height, width, channels, kernel }: PatchShape) {
  return { rows: batch * height * width, columns: kernel * kernel * channels, channels, width, kernel };
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

function gatherPatches(input: Elements, shape: PatchShape): Elements {
  const { channels } = shape;
  const { rows, columns } = patchDims(shape);
  const output = emptyLike(input, rows * columns);
  forEachTap(shape, (patch, image) => {
    for (let c = 0; c < channels; c++) output[patch + c] = input[image + c] as number;
  });
  return output;
}

function scatterPatches(patches: Float32Array, shape: PatchShape): Float32Array {
  const sums = new Float32Array(shape.batch * shape.height * shape.width * shape.channels);
  forEachTap(shape, (patch, image) => {
    for (let c = 0; c < shape.channels; c++) {
      sums[image + c] = (sums[image + c] as number) + (patches[patch + c] as number);
    }
  });
  return sums;
}
