/**
 * What a tile can be asked to do: one record for each call of one kernel. All sizes are positive integers.
 * The programs that do it: programs.ts; its cycles and counts without a program: closed-forms.ts.
 */
import { InputError, shown } from '../../../models/input-error.js';
import type { AmaxTask } from './amax/task.js';
import type { BatchNormTask } from './batch-norm/task.js';
import type { CastTask } from './cast/task.js';
import { axesOf, meetsBlock } from './convolution/positions.js';
import type { ConvolutionTask } from './convolution/task.js';
import type { CopyTask, GatherTask } from './copy/task.js';
import type { ElementWiseTask } from './element-wise/task.js';
import type { BiasGeluTask, GeluTask } from './gelu/task.js';
import type { BiasGeluBackwardTask, GeluBackwardTask } from './gelu-backward/task.js';
import type { GemmTask } from './gemm/task.js';
import type { LayerNormApplyTask, LayerNormStatisticsTask, LayerNormTask } from './layer-norm/task.js';
import type { LayerNormBackwardTask, LayerNormParametersTask } from './layer-norm-backward/task.js';
import type { AveragePoolTask, MaxPoolTask } from './max-pool/task.js';
import type { MaxPoolBackwardTask } from './max-pool-backward/task.js';
import type { PatchTask } from './patch/task.js';
import type { PatchSumTask } from './patch-sum/task.js';
import type { RandomBitsTask } from './random-bits/task.js';
import type { ColumnSumTask, ReduceTask } from './reduce/task.js';
import type { RmsNormTask } from './rms-norm/task.js';
import type { SoftmaxBackwardTask, SoftmaxCrossEntropyTask, SoftmaxTask } from './softmax/task.js';
import type { SoftmaxPartTask } from './softmax-parts/task.js';
import type { TransposeTask } from './transpose/task.js';
import type { VectorProductsTask } from './vector-products/task.js';

/** One call of one kernel on one tile. */
export type TileTask =
  | GemmTask
  | ConvolutionTask
  | CastTask
  | ElementWiseTask
  | SoftmaxTask
  | SoftmaxCrossEntropyTask
  | SoftmaxBackwardTask
  | SoftmaxPartTask
  | LayerNormTask
  | LayerNormStatisticsTask
  | LayerNormApplyTask
  | LayerNormBackwardTask
  | LayerNormParametersTask
  | RmsNormTask
  | BatchNormTask
  | GeluTask
  | BiasGeluTask
  | GeluBackwardTask
  | BiasGeluBackwardTask
  | ReduceTask
  | ColumnSumTask
  | AmaxTask
  | MaxPoolTask
  | AveragePoolTask
  | MaxPoolBackwardTask
  | CopyTask
  | GatherTask
  | PatchSumTask
  | VectorProductsTask
  | RandomBitsTask
  | PatchTask
  | TransposeTask;

export type TaskKind = TileTask['kind'];
export type TaskOf<Kind extends TaskKind> = Extract<TileTask, { readonly kind: Kind }>;

/** Largest size of a task and largest product of its sizes, far beyond a tile: counts stay safe integers. */
export const MOST_TASK_SIZE = 2 ** 24;
const MOST_TASK_WORK = 2 ** 48;

/** Sizes that may be none. */
const MAY_BE_NONE: ReadonlySet<string> = new Set(['top', 'bottom', 'left', 'right']);

/** @throws InputError for a size that is no positive integer or too large, or sizes that do not fit together */
export function checkTask(task: TileTask): void {
  let work = 1;
  for (const name in task) {
    const value: unknown = task[name as keyof TileTask];
    if (typeof value !== 'number') continue;
    const least = MAY_BE_NONE.has(name) ? 0 : 1;
    work *= Math.max(1, value);
    if (Number.isInteger(value) && value >= least && value <= MOST_TASK_SIZE) continue;
    throw new InputError(`${task.kind} ${name}`, `an integer from ${least} to ${MOST_TASK_SIZE}`, shown(value));
  }
  if (work > MOST_TASK_WORK)
    throw new InputError(task.kind, `sizes whose product is at most ${MOST_TASK_WORK}`, shown(work));
  if (task.kind === 'softmax' && task.paddedKeys < task.keys)
    throw new InputError('softmax paddedKeys', `at least keys (${task.keys})`, shown(task.paddedKeys));
  if (task.kind === 'convolution') checkWindows(task);
}

/** Some output must have an input. */
function checkWindows(task: ConvolutionTask): void {
  const { vertical, horizontal } = axesOf(task);
  if (meetsBlock(vertical) && meetsBlock(horizontal)) return;
  const block = `${task.height} × ${task.width}`;
  throw new InputError('convolution kernel', `windows that reach a block of ${block}`, shown(task.kernel));
}
