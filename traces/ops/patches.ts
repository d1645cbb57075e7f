/**
 * Convolution as a matrix product: image patches to rows (im2col) and back (col2im).
 * Images are [batch, height, width, channels]; a patch row is kernel row, kernel column, channel.
 * Stride 1 and zero padding that keeps height and width.
 */
import { elementsOf } from '../../models/shape.js';
import type { Role } from '../../records/trace/tensor.js';
import { emit, type Place, type StepContext } from './emit.js';
import { stored, valuesOf } from './stored.js';
import { codesOf, type Tensor } from './tensor.js';
import { type ChannelRange, gatherPatches, scatterPatches, type WindowDims } from './windows.js';

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
    compute: () => ({ codes: gatherPatches(codesOf(x), windowsOf(shape), wholeOf(shape)) }),
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
    compute: (arithmetic) => {
      const sums = new Float32Array(elementsOf(image));
      scatterPatches(sums, valuesOf(patches), windowsOf(shape), wholeOf(shape));
      return { codes: stored(arithmetic, sums, storage, 'special') };
    },
  });
}

function patchShape(image: readonly number[], kernel: number): PatchShape {
  const [batch, height, width, channels] = image as [number, number, number, number];
  return { batch, height, width, channels, kernel };
}

function patchDims({ batch, height, width, channels, kernel }: PatchShape) {
  return { rows: batch * height * width, columns: kernel * kernel * channels, channels, width, kernel };
}

function windowsOf({ batch, height, width, kernel }: PatchShape): WindowDims {
  return { images: batch, height, width, kernel, stride: 1, padding: (kernel - 1) / 2 };
}

function wholeOf({ channels }: PatchShape): ChannelRange {
  return { channels, from: 0, taken: channels };
}
