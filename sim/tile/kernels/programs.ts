/** The program of every task: a kind without an entry does not compile. The closed forms reach none of them. */
import type { TileMachine } from '../../../models/machines/tiles/tile-machine.js';
import { checkProgram } from '../engines/check.js';
import type { TileProgram } from '../engines/program.js';
import { amaxProgram } from './amax/program.js';
import { batchNormProgram } from './batch-norm/program.js';
import { castProgram } from './cast/program.js';
import { convolutionProgram } from './convolution/program.js';
import { copyProgram, gatherProgram } from './copy/program.js';
import { elementWiseProgram } from './element-wise/program.js';
import { biasGeluProgram, geluProgram } from './gelu/program.js';
import { biasGeluBackwardProgram, geluBackwardProgram } from './gelu-backward/program.js';
import { gemmProgram } from './gemm/program.js';
import { layerNormApplyProgram, layerNormProgram, layerNormStatisticsProgram } from './layer-norm/program.js';
import { layerNormBackwardProgram, layerNormParametersProgram } from './layer-norm-backward/program.js';
import { poolProgram } from './max-pool/program.js';
import { maxPoolBackwardProgram } from './max-pool-backward/program.js';
import { patchProgram } from './patch/program.js';
import { patchSumProgram } from './patch-sum/program.js';
import { randomBitsProgram } from './random-bits/program.js';
import { columnSumProgram, reduceProgram } from './reduce/program.js';
import { rmsNormProgram } from './rms-norm/program.js';
import { softmaxBackwardProgram, softmaxCrossEntropyProgram, softmaxProgram } from './softmax/program.js';
import { softmaxPartProgram } from './softmax-parts/program.js';
import { checkTask, type TaskKind, type TaskOf, type TileTask } from './tasks.js';
import { transposeProgram } from './transpose/program.js';
import { vectorProductsProgram } from './vector-products/program.js';

type Build<Kind extends TaskKind> = (task: TaskOf<Kind>, machine: TileMachine) => TileProgram;

const PROGRAMS: { readonly [Kind in TaskKind]: Build<Kind> } = {
  gemm: gemmProgram,
  convolution: convolutionProgram,
  cast: castProgram,
  'element-wise': elementWiseProgram,
  softmax: softmaxProgram,
  'softmax-cross-entropy': softmaxCrossEntropyProgram,
  'softmax-backward': softmaxBackwardProgram,
  'softmax-maximum': softmaxPartProgram,
  'softmax-exponential': softmaxPartProgram,
  'softmax-scale': softmaxPartProgram,
  'layer-norm': layerNormProgram,
  'layer-norm-statistics': layerNormStatisticsProgram,
  'layer-norm-apply': layerNormApplyProgram,
  'layer-norm-backward': layerNormBackwardProgram,
  'layer-norm-parameters': layerNormParametersProgram,
  'rms-norm': rmsNormProgram,
  'rms-norm-backward': rmsNormProgram,
  'rms-norm-parameters': rmsNormProgram,
  'batch-norm-statistics': batchNormProgram,
  'batch-norm-apply': batchNormProgram,
  'batch-norm-parameters': batchNormProgram,
  'batch-norm-backward': batchNormProgram,
  gelu: geluProgram,
  'bias-gelu': biasGeluProgram,
  'gelu-backward': geluBackwardProgram,
  'bias-gelu-backward': biasGeluBackwardProgram,
  reduce: reduceProgram,
  'column-sum': columnSumProgram,
  amax: amaxProgram,
  'max-pool': poolProgram,
  'average-pool': poolProgram,
  'max-pool-backward': maxPoolBackwardProgram,
  copy: copyProgram,
  gather: gatherProgram,
  'patch-sum': patchSumProgram,
  'vector-products': vectorProductsProgram,
  'random-bits': randomBitsProgram,
  patch: patchProgram,
  transpose: transposeProgram,
};

/**
 * The program of a task, with the rules of simultaneous access checked.
 * @throws InputError for a size that is no positive integer or too large, or a machine whose fields do not fit together
 */
export function programOf(task: TileTask, machine: TileMachine): TileProgram {
  checkTask(task);
  const program = builder(task.kind)(task, machine);
  checkProgram(program, machine);
  return program;
}

function builder<Kind extends TaskKind>(kind: Kind): Build<Kind> {
  return PROGRAMS[kind];
}
