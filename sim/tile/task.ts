/** What a tile can be asked to do, and the program that does it. */
import { bitsOf } from '../../models/formats/format.js';
import { resolveFormat } from '../../models/formats/resolve.js';
import { InputError, shown } from '../../models/input-error.js';
import type { TileMachine } from '../../models/machines/machine.js';
import type { OperandWidth } from './amp-shape.js';
import { checkProgram } from './check.js';
import type { TileProgram } from './program.js';
import { type CastTask, castProgram } from './programs/cast.js';
import {
  type CopyTask,
  copyProgram,
  type GatherTask,
  gatherProgram,
  type PatchTask,
  patchProgram,
} from './programs/copy.js';
import { type ElementWiseTask, elementWiseProgram } from './programs/element-wise.js';
import { type BiasGeluTask, biasGeluProgram, type GeluTask, geluProgram } from './programs/gelu.js';
import { type GemmTask, gemmProgram } from './programs/gemm.js';
import {
  type LayerNormApplyTask,
  type LayerNormStatisticsTask,
  type LayerNormTask,
  layerNormApplyProgram,
  layerNormProgram,
  layerNormStatisticsProgram,
} from './programs/layer-norm.js';
import {
  type ColumnSumTask,
  columnSumProgram,
  type MaxPoolTask,
  maxPoolProgram,
  type ReduceTask,
  reduceProgram,
} from './programs/reduce.js';
import {
  type SoftmaxCrossEntropyTask,
  type SoftmaxTask,
  softmaxCrossEntropyProgram,
  softmaxProgram,
} from './programs/softmax.js';
import { type TransposeTask, transposeProgram } from './programs/transpose.js';

/** One call of one kernel on one tile. All sizes are positive integers. */
export type TileTask =
  | GemmTask
  | CastTask
  | ElementWiseTask
  | SoftmaxTask
  | SoftmaxCrossEntropyTask
  | LayerNormTask
  | LayerNormStatisticsTask
  | LayerNormApplyTask
  | GeluTask
  | BiasGeluTask
  | ReduceTask
  | ColumnSumTask
  | MaxPoolTask
  | CopyTask
  | GatherTask
  | PatchTask
  | TransposeTask;

/** Largest size of a task and largest product of its sizes, far beyond a tile: counts stay safe integers. */
export const MOST_TASK_SIZE = 2 ** 24;
export const MOST_TASK_WORK = 2 ** 48;

/**
 * The program of a task, with the rules of simultaneous access checked.
 * @throws InputError for a size that is no positive integer or too large, or a machine whose fields do not fit together
 */
export function programOf(task: TileTask, machine: TileMachine): TileProgram {
  checkSizes(task);
  const program = build(task, machine);
  checkProgram(program, machine);
  return program;
}

function checkSizes(task: TileTask): void {
  let work = 1;
  for (const [name, value] of Object.entries(task)) {
    if (typeof value !== 'number') continue;
    work *= value;
    if (Number.isInteger(value) && value > 0 && value <= MOST_TASK_SIZE) continue;
    throw new InputError(`${task.kind} ${name}`, `an integer from 1 to ${MOST_TASK_SIZE}`, shown(value));
  }
  if (work > MOST_TASK_WORK)
    throw new InputError(task.kind, `sizes whose product is at most ${MOST_TASK_WORK}`, shown(work));
}

function build(task: TileTask, machine: TileMachine): TileProgram {
  switch (task.kind) {
    case 'gemm':
      return gemmProgram(task, machine);
    case 'cast':
      return castProgram(task, machine);
    case 'element-wise':
      return elementWiseProgram(task, machine);
    case 'softmax':
      return softmaxProgram(task, machine);
    case 'layer-norm':
      return layerNormProgram(task, machine);
    case 'layer-norm-statistics':
      return layerNormStatisticsProgram(task, machine);
    case 'layer-norm-apply':
      return layerNormApplyProgram(task, machine);
    case 'gelu':
      return geluProgram(task, machine);
    case 'bias-gelu':
      return biasGeluProgram(task, machine);
    case 'softmax-cross-entropy':
      return softmaxCrossEntropyProgram(task, machine);
    case 'reduce':
      return reduceProgram(task, machine);
    case 'column-sum':
      return columnSumProgram(task, machine);
    case 'max-pool':
      return maxPoolProgram(task, machine);
    case 'copy':
      return copyProgram(task, machine);
    case 'gather':
      return gatherProgram(task, machine);
    case 'patch':
      return patchProgram(task, machine);
    case 'transpose':
      return transposeProgram(task, machine);
  }
}

/**
 * The width that the tile moves and multiplies a format in.
 * @param where what an error names
 * @throws InputError for a format that is not 8, 16 or 32 bits wide
 */
export function operandWidth(format: string, where: string): OperandWidth {
  switch (bitsOf(resolveFormat(format, where))) {
    case 8:
      return 'fp8';
    case 16:
      return 'fp16';
    case 32:
      return 'fp32';
    default:
      throw new InputError(where, 'a format of 8, 16 or 32 bits', shown(format));
  }
}
