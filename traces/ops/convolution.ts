/**
 * Convolutions through a dot-product unit, in their three directions. Weights are [kernel² · channels ÷ groups × channels].
 * Sums run over kernel row, kernel column, channel (forward), over output channels (dgrad), over images and places (wgrad).
 * Of dgrad the unit sums each window's share, and the shares of a pixel are added in float32. Left out: casts of operands.
 */
import { InputError } from '../../models/input-error.js';
import { type DotProductUnit, resultFormat } from '../../models/units/unit.js';
import type { ConvolutionDirection, OpOf } from '../../records/trace/op.js';
import type { Role } from '../../records/trace/tensor.js';
import { type ChannelRange, emptyLike, sidesOf, windowsIn } from '../../sim/arithmetic/elements.js';
import type { Arithmetic } from './arithmetic.js';
import { castToStorage } from './cast.js';
import { emit, type Place, type StepContext } from './emit.js';
import { pairOf } from './pair.js';
import { type ProductPlace, product } from './product.js';
import { type FoundScales, scalesOfOperands } from './product-scales.js';
import { unitOfProduct } from './product-unit.js';
import { scaledConvolution } from './scaled-convolution.js';
import { codesOf, type Elements, type Tensor } from './tensor.js';

export type ConvolutionDims = OpOf<'convolution'>['dims'];

export interface ConvolutionParts {
  readonly name: string;
  readonly role: Role;
  readonly direction: ConvolutionDirection;
  readonly dims: ConvolutionDims;
}

/** Forward of x and w, dgrad of dy and w, wgrad of x and dy: in the unit's accumulator format, cast to storage. */
export function convolution(
  context: StepContext,
  place: Place,
  { name, role, direction, dims }: ConvolutionParts,
  operands: readonly [Tensor, Tensor],
): Tensor {
  const [a, b] = pairOf(context, place, name, operands);
  const scales = scalesOfOperands(a, b);
  checkGroups(scales, dims, place);
  const unit = unitOfProduct(context, place, [a, b], scales.blocks);
  const output = emit(context, place, {
    kind: 'convolution',
    inputs: [a, b, ...scales.inputs],
    output: {
      ...{ name, role, shape: shapeOf(direction, dims) },
      format: scales.appliedBy === 'none' ? resultFormat(unit) : 'float32',
    },
    dims,
    attributes: { direction, ...scales.attributes },
    unit: unit.family,
    compute: (arithmetic, id) => {
      const { groups } = dims;
      if (scales.appliedBy !== 'none') {
        const where = { context, arithmetic, unit, id };
        const codes = scaledConvolution(direction, { place: where, dims, a, b, blocks: scales.blocks });
        return { codes: direction === 'dgrad' ? scattered(arithmetic, [codes], 'float32', dims) : codes };
      }
      const parts = Array.from({ length: groups }, (_, group): GroupWork => {
        const where = { context, arithmetic, unit, id: groups === 1 ? id : `${id} ${group}` };
        return { where, dims, group, a, b };
      });
      return { codes: DIRECTIONS[direction](parts, { arithmetic, unit }) };
    },
  });
  return castToStorage(context, place, `${name}.stored`, output);
}

function shapeOf(direction: ConvolutionDirection, dims: ConvolutionDims): readonly number[] {
  const { images, height, width, inputChannels, outputChannels, kernel, groups } = dims;
  switch (direction) {
    case 'forward':
      return [images, ...sidesOf(dims), outputChannels];
    case 'dgrad':
      return [images, height, width, inputChannels];
    case 'wgrad':
      return [(kernel * kernel * inputChannels) / groups, outputChannels];
  }
}

/** A group of a convolution: its share of the channels of both sides. */
interface GroupWork {
  readonly where: ProductPlace;
  readonly dims: ConvolutionDims;
  readonly group: number;
  readonly a: Tensor;
  readonly b: Tensor;
}

type Direction = (
  parts: readonly GroupWork[],
  result: { readonly arithmetic: Arithmetic; readonly unit: DotProductUnit },
) => Elements;

const DIRECTIONS: Readonly<Record<ConvolutionDirection, Direction>> = {
  forward: (parts) => sideBySide(parts.map(forwardGroup), parts),
  wgrad: (parts) => sideBySide(parts.map(wgradGroup), parts),
  dgrad: (parts, { arithmetic, unit }) => {
    const [{ dims }] = parts as [GroupWork];
    return scattered(arithmetic, parts.map(dgradGroup), resultFormat(unit), dims);
  },
};

/** Of each pixel the shares of its windows, added up. */
function scattered(
  arithmetic: Arithmetic,
  groups: readonly Elements[],
  format: string,
  dims: ConvolutionDims,
): Elements {
  return arithmetic.elements.scatterPatches({ groups, format, dims: { ...dims, channels: dims.inputChannels } });
}

/** @throws InputError for groups of channels with scales of groups of elements */
function checkGroups({ appliedBy }: FoundScales, { groups }: ConvolutionDims, { layer }: Place): void {
  if (appliedBy === 'none' || groups === 1) return;
  const expected = 'one group of channels where groups of elements have scales';
  throw new InputError(`layer ${layer} groups`, expected, String(groups), 'keep the layer high');
}

/** y of the group [windows × outputs]. */
function forwardGroup(work: GroupWork): Elements {
  const { where, dims, a: x, b: w } = work;
  const [windows, features, outputs] = sizesOf(dims);
  const patches = { ...x, codes: patchesOf(x, work) };
  return product(where, [windows, outputs, features], { a: patches, b: outputColumns(w, work) });
}

/** dw of the group [features × outputs]. */
function wgradGroup(work: GroupWork): Elements {
  const { where, dims, a: x, b: dy } = work;
  const [windows, features, outputs] = sizesOf(dims);
  const turned = { ...x, codes: patchesOf(x, work), layout: 'column-major' as const };
  return product(where, [features, outputs, windows], { a: turned, b: outputColumns(dy, work) });
}

/** The share of each window in dx [windows × features]. */
function dgradGroup(work: GroupWork): Elements {
  const { where, dims, a: dy, b: w } = work;
  const [windows, features, outputs] = sizesOf(dims);
  const turned = { ...outputColumns(w, work), layout: 'column-major' as const };
  return product(where, [windows, features, outputs], { a: outputColumns(dy, work), b: turned });
}

/** Windows, values of a window that a group reads, and channels that it makes. */
function sizesOf(dims: ConvolutionDims): [number, number, number] {
  const features = (dims.kernel * dims.kernel * dims.inputChannels) / dims.groups;
  return [windowsIn(dims), features, dims.outputChannels / dims.groups];
}

function patchesOf(x: Tensor, work: GroupWork): Elements {
  const { dims, where } = work;
  return where.arithmetic.elements.gatherPatches({ images: codesOf(x), dims, range: inputRange(work) });
}

function inputRange({ dims: { inputChannels, groups }, group }: GroupWork): ChannelRange {
  const taken = inputChannels / groups;
  return { channels: inputChannels, from: group * taken, taken };
}

/** The columns of a matrix of all output channels that are a group's. */
function outputColumns(matrix: Tensor, { dims: { outputChannels, groups }, group }: GroupWork): Tensor {
  if (groups === 1) return matrix;
  const codes = codesOf(matrix);
  const taken = outputChannels / groups;
  const part = emptyLike(codes, codes.length / groups);
  for (let i = 0; i < part.length; i++) {
    part[i] = codes[Math.floor(i / taken) * outputChannels + group * taken + (i % taken)] as number;
  }
  return { ...matrix, codes: part };
}

/** Matrices of groups as the columns of one. */
function sideBySide(matrices: readonly Elements[], [{ dims }]: readonly GroupWork[]): Elements {
  const { outputChannels, groups } = dims;
  const [first] = matrices as [Elements];
  if (groups === 1) return first;
  const taken = outputChannels / groups;
  const whole = emptyLike(first, first.length * groups);
  for (const [group, matrix] of matrices.entries()) {
    for (let i = 0; i < matrix.length; i++) {
      whole[Math.floor(i / taken) * outputChannels + group * taken + (i % taken)] = matrix[i] as number;
    }
  }
  return whole;
}
