/** What a tile can be asked to do, and the program that does it. */
import { bitsOf } from '../../models/formats/format.js';
import { resolveFormat } from '../../models/formats/resolve.js';
import { InputError, shown } from '../../models/input-error.js';
import type { TileMachine } from '../../models/machines/machine.js';
import type { OperandWidth } from './amp-shape.js';
import { checkProgram } from './check.js';
import type { TileProgram } from './program.js';
import { batchNormProgram } from './programs/batch-norm.js';
import { castProgram } from './programs/cast.js';
import { convolutionProgram } from './programs/convolution.js';
import { copyProgram, gatherProgram, patchProgram } from './programs/copy.js';
import { elementWiseProgram } from './programs/element-wise.js';
import { biasGeluProgram, geluProgram } from './programs/gelu.js';
import { biasGeluBackwardProgram, geluBackwardProgram } from './programs/gelu-backward.js';
import { gemmProgram } from './programs/gemm.js';
import { layerNormApplyProgram, layerNormProgram, layerNormStatisticsProgram } from './programs/layer-norm.js';
import { layerNormBackwardProgram } from './programs/layer-norm-backward.js';
import { maxPoolBackwardProgram } from './programs/max-pool-backward.js';
import { randomBitsProgram } from './programs/random-bits.js';
import { columnSumProgram, maxPoolProgram, patchSumProgram, reduceProgram } from './programs/reduce.js';
import { softmaxBackwardProgram, softmaxCrossEntropyProgram, softmaxProgram } from './programs/softmax.js';
import { transposeProgram } from './programs/transpose.js';
import { checkTask, type TileTask } from './tile-task.js';

export { MOST_TASK_SIZE, type TileTask } from './tile-task.js';

/**
 * The program of a task, with the rules of simultaneous access checked.
 * @throws InputError for a size that is no positive integer or too large, or a machine whose fields do not fit together
 */
export function programOf(task: TileTask, machine: TileMachine): TileProgram {
  checkTask(task);
  const program = build(task, machine);
  checkProgram(program, machine);
  return program;
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
    case 'batch-norm-statistics':
    case 'batch-norm-apply':
    case 'batch-norm-backward':
      return batchNormProgram(task, machine);
    case 'random-bits':
      return randomBitsProgram(task, machine);
    case 'patch-sum':
      return patchSumProgram(task, machine);
    case 'max-pool-backward':
      return maxPoolBackwardProgram(task, machine);
    case 'bias-gelu-backward':
      return biasGeluBackwardProgram(task, machine);
    case 'gelu-backward':
      return geluBackwardProgram(task, machine);
    case 'layer-norm-backward':
      return layerNormBackwardProgram(task, machine);
    case 'softmax-backward':
      return softmaxBackwardProgram(task, machine);
    case 'convolution':
      return convolutionProgram(task, machine);
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
