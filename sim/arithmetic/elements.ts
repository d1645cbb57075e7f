/**
 * What ops between products ask of the arithmetic, on whole tensors: functions of elements, windows, sums, norms, softmax.
 * Values are computed in float64 or float32 as each says, and each result is rounded once into the format that is asked
 * for: to nearest even, overflow to infinity, NaN to the positive canonical one. Left out: products, casts.
 */
import type { FloatFormat } from '../../models/formats/format.js';
import type { StorageFormat } from '../../models/recipes/storage.js';
import { windowsAlong } from '../../models/windows.js';
import type {
  AttentionMask,
  ElementWiseFunction,
  NormFunction,
  PoolFunction,
  SoftmaxFunction,
} from '../../records/trace/op.js';

/** A tensor's elements in storage order: codes of 8 or 16 bits, or values where the format is float32. */
export type Elements = Uint8Array<ArrayBufferLike> | Uint16Array<ArrayBufferLike> | Float32Array<ArrayBufferLike>;

/** Elements of a format that values are stored in between products. */
export interface StoredElements {
  readonly codes: Elements;
  readonly format: StorageFormat;
}

/** Inputs as the function's name in records/trace/op.ts says; the first is as long as the output. */
export interface ElementWiseRequest {
  readonly function: ElementWiseFunction;
  readonly inputs: readonly StoredElements[];
  readonly columns: number;
  /** Groups of rows, each with a row of a row operand. */
  readonly groups: number;
  readonly into: StorageFormat;
}

/** Windows over images [images, height, width, channels]; beyond their edges lie zeros. */
export interface WindowDims {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation?: number;
}

/** Height and width of the images of windows. */
export function sidesOf(dims: WindowDims): readonly [number, number] {
  return [windowsAlong(dims.height, dims), windowsAlong(dims.width, dims)];
}

/** Windows of all images. */
export function windowsIn(dims: WindowDims): number {
  const [rows, columns] = sidesOf(dims);
  return dims.images * rows * columns;
}

/** Of the largest NaN wins its window, and the first of equals; places beyond the edge never win. Means count them as zeros. */
export interface PoolRequest {
  readonly function: PoolFunction;
  readonly inputs: readonly StoredElements[];
  readonly dims: WindowDims & { readonly channels: number };
  readonly into: StorageFormat;
}

/** Channels `from` to `from + taken` of images that have `channels`. */
export interface ChannelRange {
  readonly channels: number;
  readonly from: number;
  readonly taken: number;
}

/** A row a window: kernel² places (kernel row, kernel column) of the taken channels; the code of zero beyond the edges. */
export interface GatherRequest {
  readonly images: Elements;
  readonly dims: WindowDims;
  readonly range: ChannelRange;
}

/** What every patch holds of a pixel, added up in float32 in the order of windows and places. */
export interface ScatterRequest {
  /** Patches of each group of channels, as gathered. */
  readonly groups: readonly Elements[];
  /** A unit's result format, in which the sums are given too. */
  readonly format: string;
  readonly dims: WindowDims & { readonly channels: number };
}

/** Sums over the rows of each group, in float32, in the order of rows. */
export interface ColumnSumRequest {
  readonly input: StoredElements;
  readonly columns: number;
  readonly groups: number;
}

/**
 * Runs of as many rows as there are signs, each column of a run for itself: its elements with the signs, sums and
 * differences of those 1, 2, 4, … rows apart, every one in float32, then the product with 1 ÷ √size.
 */
export interface HadamardRequest {
  readonly input: StoredElements;
  readonly columns: number;
  /** `+` or `-` each. */
  readonly signs: string;
  readonly into: StorageFormat;
}

/** In float64; what is no whole matrix is asked for in float32. */
export interface NormRequest {
  readonly function: NormFunction;
  readonly inputs: readonly StoredElements[];
  readonly rows: number;
  readonly columns: number;
  readonly into: StorageFormat;
}

/** In float64. Under a causal mask rows are queries in order, in groups of as many as there are keys. */
export interface SoftmaxRequest {
  readonly function: SoftmaxFunction;
  readonly inputs: readonly StoredElements[];
  readonly columns: number;
  readonly mask: AttentionMask;
  /** Of the scores before the softmax. */
  readonly scale: number;
  readonly into: StorageFormat;
}

/** Pieces of the inputs, of one width and one after another, by number, in the order of the output; −1 for zeros. */
export interface MoveRequest {
  readonly inputs: readonly Elements[];
  readonly places: Int32Array;
  /** Elements of a piece. */
  readonly piece: number;
}

/** Matrices [columns × rows] one after another, of elements of any width, each to be [rows × columns]. */
export interface TurnRequest {
  readonly codes: Elements;
  readonly rows: number;
  readonly columns: number;
}

/** Elements of any float format. */
export interface TallyRequest {
  readonly codes: Elements;
  readonly format: FloatFormat;
}

/** What elements are, counted. */
export interface Tally {
  readonly zeros: number;
  readonly nan: number;
  /** Code of the largest finite magnitude; 0 where there is none. */
  readonly largest: number;
  /** Elements by exponent field, all of them. */
  readonly histogram: readonly number[];
}

export interface ElementArithmetic {
  elementWise(request: ElementWiseRequest): Elements;
  pool(request: PoolRequest): Elements;
  gatherPatches(request: GatherRequest): Elements;
  scatterPatches(request: ScatterRequest): Elements;
  columnSums(request: ColumnSumRequest): Float32Array<ArrayBufferLike>;
  hadamard(request: HadamardRequest): Elements;
  norm(request: NormRequest): Elements;
  softmax(request: SoftmaxRequest): Elements;
  move(request: MoveRequest): Elements;
  turn(request: TurnRequest): Elements;
  tally(request: TallyRequest): Tally;
}

/** Zeroed codes of `length` elements in the storage of `like`. */
export function emptyLike(like: Elements, length: number): Elements {
  if (like instanceof Uint8Array) return new Uint8Array(length);
  return like instanceof Uint16Array ? new Uint16Array(length) : new Float32Array(length);
}
