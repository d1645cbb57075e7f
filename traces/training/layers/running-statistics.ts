/**
 * Running statistics of a batch-norm, which stand for the batch's own in evaluation: float32, mean 0 and variance 1 at
 * first, moved by a tenth of the way to those of each batch, the variance unbiased, as PyTorch does. The variance is that
 * of the statistics that normalise: deviation² − ε. Left out of the trace: two numbers a channel and step.
 */
import { NORM_EPSILON } from '../../../models/networks/graph.js';
import { newTensor, type Place, type StepContext } from '../../ops/emit.js';
import { valuesOf } from '../../ops/stored.js';
import type { Tensor } from '../../ops/tensor.js';

/** PyTorch's momentum of batch-norm. */
const SHARE = 0.1;

/** Of each channel; changed in place by each step that trains. */
export interface RunningStatistics {
  readonly means: Float32Array<ArrayBufferLike>;
  readonly variances: Float32Array<ArrayBufferLike>;
}

export function newRunningStatistics(channels: number): RunningStatistics {
  return { means: new Float32Array(channels), variances: new Float32Array(channels).fill(1) };
}

/** @param statistics means and deviations of a batch; @param rows values of a channel in it */
export function follow(running: RunningStatistics, statistics: Tensor, rows: number): void {
  const values = valuesOf(statistics);
  const { means, variances } = running;
  const unbiased = rows > 1 ? rows / (rows - 1) : 1;
  for (let c = 0; c < means.length; c++) {
    const deviation = values[means.length + c] as number;
    const variance = Math.max(0, deviation * deviation - NORM_EPSILON) * unbiased;
    means[c] = (1 - SHARE) * (means[c] as number) + SHARE * (values[c] as number);
    variances[c] = (1 - SHARE) * (variances[c] as number) + SHARE * variance;
  }
}

/** As a batch's: means, then deviations. */
export function asStatistics(context: StepContext, place: Place, { means, variances }: RunningStatistics): Tensor {
  const deviations = variances.map((variance) => Math.sqrt(variance + NORM_EPSILON));
  const shape = [2, means.length];
  const codes = Float32Array.from([...means, ...deviations]);
  return newTensor(context, place, { name: 'running', role: 'state', shape, format: 'float32' }, codes);
}
