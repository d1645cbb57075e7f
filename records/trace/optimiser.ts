/** An optimiser's rule as a record (models/optimisers). */
import { z } from 'zod';
import { CLIP_NORM_RANGE, HYPER_RANGES, type OptimiserRule } from '../../models/optimisers/optimiser.js';
import { real } from '../schema.js';

const rate = real(0, 100);
const { momentum, beta1, beta2, epsilon, weightDecay } = HYPER_RANGES;

const sgd = { learningRate: rate, momentum: real(...momentum), weightDecay: real(...weightDecay) };

/** Of all gradients of a step together. */
export const clipNorm = real(...CLIP_NORM_RANGE);

export const optimiserRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sgd-momentum'), ...sgd }),
  z.strictObject({ kind: z.literal('sgd-nesterov'), ...sgd }),
  z.strictObject({
    kind: z.literal('adamw'),
    learningRate: rate,
    beta1: real(...beta1),
    beta2: real(...beta2),
    epsilon: real(...epsilon),
    weightDecay: real(...weightDecay),
  }),
]) satisfies z.ZodType<OptimiserRule>;
