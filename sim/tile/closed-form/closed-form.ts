/**
 * The third engine: cycles and structural counts of a task by arithmetic on its shape, without a program.
 * Equal to the stepping and the counting engine on every count; property tests hold that, and another
 * holds that nothing here imports programs or the engines that walk them.
 * Left out: activity, which needs operands; activity.ts expects it from their statistics.
 */
import type { TileMachine } from '../../../models/machines/machine.js';
import type { TileResult } from '../result.js';
import { checkTask, type TileTask } from '../tile-task.js';
import {
  biasGeluBackwardForm,
  geluBackwardForm,
  layerNormBackwardForm,
  maxPoolBackwardForm,
  softmaxBackwardForm,
} from './backward.js';
import { batchNormForm } from './batch-norm.js';
import { castForm } from './cast.js';
import { convolutionForm } from './convolution.js';
import { gemmForm } from './gemm.js';
import { copyForm, gatherForm, patchForm, randomBitsForm, transposeForm } from './movement.js';
import { biasGeluForm, crossEntropyForm, geluForm, layerNormApplyForm, layerNormForm, softmaxForm } from './rows.js';
import { elementWiseForm, maxPoolForm, patchSumForm, reduceForm } from './vectors.js';

/**
 * What one tile does for one task; `activity` is null.
 * @throws InputError for a size that is no positive integer or too large, or a machine whose fields do not fit together
 */
export function closedForm(task: TileTask, machine: TileMachine): TileResult {
  checkTask(task);
  switch (task.kind) {
    case 'gemm':
      return gemmForm(task, machine);
    case 'cast':
      return castForm(task, machine);
    case 'element-wise':
      return elementWiseForm(task, machine);
    case 'softmax':
      return softmaxForm(task, machine);
    case 'softmax-cross-entropy':
      return crossEntropyForm(task, machine);
    case 'layer-norm':
      return layerNormForm(['sum', 'squares', 'apply'], task, machine);
    case 'layer-norm-statistics':
      return layerNormForm(['sum', 'squares'], { ...task, fused: 'none' }, machine);
    case 'layer-norm-apply':
      return layerNormApplyForm(task, machine);
    case 'gelu':
      return geluForm(task, machine);
    case 'bias-gelu':
      return biasGeluForm(task, machine);
    case 'reduce':
      return reduceForm(task, machine);
    case 'column-sum':
      return reduceForm({ elements: task.columns, partials: task.rows, format: task.format }, machine);
    case 'max-pool':
      return maxPoolForm(task, machine);
    case 'copy':
      return copyForm(task, machine);
    case 'gather':
      return gatherForm(task, machine);
    case 'patch':
      return patchForm(task, machine);
    case 'transpose':
      return transposeForm(task, machine);
    case 'batch-norm-statistics':
    case 'batch-norm-apply':
    case 'batch-norm-backward':
      return batchNormForm(task, machine);
    case 'convolution':
      return convolutionForm(task, machine);
    case 'softmax-backward':
      return softmaxBackwardForm(task, machine);
    case 'layer-norm-backward':
      return layerNormBackwardForm(task, machine);
    case 'gelu-backward':
      return geluBackwardForm(task, machine);
    case 'bias-gelu-backward':
      return biasGeluBackwardForm(task, machine);
    case 'max-pool-backward':
      return maxPoolBackwardForm(task, machine);
    case 'patch-sum':
      return patchSumForm(task, machine);
    case 'random-bits':
      return randomBitsForm(task, machine);
  }
}
