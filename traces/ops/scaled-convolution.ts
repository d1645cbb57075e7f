/**
 * Convolutions of operands whose groups have scales. Of images groups are channels of a pixel, of weights channels of a tap,
 * so runs of k end with each tap; where the unit reads scales, each tap's channels are filled with zeros to whole blocks.
 * In the gradient of the weights a channel of the images has one scale. Left out: groups of channels.
 */
import { type BlockScale, resultFormat } from '../../models/units/unit.js';
import type { ConvolutionDirection, OpOf } from '../../records/trace/op.js';
import { emptyLike, windowsIn } from '../../sim/arithmetic/elements.js';
import { valuesOfCodes } from '../../sim/arithmetic/reference/elements/values.js';
import { groupAt } from './grouping.js';
import { type ProductPlace, product } from './product.js';
import { blockCodes, tensorScales } from './product-scales.js';
import { ONLY_PRODUCT, scaledLines } from './scaled-lines.js';
import { registerProduct, type ScaledLines } from './scaled-product.js';
import { codesOf, type Elements, type Tensor } from './tensor.js';

type ConvolutionDims = OpOf<'convolution'>['dims'];

export interface ScaledConvolution {
  readonly place: ProductPlace;
  readonly dims: ConvolutionDims;
  readonly a: Tensor;
  readonly b: Tensor;
  /** That the unit reads; undefined where float32 registers apply the scales. */
  readonly blocks?: BlockScale | undefined;
}

/** float32 results; of dgrad each window's share [windows × features]. */
export function scaledConvolution(direction: ConvolutionDirection, work: ScaledConvolution): Float32Array {
  const { dims, a, b, blocks, place } = work;
  const features = dims.kernel ** 2 * dims.inputChannels;
  const [windows, outputs] = [windowsIn(dims), dims.outputChannels];
  if (blocks !== undefined) {
    const values = valuesOfCodes(IN_UNIT[direction](work, blocks), resultFormat(place.unit));
    const scale = tensorScales(a, b);
    return scale === 1 ? values : values.map((value) => value * scale);
  }
  switch (direction) {
    case 'forward':
      return registerProduct(place, [windows, outputs, features], {
        a: patchLines(work),
        b: scaledLines(b, 'right', [outputs, features], ONLY_PRODUCT),
      });
    case 'dgrad':
      return registerProduct(place, [windows, features, outputs], {
        a: scaledLines(a, 'left', [windows, outputs], ONLY_PRODUCT),
        b: scaledLines(turned(b), 'right', [features, outputs], ONLY_PRODUCT),
      });
    case 'wgrad':
      return registerProduct(place, [features, outputs, windows], {
        a: featureLines(work),
        b: scaledLines(b, 'right', [outputs, windows], ONLY_PRODUCT),
      });
  }
}

function turned(w: Tensor): Tensor {
  const { scales } = w;
  const order = 'columns' as const;
  return { ...w, layout: 'column-major', scales: scales === undefined ? undefined : { ...scales, order } };
}

/** Windows as rows: each place of a window has its pixel's scales. */
function patchLines(work: ScaledConvolution): ScaledLines {
  const { a: x, dims } = work;
  const { scaleExponent, scales } = x;
  const common = { codes: patches(codesOf(x), work, dims.inputChannels), layout: 'row-major', scaleExponent } as const;
  if (scales === undefined) return { ...common, starts: [0], scalesAt: () => undefined };
  const channels = dims.inputChannels;
  const across = Math.ceil(channels / scales.groupColumns);
  const gathered = patches(pixelScales(work, across), work, across);
  const width = dims.kernel ** 2 * across;
  const windows = windowsIn(dims);
  const places = Array.from({ length: width }, (_, place) => place);
  return {
    ...common,
    starts: places.map((place) => Math.floor(place / across) * channels + (place % across) * scales.groupColumns),
    scalesAt: (depth) => {
      const place = Math.floor(depth / channels) * across + Math.floor((depth % channels) / scales.groupColumns);
      return Float32Array.from({ length: windows }, (_, window) => gathered[window * width + place] as number);
    },
  };
}

/** Of every pixel the scales of its groups of channels. */
function pixelScales({ a: x, dims }: ScaledConvolution, across: number): Float32Array {
  const scales = x.scales as NonNullable<Tensor['scales']>;
  const [pixels, values] = [dims.images * dims.height * dims.width, codesOf(scales.groups)];
  const matrix = { rows: pixels, columns: dims.inputChannels };
  return Float32Array.from({ length: pixels * across }, (_, i) => {
    const column = (i % across) * scales.groupColumns;
    return values[groupAt(scales, matrix, Math.floor(i / across), column)] as number;
  });
}

/** Features as rows, over all windows: of each its channel's scale. */
function featureLines(work: ScaledConvolution): ScaledLines {
  const { a: x, dims } = work;
  const { scaleExponent, scales } = x;
  const codes = patches(codesOf(x), work, dims.inputChannels);
  const common = { codes, layout: 'column-major', starts: [0], scaleExponent } as const;
  if (scales === undefined) return { ...common, scalesAt: () => undefined };
  const values = codesOf(scales.groups);
  const features = dims.kernel ** 2 * dims.inputChannels;
  return {
    ...common,
    scalesAt: () =>
      Float32Array.from({ length: features }, (_, i) => values[channelGroup(scales.groupColumns, i, dims)] as number),
  };
}

function channelGroup(groupColumns: number, feature: number, { inputChannels }: ConvolutionDims): number {
  return Math.floor((feature % inputChannels) / groupColumns);
}

function patches(images: Elements, { place, dims }: ScaledConvolution, channels: number): Elements {
  return place.arithmetic.elements.gatherPatches({ images, dims, range: { channels, from: 0, taken: channels } });
}

const IN_UNIT: Readonly<Record<ConvolutionDirection, (work: ScaledConvolution, blocks: BlockScale) => Elements>> = {
  forward(work, blocks) {
    const { place, dims, a: x, b: w } = work;
    const { images, height, width, kernel, inputChannels, outputChannels } = dims;
    const across = Math.ceil(inputChannels / blocks.block);
    const channels = across * blocks.block;
    const filled = paddedRows(codesOf(x), inputChannels, channels);
    const a = { ...x, codes: patches(filled, work, channels) };
    const b = { ...w, codes: paddedRows(codesOf(w), inputChannels * outputChannels, channels * outputChannels) };
    const pixels = blockCodes(x.scales, images * height * width * across, blocks) as Uint8Array;
    const scales = {
      a: patches(pixels, work, across) as Uint8Array,
      b: blockCodes(w.scales, kernel ** 2 * across * outputChannels, blocks),
    };
    return product(place, [windowsIn(dims), outputChannels, kernel ** 2 * channels], { a, b }, scales);
  },
  dgrad({ place, dims, a: dy, b: w }, blocks) {
    const { kernel, inputChannels, outputChannels } = dims;
    const [windows, features] = [windowsIn(dims), kernel ** 2 * inputChannels];
    const across = Math.ceil(outputChannels / blocks.block);
    const scales = {
      a: blockCodes(dy.scales, windows * across, blocks),
      b: blockCodes(w.scales, features * across, blocks),
    };
    return product(place, [windows, features, outputChannels], { a: dy, b: turned(w) }, scales);
  },
  wgrad(work, blocks) {
    const { place, dims, a: x, b: dy } = work;
    const { kernel, inputChannels, outputChannels } = dims;
    const [windows, features] = [windowsIn(dims), kernel ** 2 * inputChannels];
    const down = Math.ceil(windows / blocks.block);
    const own = blockCodes(x.scales, inputChannels, blocks);
    const a = { ...x, codes: patches(codesOf(x), work, inputChannels), layout: 'column-major' } as const;
    const scales = {
      a: Uint8Array.from({ length: down * features }, (_, i) => own[channelGroup(1, i % features, dims)] as number),
      b: blockCodes(dy.scales, down * outputChannels, blocks),
    };
    return product(place, [features, outputChannels, windows], { a, b: dy }, scales);
  },
};

/** Runs of `length` elements, each filled with zeros to `filled`. */
function paddedRows(codes: Elements, length: number, filled: number): Elements {
  if (length === filled) return codes;
  const rows = codes.length / length;
  const result = emptyLike(codes, rows * filled);
  for (let row = 0; row < rows; row++) result.set(codes.subarray(row * length, (row + 1) * length), row * filled);
  return result;
}
