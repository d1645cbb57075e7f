/**
 * The third engine: cycles and structural counts of a task by arithmetic on its shape, without a program. A kind
 * without an entry does not compile. Equal to the stepping and the counting engine on every count; property tests
 * hold that, and another holds that nothing here imports programs or the engines that walk them.
 * Left out: activity, which needs operands; activity/expected-activity.ts expects it from their statistics.
 */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import type { TileResult } from '../engines/result.js';
import { amaxForm } from './amax/closed-form.js';
import { batchNormForm } from './batch-norm/closed-form.js';
import { castForm } from './cast/closed-form.js';
import { convolutionForm } from './convolution/closed-form.js';
import { copyForm, gatherForm } from './copy/closed-form.js';
import { elementWiseForm } from './element-wise/closed-form.js';
import { biasGeluForm, geluForm } from './gelu/closed-form.js';
import { biasGeluBackwardForm, geluBackwardForm } from './gelu-backward/closed-form.js';
import { gemmForm } from './gemm/closed-form.js';
import { layerNormApplyForm, layerNormForm } from './layer-norm/closed-form.js';
import { layerNormBackwardForm, layerNormParametersForm } from './layer-norm-backward/closed-form.js';
import { poolForm } from './max-pool/closed-form.js';
import { maxPoolBackwardForm } from './max-pool-backward/closed-form.js';
import { patchForm } from './patch/closed-form.js';
import { patchSumForm } from './patch-sum/closed-form.js';
import { randomBitsForm } from './random-bits/closed-form.js';
import { reduceForm } from './reduce/closed-form.js';
import { rmsNormForm } from './rms-norm/closed-form.js';
import { crossEntropyForm, softmaxBackwardForm, softmaxForm } from './softmax/closed-form.js';
import { softmaxPartForm } from './softmax-parts/closed-form.js';
import { checkTask, type TaskKind, type TaskOf, type TileTask } from './tasks.js';
import { transposeForm } from './transpose/closed-form.js';
import { vectorProductsForm } from './vector-products/closed-form.js';

type Form<Kind extends TaskKind> = (task: TaskOf<Kind>, machine: TileMachine) => TileResult;

const CLOSED_FORMS: { readonly [Kind in TaskKind]: Form<Kind> } = {
  gemm: gemmForm,
  convolution: convolutionForm,
  cast: castForm,
  'element-wise': elementWiseForm,
  softmax: softmaxForm,
  'softmax-cross-entropy': crossEntropyForm,
  'softmax-backward': softmaxBackwardForm,
  'softmax-maximum': softmaxPartForm,
  'softmax-exponential': softmaxPartForm,
  'softmax-scale': softmaxPartForm,
  'layer-norm': (task, machine) => layerNormForm(['sum', 'squares', 'apply'], task, machine),
  'layer-norm-statistics': (task, machine) => layerNormForm(['sum', 'squares'], { ...task, fused: 'none' }, machine),
  'layer-norm-apply': layerNormApplyForm,
  'layer-norm-backward': layerNormBackwardForm,
  'layer-norm-parameters': layerNormParametersForm,
  'rms-norm': rmsNormForm,
  'rms-norm-backward': rmsNormForm,
  'rms-norm-parameters': rmsNormForm,
  'batch-norm-statistics': batchNormForm,
  'batch-norm-apply': batchNormForm,
  'batch-norm-parameters': batchNormForm,
  'batch-norm-backward': batchNormForm,
  gelu: geluForm,
  'bias-gelu': biasGeluForm,
  'gelu-backward': geluBackwardForm,
  'bias-gelu-backward': biasGeluBackwardForm,
  reduce: reduceForm,
  'column-sum': ({ columns, rows, format }, machine) =>
    reduceForm({ elements: columns, partials: rows, format }, machine),
  amax: amaxForm,
  'max-pool': poolForm,
  'average-pool': poolForm,
  'max-pool-backward': maxPoolBackwardForm,
  copy: copyForm,
  gather: gatherForm,
  'patch-sum': patchSumForm,
  'vector-products': vectorProductsForm,
  'random-bits': randomBitsForm,
  patch: patchForm,
  transpose: transposeForm,
};

/**
 * What one tile does for one task; `activity` is null.
 * @throws InputError for a size that is no positive integer or too large, or a machine whose fields do not fit together
 */
export function closedForm(task: TileTask, machine: TileMachine): TileResult {
  checkTask(task);
  return formOf(task.kind)(task, machine);
}

function formOf<Kind extends TaskKind>(kind: Kind): Form<Kind> {
  return CLOSED_FORMS[kind];
}
