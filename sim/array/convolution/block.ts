/**
 * What one tile does with its part of a convolution, by the way that it is done:
 *   product: a kernel of one position is a matrix product over positions
 *   windows: the convolution program, kernel position by kernel position
 *   patches: windows copied side by side, then a product over kernel positions and channels together
 *   vectors: one channel a group, multiplied on the vector unit
 * The gradient of the weights is a product whose K is positions: x and dy are transposed on the tile, x once for each
 * column of the kernel, which moves it beside dy; its lines follow one another without gaps (assumed).
 * Left out: clearing positions of a gradient that no window meets; that vectors add to what rounds before have left.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import type { CoefficientPlace, GemmStart, GemmTask } from '../../tile/kernels/gemm/task.js';
import type { TileTask } from '../../tile/kernels/tasks.js';
import { elementGroupsOf, interleavedBytes } from '../memory/sram.js';
import type { AxisPart } from './axis-parts.js';
import type { ConvolutionShape } from './shape.js';

export const CONVOLUTION_WAYS = ['product', 'windows', 'patches', 'vectors'] as const;
export type ConvolutionWay = (typeof CONVOLUTION_WAYS)[number];

/** A tile's part: images, lines and columns, groups, channels of a group. */
export interface ConvolutionBlock {
  readonly images: number;
  readonly vertical: AxisPart;
  readonly horizontal: AxisPart;
  readonly groups: number;
  readonly read: number;
  readonly written: number;
}

/** Calls one after another on a tile. */
export interface Calls {
  readonly task: TileTask;
  readonly calls: number;
}

/**
 * Calls of a block, one for each stage; none where it has no window.
 * @param start whether sums over positions start from zero, or from what rounds before have left
 */
export function callsOf(
  way: ConvolutionWay,
  shape: ConvolutionShape,
  block: ConvolutionBlock,
  machine: TileMachine,
  start: GemmStart = 'zero',
): Calls[] {
  if (windowsIn(block) === 0) return [];
  if (shape.direction === 'wgrad') return weightCalls(way, shape, block, start);
  switch (way) {
    case 'product': {
      const { read: k, written: n, groups: calls } = block;
      return [{ task: gemmTask(shape, windowsIn(block), k, n, weightsPlace(machine)), calls }];
    }
    case 'windows':
      return [{ task: windowsTask(shape, block, machine), calls: 1 }];
    case 'patches':
      return patchCalls(shape, block, machine);
    case 'vectors':
      return shape.direction === 'dgrad' ? gradientVectors(shape, block) : [outputVectors(shape, block)];
  }
}

/** Windows on the tile. */
export function windowsIn({ images, vertical, horizontal }: ConvolutionBlock): number {
  return images * vertical.windows * horizontal.windows;
}

function gemmTask(
  { operands, partials }: ConvolutionShape,
  m: number,
  k: number,
  n: number,
  coefficients: CoefficientPlace,
): GemmTask {
  return { kind: 'gemm', m, k, n, operands, partials, output: 'plain', coefficients, start: 'zero' };
}

function weightsPlace(machine: TileMachine): CoefficientPlace {
  return interleavedBytes(machine) >= machine.amp.coefficientBytes ? 'interleaved' : 'standard';
}

function windowsTask(shape: ConvolutionShape, block: ConvolutionBlock, machine: TileMachine): TileTask {
  const { operands, partials, kernel, stride, dilation } = shape;
  const { images, vertical, horizontal, groups, read, written } = block;
  const [rows, columns] = [vertical.block, horizontal.block];
  if (rows === undefined || columns === undefined) throw new Error('a block without windows has no task');
  return {
    kind: 'convolution',
    images,
    height: rows.length,
    width: columns.length,
    top: rows.before,
    bottom: rows.after,
    left: columns.before,
    right: columns.after,
    kernel,
    stride,
    dilation,
    groups,
    inputChannels: read,
    outputChannels: written,
    operands,
    partials,
    coefficients: weightsPlace(machine),
    start: 'zero',
  };
}

/** A piece is a row of a patch, or with dilation the channels of one position. */
function patchCalls(shape: ConvolutionShape, block: ConvolutionBlock, machine: TileMachine): Calls[] {
  const { kernel, dilation, operandBytes } = shape;
  const positions = windowsIn(block);
  const columns = dilation === 1 ? kernel : 1;
  const bytesPerPiece = columns * block.read * operandBytes;
  const pieces = (positions * kernel * kernel) / columns;
  const elementGroups = elementGroupsOf([inputBytes(shape, block), pieces * bytesPerPiece], machine);
  const product = gemmTask(shape, positions, kernel * kernel * block.read, block.written, weightsPlace(machine));
  return [
    { task: { kind: 'gather', pieces, bytesPerPiece, elementGroups }, calls: 1 },
    { task: product, calls: 1 },
  ];
}

/** Bytes of the block of what is read. */
export function inputBytes({ direction, operandBytes }: ConvolutionShape, block: ConvolutionBlock): number {
  const { images, vertical, horizontal, groups, read } = block;
  const along = ({ block: image, read: positions }: AxisPart) =>
    direction === 'dgrad' ? positions : (image?.length ?? 0);
  return images * along(vertical) * along(horizontal) * groups * read * operandBytes;
}

function outputVectors({ kernel, operands }: ConvolutionShape, block: ConvolutionBlock): Calls {
  const outputs = windowsIn(block) * block.groups;
  return { task: { kind: 'vector-products', outputs, products: kernel * kernel, operands }, calls: 1 };
}

/** The gradient of the input: positions that meet the same kernel positions, stride by stride, are a call. */
function gradientVectors({ kernel, stride, operands }: ConvolutionShape, block: ConvolutionBlock): Calls[] {
  const positions = block.images * block.vertical.written * block.horizontal.written;
  const outputs = Math.ceil(positions / stride ** 2) * block.groups;
  const phases = Array.from({ length: Math.min(kernel, stride) }, (_, phase) => Math.ceil((kernel - phase) / stride));
  return phases.flatMap((rows) =>
    phases.map((columns): Calls => {
      return { task: { kind: 'vector-products', outputs, products: rows * columns, operands }, calls: 1 };
    }),
  );
}

function weightCalls(way: ConvolutionWay, shape: ConvolutionShape, block: ConvolutionBlock, start: GemmStart): Calls[] {
  const { kernel, operands, operandBytes } = shape;
  const { images, vertical, horizontal, groups, read, written } = block;
  const positions = windowsIn(block);
  if (way === 'vectors') {
    const outputs = kernel * kernel * groups;
    return [{ task: { kind: 'vector-products', outputs, products: positions, operands }, calls: 1 }];
  }
  const transposed = (rows: number, columns: number): Calls => {
    return { task: { kind: 'transpose', rows, columns, bytesPerElement: operandBytes }, calls: 1 };
  };
  // Activations are coefficients here: they lie in standard memory.
  const product = gemmTask(shape, kernel * kernel * read, positions, written, 'standard');
  return [
    transposed(kernel * images * vertical.read * horizontal.windows, read * groups),
    transposed(positions, written * groups),
    { task: { ...product, start }, calls: groups },
  ];
}
