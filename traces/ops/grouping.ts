/**
 * Which elements of an operand share a scale, by the recipe's scaling. Groups lie along the k of the product that reads the
 * operand: so an operand of products along both of its axes is cast once for each (as DeepSeek-V3 and Transformer Engine
 * do), from what is stored, unless its groups are the same both ways.
 * Of windows over images the groups are those of pixels (of weights: of each tap), so that no window's own copy is cast. Where
 * k runs over overlapping windows (the gradient of a convolution's weights) no run of pixels is one of k: there a channel of
 * the images shares one scale.
 */
import { BLOCK_FORMATS } from '../../models/formats/block-formats.js';
import { scaleShape } from '../../models/formats/scaling.js';
import type { BlockScale } from '../../models/units/unit.js';
import type { Scaling } from '../../records/trace/recipe.js';
import { type GroupShape, matrixDims } from './tensor.js';

/** Where the k of a product runs in an operand. */
export interface Depth {
  /** Along its rows (its last axis), or down its columns. */
  readonly along: 'rows' | 'columns';
  /** Taps that the rows of weights belong to, one after another. */
  readonly taps?: number;
  /** Whether k runs over windows of these images. */
  readonly windows?: 'overlapping';
}

export const ALONG_ROWS: Depth = { along: 'rows' };
export const DOWN_COLUMNS: Depth = { along: 'columns' };

type Grouped = Extract<Scaling, { kind: 'float32' | 'mx' | 'nvfp4' }>;

export function isGrouped(scaling: Scaling): scaling is Grouped {
  return scaling.kind === 'float32' || scaling.kind === 'mx' || scaling.kind === 'nvfp4';
}

/** Whether a tensor must be cast again to be read along another axis. */
export function isDirected(scaling: Scaling, depth: Depth): boolean {
  if (!isGrouped(scaling)) return false;
  if (scaling.kind !== 'float32') return true;
  return scaling.group === 'channel' || scaling.group === '1x128' || (scaling.group === '128x128' && isWindowed(depth));
}

function isWindowed({ windows }: Depth): boolean {
  return windows === 'overlapping';
}

/** @param shape of the operand, of three axes as matrices of a batch */
export function groupsOf(scaling: Grouped, shape: readonly number[], depth: Depth): GroupShape {
  const { rows, columns } = matrixDims(shape);
  const batch = shape.length === 3 ? (shape[0] as number) : 1;
  const isWhole = scaling.kind === 'float32' && scaling.group === 'tensor';
  if (isWhole) return { matrices: 1, groupRows: rows, groupColumns: columns };
  if (isWindowed(depth)) return { matrices: 1, groupRows: rows, groupColumns: 1 };
  const [across, length] = sizeOf(scaling, depth.along === 'rows' ? columns : rows / batch);
  const isChannel = scaling.kind === 'float32' && scaling.group === 'channel';
  const matrices = batch * (isChannel ? 1 : (depth.taps ?? 1));
  return depth.along === 'rows'
    ? { matrices, groupRows: across, groupColumns: length }
    : { matrices, groupRows: length, groupColumns: across };
}

/** Of a group: lines of k, and elements along k. */
function sizeOf(scaling: Grouped, depth: number): [number, number] {
  if (scaling.kind !== 'float32') return [1, blockScaleOf(scaling).block];
  return scaleShape(scaling.group, 1, depth);
}

/** Scales that the product's unit reads itself. */
export function blockScaleOf({ kind }: Extract<Grouped, { kind: 'mx' | 'nvfp4' }>): BlockScale {
  const name = kind === 'nvfp4' ? 'nvfp4' : 'mxfp8_e4m3';
  const { scale, block } = BLOCK_FORMATS.find((format) => format.name === name) as (typeof BLOCK_FORMATS)[number];
  return { format: scale, block };
}

/** The operand as it was cast: rows and columns of all its matrices. */
interface CastMatrix {
  readonly rows: number;
  readonly columns: number;
}

/** The place of an element's group among the groups. */
export function groupAt(
  { matrices, groupRows, groupColumns }: GroupShape,
  { rows, columns }: CastMatrix,
  row: number,
  column: number,
): number {
  const each = rows / matrices;
  const line = Math.floor(row / each) * Math.ceil(each / groupRows) + Math.floor((row % each) / groupRows);
  return line * Math.ceil(columns / groupColumns) + Math.floor(column / groupColumns);
}
