/**
 * What a tile can be asked to do: one record for each call of one kernel. All sizes are positive integers.
 * Programs that do it: programs/; its cycles and counts without a program: closed-form/.
 */
import { InputError, shown } from '../../models/input-error.js';
import type { OperandWidth, PartialWidth } from './amp-shape.js';
import type { ElementWiseOperation } from './vector-operations.js';

/** `packed`: rows in blocks as the next product wants its left operand; pieces restart at their edges. */
export const GEMM_OUTPUTS = ['plain', 'packed'] as const;
export type GemmOutput = (typeof GEMM_OUTPUTS)[number];

/** The memory that coefficients lie in: read two elements at a time, or one. */
export const COEFFICIENT_PLACES = ['interleaved', 'standard'] as const;
export type CoefficientPlace = (typeof COEFFICIENT_PLACES)[number];

/** Whether the first panel of a column group starts from zero or from what the output holds. */
export const GEMM_STARTS = ['zero', 'output'] as const;
export type GemmStart = (typeof GEMM_STARTS)[number];

/** output[m × n] (+)= left[m × k] · right[k × n]. */
export interface GemmTask {
  readonly kind: 'gemm';
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly operands: OperandWidth;
  readonly partials: PartialWidth;
  readonly output: GemmOutput;
  readonly coefficients: CoefficientPlace;
  readonly start: GemmStart;
}

export const PADDINGS = ['valid', 'same'] as const;
export type Padding = (typeof PADDINGS)[number];

/**
 * n × 1 convolution along lines of positions: output[line, i] (+)= Σ over kernel positions p of
 * input[line, stride · i + p − left] · coefficients[p]. `valid`: only where every position has an input;
 * `same`: ⌈positions ÷ stride⌉ outputs, positions beyond the line skipped.
 */
export interface ConvolutionTask {
  readonly kind: 'convolution';
  readonly lines: number;
  readonly positions: number;
  /** At most `positions`. */
  readonly kernel: number;
  readonly stride: number;
  readonly padding: Padding;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly operands: OperandWidth;
  readonly partials: PartialWidth;
  readonly coefficients: CoefficientPlace;
  readonly start: GemmStart;
}

/** Whether source and destination of a program lie in different memory elements. */
export const ELEMENT_GROUPS = ['separate', 'shared'] as const;
export type ElementGroups = (typeof ELEMENT_GROUPS)[number];

export const CAST_LAYOUTS = ['linear', 'packed'] as const;
export type CastLayout = (typeof CAST_LAYOUTS)[number];

/** rows × width elements; `packed` writes panels as a product takes its left operand. */
export interface CastTask {
  readonly kind: 'cast';
  readonly layout: CastLayout;
  readonly rows: number;
  readonly width: number;
  readonly from: OperandWidth;
  readonly to: OperandWidth;
  readonly elementGroups: ElementGroups;
}

export interface CopyTask {
  readonly kind: 'copy';
  readonly bytes: number;
  readonly elementGroups: ElementGroups;
}

export interface GatherTask {
  readonly kind: 'gather';
  readonly pieces: number;
  readonly bytesPerPiece: number;
  readonly elementGroups: ElementGroups;
}

/** The reverse of a gather of patches: each of `elements` halves is the sum of the `taps` patches that hold it. */
export interface PatchSumTask {
  readonly kind: 'patch-sum';
  readonly elements: number;
  readonly taps: number;
}

/** A buffer filled by the workers' random-number generators. */
export interface RandomBitsTask {
  readonly kind: 'random-bits';
  readonly bytes: number;
}

/** Words of 32 bits of a table rewritten. */
export interface PatchTask {
  readonly kind: 'patch';
  readonly words: number;
}

export interface TransposeTask {
  readonly kind: 'transpose';
  readonly rows: number;
  readonly columns: number;
  readonly bytesPerElement: number;
}

export interface ElementWiseTask {
  readonly kind: 'element-wise';
  readonly operation: ElementWiseOperation;
  readonly elements: number;
}

/** output[e] = Σ over `partials` inputs; all lie in the tile. */
export interface ReduceTask {
  readonly kind: 'reduce';
  readonly elements: number;
  readonly partials: number;
  readonly format: PartialWidth;
}

/** output[c] = Σ over rows. */
export interface ColumnSumTask {
  readonly kind: 'column-sum';
  readonly rows: number;
  readonly columns: number;
  readonly format: PartialWidth;
}

/** `outputs` values, each the largest of `window` halves. */
export interface MaxPoolTask {
  readonly kind: 'max-pool';
  readonly outputs: number;
  readonly window: number;
}

/** The gradient of each output to the input of its window that was the largest; windows do not overlap. */
export interface MaxPoolBackwardTask {
  readonly kind: 'max-pool-backward';
  readonly outputs: number;
  readonly window: number;
}

/** Attention: `rows` of `keys` halves, stored and cleared up to `paddedKeys`. */
export interface SoftmaxTask {
  readonly kind: 'softmax';
  readonly rows: number;
  readonly keys: number;
  readonly paddedKeys: number;
}

/** `rows` samples of `classes` halves, a last block that is not full processed whole. */
export interface SoftmaxCrossEntropyTask {
  readonly kind: 'softmax-cross-entropy';
  readonly rows: number;
  readonly classes: number;
}

/** dx = y · (dy − Σ y · dy): `rows` of `keys` halves, a last block that is not full processed whole. */
export interface SoftmaxBackwardTask {
  readonly kind: 'softmax-backward';
  readonly rows: number;
  readonly keys: number;
}

export const NORM_FUSIONS = ['none', 'add'] as const;
export type NormFusion = (typeof NORM_FUSIONS)[number];

/** `add`: the residual is added to each row first. */
export interface LayerNormTask {
  readonly kind: 'layer-norm';
  readonly rows: number;
  readonly width: number;
  readonly fused: NormFusion;
}

export interface LayerNormStatisticsTask {
  readonly kind: 'layer-norm-statistics';
  readonly rows: number;
  readonly width: number;
}

/** With statistics that are there already. */
export interface LayerNormApplyTask {
  readonly kind: 'layer-norm-apply';
  readonly rows: number;
  readonly width: number;
}

/** Gradients of input, scale and shift; statistics are there from the forward pass. */
export interface LayerNormBackwardTask {
  readonly kind: 'layer-norm-backward';
  readonly rows: number;
  readonly width: number;
}

/** Batch-norm over `rows` (samples × positions) of `channels` halves: statistics, output, or gradients. */
export interface BatchNormTask {
  readonly kind: 'batch-norm-statistics' | 'batch-norm-apply' | 'batch-norm-backward';
  readonly rows: number;
  readonly channels: number;
}

export const GELU_OUTPUTS = ['fp16', 'fp8'] as const;
export type GeluOutput = (typeof GELU_OUTPUTS)[number];

/** `elements` halves, one after another. */
export interface GeluTask {
  readonly kind: 'gelu';
  readonly elements: number;
  readonly output: GeluOutput;
}

/** gelu(x + bias): `rows` × `width` halves, a bias for each column. */
export interface BiasGeluTask {
  readonly kind: 'bias-gelu';
  readonly rows: number;
  readonly width: number;
}

/** dx from x and dy. */
export interface GeluBackwardTask {
  readonly kind: 'gelu-backward';
  readonly elements: number;
}

/** dx from x, bias and dy; the bias's own gradient is a column sum. */
export interface BiasGeluBackwardTask {
  readonly kind: 'bias-gelu-backward';
  readonly rows: number;
  readonly width: number;
}

/** One call of one kernel on one tile. */
export type TileTask =
  | GemmTask
  | ConvolutionTask
  | CastTask
  | ElementWiseTask
  | SoftmaxTask
  | SoftmaxCrossEntropyTask
  | SoftmaxBackwardTask
  | LayerNormTask
  | LayerNormStatisticsTask
  | LayerNormApplyTask
  | LayerNormBackwardTask
  | BatchNormTask
  | GeluTask
  | BiasGeluTask
  | GeluBackwardTask
  | BiasGeluBackwardTask
  | ReduceTask
  | ColumnSumTask
  | MaxPoolTask
  | MaxPoolBackwardTask
  | CopyTask
  | GatherTask
  | PatchSumTask
  | RandomBitsTask
  | PatchTask
  | TransposeTask;

/** Largest size of a task and largest product of its sizes, far beyond a tile: counts stay safe integers. */
export const MOST_TASK_SIZE = 2 ** 24;
export const MOST_TASK_WORK = 2 ** 48;

/** @throws InputError for a size that is no positive integer or too large, or sizes that do not fit together */
export function checkTask(task: TileTask): void {
  let work = 1;
  for (const name in task) {
    const value: unknown = task[name as keyof TileTask];
    if (typeof value !== 'number') continue;
    work *= value;
    if (Number.isInteger(value) && value > 0 && value <= MOST_TASK_SIZE) continue;
    throw new InputError(`${task.kind} ${name}`, `an integer from 1 to ${MOST_TASK_SIZE}`, shown(value));
  }
  if (work > MOST_TASK_WORK)
    throw new InputError(task.kind, `sizes whose product is at most ${MOST_TASK_WORK}`, shown(work));
  if (task.kind === 'softmax' && task.paddedKeys < task.keys)
    throw new InputError('softmax paddedKeys', `at least keys (${task.keys})`, shown(task.paddedKeys));
  if (task.kind === 'convolution' && task.kernel > task.positions)
    throw new InputError('convolution kernel', `at most positions (${task.positions})`, shown(task.kernel));
}
